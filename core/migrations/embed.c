/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Embed: see embed.h. The C is one list, by dialect and version, a line of C for each
 * line of SQL. It is plain ASCII: no character set of a compiler changes it, and nothing
 * in it can look like something else.
 */
#include <string.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/migrations/embed.h"
#include "core/migrations/name.h"
#include "core/migrations/scan.h"
#include "core/migrations/source.h"

static const char mark[] = "/*\n * Written by `ddlect embed`: ";

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
			      "0123456789";

bool embed_is_own(const char *text, size_t length)
{
	return length >= sizeof(mark) - 1 && memcmp(text, mark, sizeof(mark) - 1) == 0;
}

/* Of C and of C++: the file may be compiled as either. */
static bool is_keyword(const char *name)
{
	static const char words[] =
		" alignas alignof and and_eq asm auto bitand bitor bool break case catch"
		" char char16_t char32_t char8_t class co_await co_return co_yield compl"
		" concept const const_cast consteval constexpr constinit continue"
		" decltype default delete do double dynamic_cast else enum explicit"
		" export extern false float for friend goto if inline int long mutable"
		" namespace new noexcept not not_eq nullptr operator or or_eq private"
		" protected public register reinterpret_cast requires restrict return"
		" short signed sizeof static static_assert static_cast struct switch"
		" template this thread_local throw true try typedef typeid typename"
		" typeof typeof_unqual union unsigned using virtual void volatile"
		" wchar_t while xor xor_eq ";
	size_t length = strlen(name);
	for (const char *at = words; (at = strstr(at, name)); at++)
		if (at[-1] == ' ' && at[length] == ' ')
			return true;
	/* Those that C has, or will have, besides. */
	return name[0] == '_' && name[1] >= 'A' && name[1] <= 'Z';
}

bool embed_name_check(const char *name)
{
	return *name && !(*name >= '0' && *name <= '9') && !name[strspn(name, letters)] &&
	       !is_keyword(name);
}

const char *embed_name_make(struct arena *arena, const char *words, const char *ending)
{
	bool digit = *words >= '0' && *words <= '9';
	char *name =
		*words ? arena_printf(arena, "%s%s%s", digit ? "_" : "", words, ending)
		       : NULL;
	for (char *at = name; at && *at; at++)
		if (!strchr(letters, *at))
			*at = '_';
	return name;
}

static void write_head(struct ddlect_buf *out, const char *name)
{
	buf_text(out, mark);
	buf_printf(out,
		   "migrations, for a program to carry inside. Change the\n"
		   " * files and run it again, not this. A provider takes them so:\n"
		   " *\n"
		   " *\textern const struct ddlect_migration %s[];\n"
		   " *\n"
		   " *\tstatic const struct ddlect_provider provider = {\n"
		   " *\t\tDDLECT_PROVIDER,\n"
		   " *\t\t.migrations = %s,\n"
		   " *\t\t...\n"
		   " */\n"
		   "#include <ddlect/provider.h>\n"
		   "\n"
		   "#if defined(__GNUC__)\n"
		   "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
		   "#endif\n"
		   "\n"
		   "extern const struct ddlect_migration %s[];\n"
		   "\n"
		   "const struct ddlect_migration %s[] = {\n",
		   name, name, name, name);
}

/* One byte inside a literal. Three digits always, so that none that follows is taken in.
 */
static void write_byte(struct ddlect_buf *out, unsigned char c, unsigned char before)
{
	if (c == '\n')
		buf_raw(out, "\\n", 2);
	else if (c == '\r')
		buf_raw(out, "\\r", 2);
	else if (c == '\t')
		buf_raw(out, "\\t", 2);
	else if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", c);
	else if (c == '?' && before == '?')
		buf_raw(out, "\\?", 2); /* no trigraphs */
	else if (c < 0x20 || c >= 0x7f)
		buf_printf(out, "\\%03o", c);
	else
		buf_raw(out, (const char *)&c, 1);
}

/* How much of a line can be written as it is. */
static size_t plain_length(const char *text, size_t length)
{
	size_t n = 0;
	while (n < length && text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' &&
	       text[n] != '\\' && text[n] != '?')
		n++;
	return n;
}

static void write_literal(struct ddlect_buf *out, const char *text, size_t length)
{
	buf_raw(out, "\"", 1);
	for (size_t i = 0; i < length;) {
		size_t plain = plain_length(text + i, length - i);
		buf_raw(out, text + i, plain);
		i += plain;
		if (i < length) {
			write_byte(out, (unsigned char)text[i],
				   i ? (unsigned char)text[i - 1] : 0);
			i++;
		}
	}
	buf_raw(out, "\"", 1);
}

/* A member with a whole text, one literal a line. */
static void write_text(struct ddlect_buf *out, const char *member, const char *text,
		       size_t length)
{
	const char *end = text + length;
	buf_printf(out, "\t\t.%s =", member);
	do {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((newline ? newline + 1 : end) - text);
		buf_raw(out, "\n\t\t\t", 4);
		write_literal(out, text, line);
		text += line;
	} while (text < end);
	buf_printf(out, ",\n\t\t.%s_length = %zu,\n", member, length);
}

