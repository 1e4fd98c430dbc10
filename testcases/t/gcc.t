#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin on input that is hard for compilers.
exec "$(dirname "$0")/../gcc/run.t"
