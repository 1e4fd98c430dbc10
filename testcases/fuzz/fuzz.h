/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzzed programs share: input as a file, output as a string. */
#ifndef WN_FUZZ_H
#define WN_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file that holds @data, for readers that want a path; lives until the next one. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* Ends the program, so that the fuzzer keeps the input. */
void fuzz_fail(const char *what) __attribute__((noreturn));

#endif
