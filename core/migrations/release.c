/* SPDX-License-Identifier: Apache-2.0 */
/* Releases: see release.h. */
#include <string.h>

#include "core/migrations/release.h"

#define DIGITS "0123456789"

/* One number of a semantic version: no leading zero. */
static size_t read_number(const char *text)
{
	size_t length = strspn(text, DIGITS);
	return length > 1 && text[0] == '0' ? 0 : length;
}

/* What may follow: `-rc.1`, `+build`; letters, digits, dots and dashes. */
static size_t read_suffix(const char *text, char start)
{
	if (text[0] != start)
		return 0;
	size_t length =
		strspn(text + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-.");
	bool bad = length == 0 || text[1] == '.' || text[length] == '.';
	for (size_t i = 1; i < length; i++)
		bad |= text[i] == '.' && text[i + 1] == '.';
	return bad ? 0 : length + 1;
}

bool release_read(const char *text, struct release *release)
{
	*release = (struct release){0};
	text += text[0] == 'v';
	for (int i = 0; i < 3; i++) {
		release->numbers[i] = text;
		release->lengths[i] = read_number(text);
		text += release->lengths[i];
		if (release->lengths[i] == 0 || (i < 2 && *text++ != '.'))
			return false;
	}
	size_t length = read_suffix(text, '-');
	if (length) {
		release->before = text + 1;
		release->before_length = length - 1;
	}
	text += length;
	text += read_suffix(text, '+');
	return *text == '\0';
}

static int order_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
	return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* Digits, by their value. */
static int order_numbers(const char *a, size_t a_length, const char *b, size_t b_length)
{
	for (; a_length > 0 && *a == '0'; a_length--)
		a++;
	for (; b_length > 0 && *b == '0'; b_length--)
		b++;
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return order_bytes(a, a_length, b, b_length);
}

/* One word between dots: numbers come before words, and order as numbers. */
static int order_words(const char *a, size_t a_length, const char *b, size_t b_length)
{
	bool a_number = strspn(a, DIGITS) >= a_length;
	bool b_number = strspn(b, DIGITS) >= b_length;
	if (a_number != b_number)
		return a_number ? -1 : 1;
	return a_number ? order_numbers(a, a_length, b, b_length)
			: order_bytes(a, a_length, b, b_length);
}

static size_t word_length(const char *text, size_t length)
{
	const char *dot = length ? memchr(text, '.', length) : NULL;
	return dot ? (size_t)(dot - text) : length;
}

/* Word by word; a release without such words comes after all that have some. */
static int order_before(const struct release *a, const struct release *b)
{
	const char *x = a->before, *y = b->before;
	size_t x_left = a->before_length, y_left = b->before_length;
	if (!x || !y)
		return !x - !y;
	while (x_left && y_left) {
		size_t m = word_length(x, x_left), n = word_length(y, y_left);
		int order = order_words(x, m, y, n);
		if (order)
			return order;
		m += m < x_left;
		n += n < y_left;
		x += m, x_left -= m;
		y += n, y_left -= n;
	}
	return (x_left > 0) - (y_left > 0);
}

bool release_order(const char *a, const char *b, int *order)
{
	struct release x, y;
	*order = 0;
	if (!release_read(a, &x) || !release_read(b, &y))
		return false;
	for (int i = 0; *order == 0 && i < 3; i++)
		*order = order_numbers(x.numbers[i], x.lengths[i], y.numbers[i],
				       y.lengths[i]);
	if (*order == 0)
		*order = order_before(&x, &y);
	return true;
}
