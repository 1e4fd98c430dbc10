#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every unit of testcases/rules gets the findings that its lines expect.
exec "$(dirname "$0")/../run-diag.pl"
