/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz: what a target gives, and what it gets. With libFuzzer (clang -fsanitize=fuzzer) it is
 * a target as usual. Without, main.c makes it a program: files are replayed, and then changed
 * -runs=N times in ways that depend on nothing but -seed=N.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* abort() says that something is wrong with the target's code. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Texts to begin with, and words to put into them; each list ends with NULL. */
extern const char *const fuzz_seeds[];
extern const char *const fuzz_words[];

/* Say on standard output what came of it: the end of a line. */
void fuzz_report(void);

#endif
