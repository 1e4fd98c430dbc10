# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the plugin is made of; included by the top-level Makefile.
#
#	WN_GCC_SRCS	built as C++ with GCC's plugin headers
#	WN_GCC_CORE	of plugin/core, built as C with -fPIC, linked in: no more
#			than this, as every symbol meets those of cc1
#	WN_GCC_CXXFLAGS	for WN_GCC_SRCS
#	WN_GCC_LIBS	to link with

WN_GCC_SRCS := $(addprefix plugin/gcc/, \
	plugin.c guard.c unit.c roots.c cfg.c lower.c call.c init.c operand.c \
	field.c type.c loc.c path.c)

WN_GCC_CORE := $(addprefix plugin/core/, \
	facts-write.c facts-write-body.c facts-put.c util.c)

WN_GCC_PLUGIN_DIR = $(shell $(CC) -print-file-name=plugin 2>/dev/null)

WN_GCC_CXXFLAGS = -x c++ -std=gnu++14 -fno-rtti -fno-exceptions -fPIC \
	-fno-strict-aliasing -isystem $(WN_GCC_PLUGIN_DIR)/include

WN_GCC_LIBS := -lz

# the names that the top-level Makefile knows
plugin_srcs := $(WN_GCC_SRCS)
plugin_cxxflags := -fno-strict-aliasing
