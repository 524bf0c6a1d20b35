# SPDX-License-Identifier: Apache-2.0
#
# The commands that run migrations, called wrong: what is said before a server is asked.
. "$(dirname "$0")/lib.sh"
mkdir "$work/m"
echo 'SELECT 1;' >"$work/m/1_a.up.sql"
dsn='postgres://u:s3cret@127.0.0.1:1/d'

try 2 'no database: give -dsn DSN, or set DDLECT_DSN' up -path m
try 2 'no database: give -dsn DSN, or set DDLECT_DSN' status -path m -dsn ''
try 2 '-path needs a directory' up -path '' -dsn "$dsn"
try 2 '-lock-timeout' up -path m -dsn "$dsn" -lock-timeout soon
try 1 "can't connect to host 127.0.0.1, port 1" up -path m -dsn "$dsn"
try 2 'down -all has to be confirmed, and nobody can be asked here: give -yes' \
	down -all -path m -dsn "$dsn"

# What is wrong with a declaration has its place.
printf 'Table t {\n  id string [pk, nonsense]\n}\n' >"$work/bad.dbml"
try 1 'bad.dbml:2:18: a column has no setting "nonsense"' up -path m -dsn "$dsn" \
	-provider bad.dbml

# Many databases.
try 2 '-dsn and -dsn-file both name databases; give one' up -path m -dsn "$dsn" -dsn-file l
try 2 '-jobs is for the databases of a -dsn-file' up -path m -dsn "$dsn" -jobs 2
try 1 "can't read list: No such file or directory" up -path m -dsn-file list
try 1 "can't read m: Is a directory" up -path m -dsn-file m
printf '\n  # nothing but this\n' >"$work/list"
try 2 'list has no DSN in it' up -path m -dsn-file list
printf '%s\n%s\n' "$dsn" "$dsn" >"$work/list"
for jobs in 0 257 -1 two ''; do
	try 2 '-jobs needs a number from 1 to 256' up -path m -dsn-file list -jobs "$jobs"
done
try 1 '2 of 2 databases failed' up -path m -dsn-file list -jobs 2
finish
