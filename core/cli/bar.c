/* SPDX-License-Identifier: Apache-2.0 */
/* Bar: see bar.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "core/base/visible.h"
#include "core/cli/bar.h"

#define EVERY 100     /* milliseconds between two drawings */
#define BAR_WIDTH 20  /* of the bar itself, in columns */
#define LINE_WIDTH 80 /* where the terminal doesn't say its own */

static int64_t now_ms(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void bar_init(struct bar *bar, bool wanted)
{
	const char *terminal = getenv("TERM");
	*bar = (struct bar){.began = now_ms()};
	bar->active = wanted && isatty(STDERR_FILENO) && terminal &&
		      strcmp(terminal, "dumb") != 0;
}

static size_t line_width(void)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
		return size.ws_col - 1u;
	return LINE_WIDTH - 1;
}

/* "9 s", "3 min", "2 h": what a person wants to know of a time. */
static void write_time(struct ddlect_buf *out, int64_t ms)
{
	long long seconds = (ms + 999) / 1000;
	if (seconds < 90)
		buf_printf(out, "%lld s", seconds);
	else if (seconds < 5400)
		buf_printf(out, "%lld min", (seconds + 30) / 60);
	else
		buf_printf(out, "%lld h", (seconds + 1800) / 3600);
}

/* How much is done, of 1000. A file that runs by statements counts as far as it is. */
static uint64_t done_of_1000(const struct ddlect_progress *at)
{
	if (at->files == 0)
		return 1000;
	uint64_t of_file = at->statements ? at->statement * 1000 / at->statements : 0;
	uint64_t by_files = (at->files_done * 1000 + of_file) / at->files;
	return at->bytes ? at->bytes_done * 1000 / at->bytes : by_files;
}

static void write_rate(struct ddlect_buf *out, const struct bar *bar, int64_t elapsed)
{
	const struct ddlect_progress *at = &bar->at;
	uint64_t done = done_of_1000(at);
	if (at->files_done > 0 && elapsed > 0) {
		uint64_t rate = at->files_done * 10000 / (uint64_t)elapsed; /* tenths */
		buf_printf(out, ", %llu.%llu files/s", (unsigned long long)rate / 10,
			   (unsigned long long)rate % 10);
	}
	if (done > 0 && elapsed > 1000) {
		buf_text(out, ", ");
		write_time(out, elapsed * (int64_t)(1000 - done) / (int64_t)done);
		buf_text(out, " left");
	} else {
		buf_text(out, ", ");
		write_time(out, elapsed);
	}
}

static void draw(struct bar *bar, int64_t now)
{
	const struct ddlect_progress *at = &bar->at;
	uint64_t done = done_of_1000(at) * BAR_WIDTH / 1000;
	struct ddlect_buf line;
	buf_init(&line);
	buf_text(&line, "[");
	for (uint64_t i = 0; i < BAR_WIDTH; i++)
		buf_text(&line, i < done ? "#" : ".");
	buf_printf(&line, "] file %llu of %llu",
		   (unsigned long long)(at->files_done < at->files ? at->files_done + 1
								   : at->files),
		   (unsigned long long)at->files);
	if (at->statements)
		buf_printf(&line, ", step %llu of %llu",
			   (unsigned long long)(at->statement < at->statements
							? at->statement + 1
							: at->statements),
			   (unsigned long long)at->statements);
	write_rate(&line, bar, now - bar->began);
	if (bar->title[0]) {
		buf_text(&line, "  ");
		visible_write(&line, bar->title);
	}
	/* \033[K clears what an older, longer line left behind. */
	fprintf(stderr, "\r%.*s\033[K", (int)utf8_cut(line.text, line_width()),
		line.text);
	fflush(stderr);
	buf_clear(&line);
	bar->drawn = now;
	bar->shown = true;
}

void bar_tick(struct bar *bar)
{
	int64_t now = now_ms();
	if (bar->active && bar->at.files > 0 && now - bar->drawn >= EVERY)
		draw(bar, now);
}

void bar_set(struct bar *bar, const struct ddlect_progress *progress)
{
	size_t size = progress->size < sizeof(bar->at) ? progress->size : sizeof(bar->at);
	memset(&bar->at, 0, sizeof(bar->at));
	memcpy(&bar->at, progress, size);
	snprintf(
		bar->title, sizeof(bar->title), "%.*s",
		(int)utf8_cut(bar->at.title ? bar->at.title : "", sizeof(bar->title) - 1),
		bar->at.title ? bar->at.title : "");
	bar_tick(bar);
}

void bar_hide(struct bar *bar)
{
	if (!bar->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	bar->shown = false;
	bar->drawn = 0;
}
