# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make			build/wnotify_plugin.so and build/wnotify
#	make W=notify		check a kernel: KDIR= O= DIRS= NOTIFY=build KVER=
#	make check		tests
#	make help		the rest

CC	:= $(if $(filter default,$(origin CC)),$(CROSS_COMPILE)gcc,$(CC))
HOSTCC	?= gcc
HOSTCXX	?= g++
PREFIX	?= /usr/local
KVER	?= 6.1
B	?= build
Q	:= $(if $(filter 1,$(V)),,@)
say	= $(if $(filter 1,$(V)),@:,@printf '  %-7s %s\n') $(1) $(2)

# As many jobs as there are processors, unless make is told; several goals one by one.
ifeq ($(word 2,$(MAKECMDGOALS))$(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(or $(JOBS),$(shell nproc))
endif

VERSION	:= $(shell git describe --always --dirty 2>/dev/null || echo 0.1)

# The same bytes wherever it is built: scan.sh knows a plugin by its content.
WARN	:= -Wall -Wextra -Werror -ffile-prefix-map=$(CURDIR)=.
CFLAGS	?= -O2 -g
override CFLAGS += -std=gnu11 $(WARN) -fPIC -MMD -MP -D_GNU_SOURCE \
		   -Iplugin/core -Iplugin/cli $(SAN)
LIBS	:= -ljansson -lz $(SAN)

core	:= $(patsubst %.c,$(B)/%.o,$(wildcard plugin/core/*.c plugin/core/rules/*.c))
# What decides the facts: `wnotify check` knows those of another plugin by it.
facts_srcs := $(sort $(wildcard plugin/gcc/*.[ch] plugin/gcc/*.cc plugin/core/facts*.[ch] \
	plugin/core/util.[ch]))
cli	:= $(patsubst %.c,$(B)/%.o,$(wildcard plugin/cli/*.c))
units	:= $(patsubst testcases/unit/%.c,$(B)/unit/%,$(wildcard testcases/unit/*.c))

ifeq ($(W),notify)
all: notify
else
all: $(B)/wnotify_plugin.so $(B)/wnotify
endif

# ---- the command -----------------------------------------------------------

# A library, so that the plugin gets only what it calls.
$(B)/libwnotify.a: $(core)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(B)/wnotify: $(cli) $(B)/libwnotify.a $(EXTRA_OBJS)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) -o $@ $^ $(LIBS)

$(B)/facts-check: $(B)/testcases/gcc/facts-check.o $(B)/libwnotify.a
	$(call say,LD,$@)
	$(Q)$(HOSTCC) -o $@ $^ $(LIBS)

$(B)/unit/%: $(B)/testcases/unit/%.o $(B)/libwnotify.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ $(LIBS) -lcmocka

$(B)/%.o: %.c | $(B)/.packages
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CFLAGS) $(DEFS) -c -o $@ $<

$(cli): DEFS = -DWNOTIFY_VERSION='"$(VERSION)"' \
	-DWNOTIFY_LIBDIR='"$(PREFIX)/lib/wnotify"' \
	-DWNOTIFY_COMPILER='"$(shell cat $(B)/.compiler)"' \
	-DWNOTIFY_PLUGIN_ID='"$(shell cat $(facts_srcs) | sha256sum | cut -c1-12)"'
$(B)/plugin/cli/version.o: $(B)/.compiler $(facts_srcs)

# The tests are built before they are run: cmocka must be there by then.
$(units:$(B)/unit/%=$(B)/testcases/unit/%.o): | $(B)/.packages-check
$(B)/.packages-check: | $(B)/.packages
	@CC='$(CC)' HOSTCC='$(HOSTCC)' HOSTCXX='$(HOSTCXX)' scripts/packages.sh check
	@touch $@

# ---- the plugin: for one compiler, C style, built by g++ as GCC asks --------

plugin_srcs	:= $(wildcard plugin/gcc/*.c plugin/gcc/*.cc)
plugin_cxxflags	:=
-include plugin/gcc/sources.mk
plugin_inc	= $(shell $(CC) -print-file-name=plugin 2>/dev/null)/include
plugin_objs	= $(addprefix $(B)/,$(addsuffix .o,$(basename $(plugin_srcs))))

$(B)/wnotify_plugin.so: $(plugin_objs) $(B)/libwnotify.a
	$(call say,LD,$@)
	$(Q)$(HOSTCXX) -shared -o $@ $^ -lz

$(B)/plugin/gcc/%.o: plugin/gcc/%.c $(B)/.compiler | $(B)/.packages
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCXX) -x c++ -std=gnu++17 -fno-rtti -fno-exceptions -fPIC \
		-O2 -g $(WARN) -Wno-missing-field-initializers \
		-MMD -MP -Iplugin/core -isystem $(plugin_inc) \
		$(plugin_cxxflags) -c -o $@ $<

# Changes when another compiler is to load the plugin.
$(B)/.compiler: FORCE
	@mkdir -p $(@D)
	@printf '%s %s %s\n' '$(CC)' "$$($(CC) -dumpfullversion 2>/dev/null)" \
		"$$($(CC) -dumpmachine 2>/dev/null)" | cmp -s - $@ || \
		printf '%s %s %s\n' '$(CC)' "$$($(CC) -dumpfullversion 2>/dev/null)" \
		"$$($(CC) -dumpmachine 2>/dev/null)" >$@

# One clear line when something to build with is missing.
$(B)/.packages: $(B)/.compiler
	@CC='$(CC)' HOSTCC='$(HOSTCC)' HOSTCXX='$(HOSTCXX)' scripts/packages.sh build
	@touch $@

# ---- kernels ----------------------------------------------------------------

# What the scripts are told; O and W are not for the kernel's own make.
env	= CC='$(CC)' KVER='$(KVER)' KDIR='$(KDIR)' O='$(O)' DIRS='$(DIRS)' \
	  NOTIFY='$(NOTIFY)' FULL='$(FULL)' WNOTIFY='$(abspath $(B))/wnotify' \
	  WNOTIFY_PLUGIN='$(abspath $(B))/wnotify_plugin.so'

# Findings are warnings: they fail make only with STRICT=1. What keeps the
# check from running always does. `wnotify scan` has the exact exit status.
notify: $(B)/wnotify_plugin.so $(B)/wnotify
	+@$(env) $(B)/wnotify scan || [ $$? = 1 -a -z '$(STRICT)' ]

check: $(B)/wnotify_plugin.so $(B)/wnotify $(units)
	+@$(env) scripts/check.sh $(TESTS)

csmith: $(B)/wnotify_plugin.so $(B)/wnotify $(B)/facts-check
	+@$(env) COUNT='$(COUNT)' SEED='$(SEED)' scripts/csmith.sh

valgrind: $(B)/wnotify_plugin.so $(B)/wnotify
	+@$(env) FACTS='$(FACTS)' scripts/valgrind.sh

bench-peers bench-scan check-skip identity mutate sparse whole: $(B)/wnotify_plugin.so $(B)/wnotify
	+@$(env) scripts/$@.sh

# Needs no plugin: the migration of cocci/ to 6.6, compiled.
migrate-check:
	+@$(env) scripts/migrate-check.sh

# One after the other: they are timed.
bench: $(B)/wnotify_plugin.so $(B)/wnotify
	+@$(env) scripts/bench-peers.sh
	+@$(env) scripts/bench-scan.sh

# Both kernels, unless one is asked for
identity: export KVERS = $(if $(filter file,$(origin KVER)),6.1 6.12,$(KVER))

# make W=notify in a kernel tree
install-hook: $(B)/wnotify_plugin.so $(B)/wnotify
	+@$(env) scripts/hook.sh install

uninstall-hook:
	+@$(env) scripts/hook.sh uninstall

model:
	$(Q)$(MAKE) -C docs/model

# The tests of the command and the core with the sanitizers.
asan: $(B)/wnotify_plugin.so
	$(Q)$(MAKE) B=$(B)/asan SAN='-fsanitize=address,undefined \
		-Wno-format-truncation -Wno-maybe-uninitialized' \
		$(B)/asan/wnotify $(patsubst $(B)/%,$(B)/asan/%,$(units))
	+@$(env) WNOTIFY=$(abspath $(B))/asan/wnotify scripts/check.sh \
		testcases/t/rules.t testcases/t/scan-errors.t \
		$(patsubst $(B)/%,$(B)/asan/%,$(units))

# What reads and writes files, under libFuzzer: SECONDS_EACH=60 of each program.
FUZZCC	?= clang
FUZZFLAGS := -g -O1 -std=gnu11 -D_GNU_SOURCE -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION \
	-Iplugin/core -Iplugin/cli
fuzzed	:= $(wildcard plugin/core/*.c plugin/core/rules/*.c) \
	$(filter-out plugin/cli/main.c,$(wildcard plugin/cli/*.c)) testcases/fuzz/common.c
fuzzers	:= $(patsubst testcases/fuzz/%.c,$(B)/fuzz/%,$(wildcard testcases/fuzz/fuzz-*.c))
fuzz_objs := $(patsubst %.c,$(B)/fuzz/obj/%.o,$(fuzzed))

$(B)/fuzz/obj/%.o: %.c | $(B)/.packages-fuzz
	$(call say,FUZZCC,$<)
	@mkdir -p $(@D)
	$(Q)$(FUZZCC) $(FUZZFLAGS) $(DEFS) -MMD -MP -c -o $@ $<

$(patsubst plugin/%,$(B)/fuzz/obj/plugin/%,$(patsubst %.c,%.o,$(filter plugin/cli/%,$(fuzzed)))): \
	DEFS = -DWNOTIFY_VERSION='"fuzz"' -DWNOTIFY_LIBDIR='""' -DWNOTIFY_COMPILER='""' \
	-DWNOTIFY_PLUGIN_ID='""'

$(B)/fuzz/fuzz-%: $(B)/fuzz/obj/testcases/fuzz/fuzz-%.o $(fuzz_objs)
	$(call say,LD,$@)
	$(Q)$(FUZZCC) -fsanitize=fuzzer,address,undefined -o $@ $^ -ljansson -lz

$(B)/.packages-fuzz: | $(B)/.packages
	@CC='$(CC)' HOSTCC='$(HOSTCC)' HOSTCXX='$(HOSTCXX)' scripts/packages.sh fuzz
	@touch $@

fuzz: $(B)/wnotify_plugin.so $(B)/wnotify $(fuzzers)
	+@$(env) SECONDS_EACH='$(SECONDS_EACH)' scripts/fuzz.sh $(FUZZ)

# ---- the rest ---------------------------------------------------------------

install: $(B)/wnotify_plugin.so $(B)/wnotify
	install -D -t $(DESTDIR)$(PREFIX)/bin $(B)/wnotify
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify \
		$(B)/wnotify_plugin.so kconfig-fragment kconfig-fragment-old
	install -D -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts \
		$(addprefix scripts/,scan.sh units.pl lib.sh packages.sh tree.sh \
		configure.sh shadow.pl annotate.pl fix.sh fix.pl lint.sh lint.pl hook.sh \
		migrate.pl)
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts scripts/Wnotify.pm
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts/Fix scripts/Fix/*.pm
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts/Scan scripts/Scan/*.pm
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts/Lint scripts/Lint/*.pm
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts/Migrate scripts/Migrate/*.pm
	for v in 6.1 6.12; do install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/patches/$$v \
		patches/$$v/*.patch; done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/scripts/Mutate \
		scripts/Mutate/Source.pm
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/wnotify/cocci cocci/*.cocci
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/wnotify/traces docs/model/traces/*
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/wnotify/explain docs/explain/*
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/wnotify \
		docs/*.md docs/wnotify.schema.json
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/wnotify/rules docs/rules/*.md
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 docs/man/*.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man7 docs/man/*.7
	install -D -m 644 scripts/wnotify.bash-completion \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/wnotify

clean:
	rm -rf $(B)

help:
	@sed -n 's/^#\t/  /p' $(firstword $(MAKEFILE_LIST))
	@echo '  make bench		time and memory of analysis and scan beside their peers'
	@echo '  make bench-peers	the first half: the units of DIRS=mm/ by each tool'
	@echo '  make bench-scan	the second: a scan, cold and warm, beside sparse'
	@echo '  make check-skip	what a scan leaves out changes nothing, by scans of both kinds'
	@echo '  make csmith		the plugin on COUNT=1000 random programs from SEED=1 on'
	@echo '  make identity		the plugin changes no object of mm/ fs/ kernel/'
	@echo '  make mutate		how many broken kernels are noticed'
	@echo '  make migrate-check	6.1 follows the API change of 6.6 and compiles'
	@echo '  make sparse		context imbalances of sparse, settled and annotated'
	@echo '  make install-hook	KDIR=linux: make W=notify in that tree; uninstall-hook'
	@echo '  make model		the protocol model of docs/model'
	@echo '  make asan		tests of command and core with the sanitizers'
	@echo '  make fuzz		readers and writers fuzzed, SECONDS_EACH=60 of FUZZ="facts ..."'
	@echo '  make valgrind		the plugin and the command on the facts of the last scan, FACTS='
	@echo '  make whole		a whole kernel compiled for analysis, and checked'
	@echo '  make install		PREFIX=$(PREFIX) DESTDIR='
	@echo '  CC=gcc-11		the compiler that loads the plugin'

-include $(wildcard $(B)/plugin/*/*.d $(B)/plugin/core/rules/*.d $(B)/testcases/unit/*.d \
	$(B)/fuzz/obj/*/*/*.d)

.PHONY: all notify check bench bench-peers bench-scan check-skip identity migrate-check mutate sparse \
	csmith valgrind whole fuzz install-hook uninstall-hook model asan install clean help FORCE
FORCE:
.SECONDARY:
