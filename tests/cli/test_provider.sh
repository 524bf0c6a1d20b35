# SPDX-License-Identifier: Apache-2.0
#
# Providers that are wrong: each has one clear message, and nothing is written.
. "$(dirname "$0")/lib.sh"

# declared TEXT: a file of that text, as printf writes it.
declared()
{
	# shellcheck disable=SC2059
	printf "$1" >"$work/bad.dbml"
}

try 2 'no provider: -provider FILE' -full
try 2 'no provider: -provider FILE' -full -provider ''
try 1 'missing.dbml' -full -provider missing.dbml
check "a missing file isn't said" says 'No such file or directory'
mkdir "$work/directory.dbml"
try 1 'directory.dbml' -full -provider directory.dbml
declared ''
try 1 'bad.dbml' -full -provider bad.dbml
declared 'Project shop {\n}\n'
try 1 'bad.dbml' -full -provider bad.dbml
declared 'Table a {\n  id int [note: "\377"]\n}\n'
try 1 'UTF-8' -full -provider bad.dbml

declared 'Table a {\n  id int\n  id int\n}\n'
try 1 'bad.dbml:3:' -full -provider bad.dbml
declared 'Table a {\n  id int\n}\nTable a {\n  id int\n}\n'
try 1 'bad.dbml:4:' -full -provider bad.dbml
declared 'Table a {\n  id int [ref: > b.id]\n}\n'
try 1 'bad.dbml:2:' -full -provider bad.dbml
declared 'Table a {\n  id int\n  indexes {\n    idd\n  }\n}\n'
try 1 'bad.dbml:4:' -full -provider bad.dbml
declared 'Table a {\n  id int [pk\n}\n'
try 1 'bad.dbml:' -full -provider bad.dbml
declared 'Table a {\n}\n'
try 0 'bad.dbml:1:7: warning: table "a" has no columns' -full -dry-run -provider bad.dbml
declared 'Table "" {\n  id int\n}\n'
try 1 'bad.dbml:1:' -full -provider bad.dbml
declared 'Table a {\n  id int\n  b int [ref: <> c.id]\n}\nTable c {\n  id int [pk]\n}\n'
try 1 'bad.dbml:3:' -full -provider bad.dbml
declared "Table a_table_with_a_name_that_no_database_of_this_kind_can_keep_as_it_is {\n  id int\n}\n"
try 1 'bad.dbml:1:' -full -provider bad.dbml

# All errors at once, each with its line and a caret.
declared 'Table a {\n  id int\n  b int [ref: > c.id]\n  d int [ref: > a.e]\n}\n'
try 1 'bad.dbml:3:17: error: ' -full -provider bad.dbml
check "the second error isn't said" says 'bad.dbml:4:'
check "the line isn't shown" says '3 |   b int [ref: > c.id]'
check "there is no caret" grep -q '^ *| *^' "$errors"

# A large one is read while the dialects load. What is said is the same, in the same order.
large()
{
	awk -v wrong="$1" 'BEGIN {
		for (i = 1; i <= 3000; i++)
			printf "Table table_%d {\n  id bigint [pk, note: \"a long one\"]\n}\n", i
		print wrong }' >"$work/large.dbml"
}
large ''
try 0 '3000 tables' -full -dry-run -provider large.dbml
large 'Table a {'
try 1 'large.dbml:9002:1: error: table "a" is never closed' -full -provider large.dbml
try 2 'unknown flag -lifted' -full -lifted -provider large.dbml
check "what nobody asked for is spoken of" sh -c "! grep -q large.dbml '$errors'"
large 'Table b {
}'
try 0 'large.dbml:9001:7: warning: table "b" has no columns' -full -dry-run -provider large.dbml

# Shared objects that are none.
echo nothing >"$work/bad.so"
try 1 'bad.so' -full -provider ./bad.so
: >"$work/empty.so"
try 1 'empty.so' -full -provider ./empty.so

if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	provider secret.dbml
	chmod 600 "$work/secret.dbml"
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	try 1 'secret.dbml' -full -provider secret.dbml
	check "that it can't be read isn't said" says 'Permission denied'
	as=
else
	skip "only root can become somebody who may not read a file"
fi

lacks() { ! grep -qF -- "$1" "$errors"; }

# Many mistakes of one kind: the first of them, and how many more.
i=0
while [ $i -lt 23 ]; do echo "foo$i"; i=$((i + 1)); done >"$work/many.dbml"
try 1 'and 3 more errors' fmt many.dbml
check "the 20th isn't shown" says 'many.dbml:20:'
check "the 21st is shown" lacks 'many.dbml:21:'
echo 'foo' >"$work/few.dbml"
try 1 'few.dbml' fmt few.dbml
check "there is more than there is" lacks ' more error'

finish
