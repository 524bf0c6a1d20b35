/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz: see fuzz.h. It is the program around a target when there is no libFuzzer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define LARGEST ((size_t)1 << 16)

struct input {
	char *bytes;
	size_t size;
};

static struct input corpus[4096];
static size_t n_corpus;
static uint64_t state = 1;
static size_t n_words;

static uint64_t draw(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? state % below : 0;
}

static void corpus_add(const char *bytes, size_t size)
{
	if (n_corpus == sizeof(corpus) / sizeof(*corpus) || size > LARGEST)
		return;
	char *copy = malloc(size + 1);
	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	corpus[n_corpus++] = (struct input){copy, size};
}

static size_t insert(char *text, size_t size, size_t at, const char *bytes, size_t n)
{
	if (size + n > LARGEST)
		return size;
	memmove(text + at + n, text + at, size - at);
	memcpy(text + at, bytes, n);
	return size + n;
}

static size_t change(char *text, size_t size)
{
	size_t at = draw(size + 1);
	size_t n = draw(16) + 1;
	const char *word = fuzz_words[draw(n_words)];
	const struct input *other = &corpus[draw(n_corpus)];
	switch (draw(5)) {
	case 0:
		return insert(text, size, at, word, strlen(word));
	case 1:
		n = n < size - at ? n : size - at;
		memmove(text + at, text + at + n, size - at - n);
		return size - n;
	case 2:
		if (at < size)
			text[at] = (char)draw(256);
		return size;
	case 3:
		n = n < size - at ? n : size - at;
		char piece[16];
		memcpy(piece, text + at, n);
		return insert(text, size, draw(size + 1), piece, n);
	default:
		n = other->size ? draw(other->size) : 0;
		return insert(text, size, at, other->bytes + draw(other->size - n + 1),
			      n);
	}
}

static void run(uint64_t runs)
{
	char *text = malloc(LARGEST + 1);
	if (!text)
		abort();
	for (uint64_t i = 0; i < runs; i++) {
		const struct input *input = &corpus[draw(n_corpus)];
		size_t size = input->size;
		memcpy(text, input->bytes, size);
		for (uint64_t changes = draw(6) + 1; changes > 0; changes--)
			size = change(text, size);
		char *exact =
			malloc(size ? size : 1); /* so that reading beyond is seen */
		if (!exact)
			abort();
		memcpy(exact, text, size);
		LLVMFuzzerTestOneInput((const uint8_t *)exact, size);
		free(exact);
	}
	free(text);
}

static void add_file(const char *path)
{
	static char bytes[LARGEST + 1];
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(1);
	}
	size_t size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	corpus_add(bytes, size);
}

int main(int argc, char **argv)
{
	uint64_t runs = 0;
	for (size_t i = 0; fuzz_seeds[i]; i++)
		corpus_add(fuzz_seeds[i], strlen(fuzz_seeds[i]));
	while (fuzz_words[n_words])
		n_words++;
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "-runs=", 6) == 0)
			runs = strtoull(argv[i] + 6, NULL, 10);
		else if (strncmp(argv[i], "-seed=", 6) == 0)
			state = strtoull(argv[i] + 6, NULL, 10) * 2654435761u + 1;
		else
			add_file(argv[i]);
	}
	for (size_t i = 0; i < n_corpus; i++)
		LLVMFuzzerTestOneInput((const uint8_t *)corpus[i].bytes, corpus[i].size);
	run(runs);
	printf("%zu inputs, %llu changed ones; ", n_corpus, (unsigned long long)runs);
	fuzz_report();
	for (size_t i = 0; i < n_corpus; i++)
		free(corpus[i].bytes);
	return 0;
}
