# SPDX-License-Identifier: Apache-2.0
#
# Where the files go, what is in the way, and that a failure leaves everything as it was.
. "$(dirname "$0")/lib.sh"
provider
full='-full -provider one.dbml -path m'

# shellcheck disable=SC2086 # $full is words
{
# A dry run writes nothing; the real one writes what that showed.
try 0 'would write m/postgres/init.up.sql' $full -dry-run
cp "$out" "$top/dry"
try 0 '' $full -dry-run -json -q
check "the dry run has no JSON" grep -q '"result": "dry-run"' "$out"
check "-q says something" test ! -s "$errors"
makes 0 'wrote m/postgres/init.up.sql' $full
check "no runner will see init, and nobody says so" says 'no runner will see these files'
for file in postgres/init.up.sql postgres/init.down.sql timescale/init.up.sql \
	timescale/init.down.sql; do
	check "$file isn't in the dry run" grep -qxF -- "-- m/$file" "$top/dry"
	check "$file is missing" test -s "$work/m/$file"
done
check "the directory has something else in it" \
	test "$(find "$work/m" -type f | wc -l)" -eq 4

# What is there stays, unless -force; and -force with the same input writes the same bytes.
try 1 'm/postgres/init.up.sql is there already; -force replaces it' $full
before=$(tree)
try 0 'note: nothing would be written: m/postgres/init.up.sql is there already' $full -dry-run
check "the paths are said to be written" says 'would not write m/postgres/init.up.sql'
try 0 'would write m/postgres/init.up.sql' $full -dry-run -force
try 0 '' $full -dry-run -json
check "the refusal isn't in the JSON" \
	grep -q '"refusal": "m/postgres/init.up.sql is there already' "$out"
makes 0 'wrote' $full -force
check "the same input gave other bytes" test "$(tree)" = "$before"
rm "$work/m/timescale/init.down.sql"
try 1 'is there already' $full
echo mine >"$work/m/postgres/init.up.sql"
rm "$work/m/timescale/init.up.sql"
mkdir "$work/m/timescale/init.up.sql"
try 1 'm/timescale/init.up.sql is a directory' $full -force
rmdir "$work/m/timescale/init.up.sql"
ln -s nowhere "$work/m/timescale/init.up.sql"
try 1 'm/timescale/init.up.sql is a symbolic link' $full -force
rm -r "$work/m"

# Prefixes and releases.
makes 0 'wrote m/postgres/up.sql' $full -prefix=
check "files without a number are said to be seen" says 'note: without a -prefix the files'
makes 0 'wrote m/postgres/5_five.up.sql' $full -prefix 5_five
check "a numbered file is called unseen" test ! "$(grep -c 'no runner' "$errors")" -gt 0
makes 0 'wrote m/postgres/6_v1.0.0.up.sql' $full -release v1.0.0 -dialect postgres
makes 0 'wrote m/timescale/6_v1.0.0.up.sql' $full -release v1.0.0 -dialect timescale
for flags in '-release=v1.1.0' '-prefix 7_v1.1.0'; do
	try 1 'm/postgres/6_v1.0.0.up.sql is there already, and -full would create' $full $flags
	try 0 'nothing would be written: m/postgres/6_v1.0.0.up.sql is' $full $flags -dry-run
done
makes 0 'wrote m/timescale/7_v1.1.0.down.sql' $full -release=v1.1.0 -force
try 1 'is there already' $full -release v1.1.0
try 1 'number 7 is taken: m/postgres/7_v1.1.0.up.sql is there' $full -prefix 7_other
makes 0 'note: 8_v1.0.5 comes behind v1.1.0, which is a later release' $full -force -release v1.0.5
cp "$work/m/postgres/7_v1.1.0.up.sql" "$work/m/postgres/07_x.up.sql"
try 6 'm/postgres has version 7 twice' $full -release v1.2.0
rm -r "$work/m"
try 2 '-prefix and -release both name the files' $full -release v1.0.0 -prefix 1_x

# A database that -full is given isn't read; one in the environment is no matter.
try 0 'note: -full compares with no database, so -dsn is not used' $full -dry-run -dsn postgres://u:s3cret@h/d
DDLECT_DSN=postgres://h/d try 0 '' $full -dry-run
check "a DSN of the environment is said not to be used" \
	test ! "$(grep -c 'is not used' "$errors")" -gt 0

# In the way.
echo a file >"$work/m"
try 1 'm is a file, and has to be a directory' $full
rm "$work/m"
ln -s nowhere "$work/m"
try 1 'm is a symbolic link to nowhere' $full
rm "$work/m"
mkdir "$work/m"
echo a file >"$work/m/timescale"
try 1 'm/timescale is a file, and has to be a directory' $full
rm -r "$work/m"
mkdir "$work/real"
ln -s real "$work/m"
makes 0 'wrote m/postgres/init.up.sql' $full
check "a link to a directory isn't followed" test -f "$work/real/postgres/init.up.sql"
rm -r "$work/m" "$work/real"

# A directory that can't be written.
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	try 1 "can't create the directory m: Permission denied" $full
	mkdir -p "$work/m/timescale"
	chmod 777 "$work/m"
	try 1 "can't create a file in m/timescale: Permission denied" $full
	chmod 711 "$work/m/timescale"
	try 1 "can't read the directory m/timescale: Permission denied" $full -release v1.0.0
	chmod 744 "$work/m/timescale"
	try 1 "can't look at m/timescale/init.up.sql: Permission denied" $full
	chmod 711 "$work/m"
	try 1 "can't open the directory m: Permission denied" $full
	as=
	rm -r "$work/m"
else
	skip "only root can become somebody who may not write a directory"
fi

# A file that may not grow, and a disk that is full.
provider many.dbml 500
limited="sh -c"
cat >"$top/limited" <<'END'
#!/bin/sh
ulimit -f 8
exec "$@"
END
chmod 755 "$top/limited"
as=$top/limited
try 1 'File too large; nothing was written' -full -provider many.dbml -path m
as=
cat >"$top/full" <<'END'
#!/bin/sh
# A small disk of its own, only for this process, filled to the last byte but some.
mount -t tmpfs -o size=64k tmpfs m || exit 99
dd if=/dev/zero of=m/ballast bs=1k count=40 2>/dev/null
"$@"
code=$?
[ "$(cd m && find . | sort | tr '\n' ' ')" = ". ./ballast " ] || code=98
exit $code
END
chmod 755 "$top/full"
mkdir "$work/m"
if unshare -m sh -c "cd '$work' && mount -t tmpfs -o size=64k tmpfs m" 2>/dev/null; then
	as="unshare -m $top/full"
	try 1 'No space left on device; nothing was written' -full -provider many.dbml -path m
	as=
else
	skip "only root can mount a small disk here"
fi
rmdir "$work/m"

# Two at once: one pair of each name, never a mix.
i=0
while [ "$i" -lt 10 ]; do
	(cd "$work" && "$DDLECT" -q $full -release v1.0.0 >/dev/null 2>"$top/first") &
	first=$!
	(cd "$work" && "$DDLECT" -q $full -release v1.0.0 >/dev/null 2>"$top/second") &
	second=$!
	a=0
	b=0
	wait "$first" || a=$?
	wait "$second" || b=$?
	check "two runs at once exit with $a and $b" test "$((a + b))" -eq 1
	check "two runs at once leave something else" \
		test "$(find "$work/m" -type f -name '1_v1.0.0.*.sql' | wc -l)" -eq 4
	rm -r "$work/m"
	i=$((i + 1))
done
}
finish