static int write_half(struct ddlect_buf *out, const struct source *source,
		      const struct migration *migration, bool down,
		      struct ddlect_buf *text, struct ddlect_err *err)
{
	if (!(down ? migration->down : migration->up))
		return 0;
	if (source_read(source, migration, down, text, err) < 0)
		return -1;
	write_text(out, down ? "down" : "up", text->text, text->length);
	return 0;
}

static int write_migration(struct ddlect_buf *out, const struct source *source,
			   const char *dialect, const struct migration *migration,
			   struct ddlect_err *err)
{
	struct ddlect_buf text;
	buf_init(&text);
	buf_printf(out, "\t{\n\t\t.dialect = \"%s\",\n\t\t.title = ", dialect);
	write_literal(out, migration->title, strlen(migration->title));
	buf_printf(out, ",\n\t\t.version = %lluu,\n",
		   (unsigned long long)migration->version);
	int status = write_half(out, source, migration, false, &text, err);
	if (status == 0)
		status = write_half(out, source, migration, true, &text, err);
	buf_text(out, "\t},\n");
	buf_clear(&text);
	return status;
}

static int append(struct arena *arena, const char ***list, uint32_t *n, const char *text,
		  struct ddlect_err *err)
{
	const char **grown = arena_grow(arena, *list, *n, sizeof(*grown));
	if (!grown || !text)
		return err_no_memory(err);
	*list = grown;
	grown[(*n)++] = text;
	return 0;
}

static int note_ignored(struct embed *embed, struct arena *arena,
			const struct source *source, struct ddlect_err *err)
{
	for (uint32_t i = 0; i < source->scan.n_ignored; i++)
		if (append(arena, &embed->notes, &embed->n_notes,
			   arena_printf(arena, "%s/%s is no migration, and is left out",
					source->place, source->scan.ignored[i]),
			   err) < 0)
			return -1;
	return 0;
}

static int write_dialect(struct embed *embed, struct arena *arena, const char *dialect,
			 struct ddlect_buf *out, struct ddlect_err *err)
{
	struct source source;
	int status = source_open(&source, arena, embed->path, dialect, NULL, err);
	if (status == 0)
		status = source_check_versions(&source, err);
	if (status == 0)
		status = note_ignored(embed, arena, &source, err);
	if (status == 0)
		status =
			append(arena, &embed->dialects, &embed->n_dialects, dialect, err);
	for (uint32_t i = 0; status == 0 && i < source.scan.n; i++)
		status = write_migration(out, &source, dialect, source.scan.migrations[i],
					 err);
	embed->n_migrations += source.scan.n;
	source_close(&source);
	return status;
}

static bool is_dialect(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* What is in the directory, but for the migrations that it may have itself. */
static int write_entry(struct embed *embed, struct arena *arena, const char *name,
		       struct ddlect_buf *out, struct ddlect_err *err)
{
	struct stat st;
	struct scan scan;
	const char *why = NULL;
	const char *place = arena_printf(arena, "%s/%s", embed->path, name);
	if (!place)
		return err_no_memory(err);
	if (stat(place, &st) < 0 || !S_ISDIR(st.st_mode))
		why = "is no directory of migrations";
	else if (!is_dialect(name))
		why = "isn't called as a dialect can be";
	else if (scan_directory(&scan, arena, place, err) < 0)
		return -1;
	else if (scan.n == 0)
		why = "has no migrations";
	else
		return write_dialect(embed, arena, name, out, err);
	return append(arena, &embed->notes, &embed->n_notes,
		      arena_printf(arena, "%s %s, and is left out", place, why), err);
}

static int write_all(struct embed *embed, struct arena *arena, struct ddlect_buf *out,
		     struct ddlect_err *err)
{
	struct scan scan;
	if (scan_directory(&scan, arena, embed->path, err) < 0)
		return -1;
	if (scan.missing)
		return err_set(err, "there is no directory %s", embed->path);
	for (uint32_t i = 0; i < scan.n_ignored; i++)
		if (write_entry(embed, arena, scan.ignored[i], out, err) < 0)
			return -1;
	if (embed->n_dialects == 0)
		return err_set(
			err, "%s has no directory with a dialect's migrations%s",
			embed->path,
			scan.n ? "; -dialect NAME says whose those are that it has "
				 "itself"
			       : "");
	if (scan.n == 0)
		return 0;
	return append(
		arena, &embed->notes, &embed->n_notes,
		arena_printf(arena,
			     "%s has migrations beside the directories of dialects, "
			     "which are left out",
			     embed->path),
		err);
}

int embed_write(struct embed *embed, struct arena *arena, struct ddlect_buf *out,
		struct ddlect_err *err)
{
	const char *path = path_trim(arena, embed->path);
	if (!path)
		return err_no_memory(err);
	embed->path = path;
	if (embed->dialect && (!*embed->dialect || !is_dialect(embed->dialect)))
		return err_status(
			err, DDLECT_USAGE,
			"-dialect \"%.60s\" is no name of a dialect: it has small "
			"letters, digits and _",
			embed->dialect);
	write_head(out, embed->name);
	int status = embed->dialect
			     ? write_dialect(embed, arena, embed->dialect, out, err)
			     : write_all(embed, arena, out, err);
	buf_text(out, "\t{0},\n};\n");
	if (status == 0 && buf_broken(out))
		return err_no_memory(err);
	return status;
}
