# SPDX-License-Identifier: Apache-2.0
#
# Migrations as C: what the array is called, what may be replaced, what is left out.
. "$(dirname "$0")/lib.sh"
provider

mkdir -p "$work/m/postgres" "$work/m/timescale"
echo 'CREATE TABLE a (b int);' >"$work/m/postgres/1_v0.0.1.up.sql"
echo 'DROP TABLE a;' >"$work/m/postgres/1_v0.0.1.down.sql"
cp "$work"/m/postgres/* "$work/m/timescale"

# named NAME: what was written (or printed) calls the array so.
named()
{
	check "the array isn't called $1" grep -qx "const struct ddlect_migration $1\[\] = {" \
		"${2:-$out}"
}

# Where it goes, and what it is called.
makes 0 'wrote docs_migrations.c: docs_migrations, 2 migrations for postgres, timescale' \
	embed -path m -o docs_migrations.c
named docs_migrations "$work/docs_migrations.c"
before=$(tree)
makes 0 'wrote' embed -path m/ -o docs_migrations.c
check "the same files gave other bytes" test "$(tree)" = "$before"
makes 0 'wrote new/dir/x-1.c: x_1, 1 migration for postgres' embed -path m -o new/dir/x-1.c \
	-dialect postgres
check "what is only passing stayed" test "$(ls -A "$work/new/dir")" = x-1.c
rm -r "$work/new"
makes 0 '' embed -q -path m -o "$work/absolute.c"
check "-q says something" test ! -s "$errors"
named absolute "$work/absolute.c"
rm "$work/absolute.c"
try 0 '' embed -path m -o - -name pairs
named pairs
check "what is printed is something else" \
	sh -c "sed s/pairs/docs_migrations/g '$out' | cmp - '$work/docs_migrations.c'"
try 0 '' embed -path m -o - -provider one.dbml
named shop_migrations
makes 0 'wrote y.c: shop_migrations' embed -path m -o y.c -provider one.dbml
rm "$work/y.c"
try 2 'on standard output the array needs a name: -name IDENT' embed -path m -o -
try 2 'no file to write: -o FILE' embed -path m
try 2 'no file to write: -o FILE' embed -path m -o ''
try 2 '-o m/ is a directory, and has to be a file' embed -path m -o m/
try 2 '-o .. is a directory, and has to be a file' embed -path m -o .. -name x
try 2 "the file's name says none for the array: -name IDENT" embed -path m -o m/.c
try 2 '-name a-b is no name in C' embed -path m -o x.c -name a-b
try 2 '-name 1a is no name in C' embed -path m -o x.c -name 1a
try 2 '-name int is no name in C' embed -path m -o x.c -name int
try 2 '-name _Bool is no name in C' embed -path m -o x.c -name _Bool
try 2 '-name class is no name in C' embed -path m -o x.c -name class
try 2 "the file's name says none for the array: -name IDENT" embed -path m -o int.c
try 2 '-path needs a directory' embed -path '' -o x.c
try 1 'missing.dbml' embed -path m -o x.c -provider missing.dbml
try 2 '"embed" takes no -full' embed -path m -o x.c -full
try 2 '"embed" takes no arguments' embed m -o x.c

# What stands there.
echo 'int main(void);' >"$work/mine.c"
try 1 "mine.c is there already, and wasn't written by embed; -force replaces it" \
	embed -path m -o mine.c
makes 0 'wrote mine.c: mine,' embed -path m -o mine.c -force
: >"$work/empty.c"
try 1 "empty.c is there already, and wasn't written by embed" embed -path m -o empty.c
rm "$work/empty.c" "$work/mine.c"
try 1 'm is a directory, so no file can be written there' embed -path m -o m -force
ln -s docs_migrations.c "$work/link.c"
try 1 'link.c is a symbolic link, so no file can be written there' embed -path m -o link.c
mkfifo "$work/fifo.c"
try 1 'fifo.c is no plain file, so no file can be written there' embed -path m -o fifo.c -force
rm "$work/link.c" "$work/fifo.c"
echo a file >"$work/f"
try 1 'f is a file, and has to be a directory' embed -path m -o f/x.c
rm "$work/f"
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	try 1 "can't create a file in .: Permission denied" embed -path m -o x.c
	as=
else
	skip "only root can become somebody who may not write a directory"
fi

# What is left out, and what can't be embedded.
echo x >"$work/m/README"
echo x >"$work/m/postgres/schema.sql"
mkdir "$work/m/Old"
makes 0 'note: m/README is no directory of migrations, and is left out' \
	embed -path m -o docs_migrations.c
check "no note of a file" says 'note: m/postgres/schema.sql is no migration, and is left out'
check "no note of a directory" says "note: m/Old isn't called as a dialect can be"
rm -r "$work/m/README" "$work/m/postgres/schema.sql" "$work/m/Old"
try 1 'there is no directory none' embed -path none -o x.c
try 1 'm/postgres has no directory with a dialect' embed -path m/postgres -o x.c
try 0 '' embed -path m/postgres -dialect postgres -o - -name x
try 2 '-dialect "a b" is no name of a dialect' embed -path m -dialect 'a b' -o x.c
printf 'a\n\000' >"$work/m/postgres/2_x.up.sql"
try 1 'm/postgres/2_x.up.sql:2: a byte is NUL' embed -path m -o docs_migrations.c
printf 'caf\351' >"$work/m/postgres/2_x.up.sql"
try 1 'm/postgres/2_x.up.sql:1: the byte 0xe9 is not UTF-8' embed -path m -o x.c
cp "$work/m/postgres/1_v0.0.1.up.sql" "$work/m/postgres/01_y.up.sql"
try 6 'm/postgres has version 1 twice' embed -path m -o docs_migrations.c
finish
