# SPDX-License-Identifier: Apache-2.0
#
# What the shell suites with a live server share; sourced. A story is a list of expectations,
# and fails by the first that isn't met:
#
#	begin "a failed file leaves nothing behind"
#	database faults </dev/null
#	pair 1 tables 'CREATE TABLE a (i int); SELEC 1' 'DROP TABLE a'
#	ddlect up
#	expect "a failure" exits 1
#	expect "the place" says "1_tables.up.sql:1:25"
#	end
#
# The command is $ddlect, its dialects are in $plugins. A story's files are in ./files, its
# database is $db, and $dsn leads there. The suite's last line is `finish`.

: "${ddlect:?is the command to test}" "${plugins:?is the directory of its dialects}"

dir=$(mktemp -d /tmp/ddlect-story.XXXXXX)
chmod 755 "$dir"
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

passed=0
failed=0
skipped=0
story=
wrong=

begin()
{
	story=$1
	wrong=
	status=
	rm -rf files
	mkdir files
	: >out
	: >err
}

expect()
{
	what=$1
	shift
	[ -n "$wrong" ] || "$@" || wrong=$what
}

end()
{
	if [ -z "$wrong" ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED $story: expected $wrong; it exited with $status and said"
	cat "$dir/out" "$dir/err"
}

finish()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Run a command of ddlect's on the story's database and files.
ddlect()
{
	command=$1
	shift
	status=0
	"$ddlect" "$command" -plugin-dir "$plugins" -path files -dsn "$dsn" "$@" \
		>out 2>err </dev/null || status=$?
}

# The same on a terminal, whose owner types ANSWER; all that is said is in ./out.
asked()
{
	answer=$1
	shift
	status=0
	echo "$answer" | script -qec "'$ddlect' $1 -plugin-dir '$plugins' -path files -dsn '$dsn' $2" \
		/dev/null >out 2>err || status=$?
}

exits() { [ "$status" -eq "$1" ]; }
says() { grep -qF -e "$1" err; }
prints() { grep -qF -e "$1" out; }
silent_about() { ! grep -qF -e "$1" out err; }

# A fresh database $1 with what stdin makes.
database()
{
	db=$1
	psql -Xqc "DROP DATABASE IF EXISTS \"$db\" WITH (FORCE)" 2>/dev/null
	psql -Xqc "CREATE DATABASE \"$db\" TEMPLATE template0"
	psql -Xqv ON_ERROR_STOP=1 -d "$db" || { echo "FAILED: setting up $db"; exit 1; }
	dsn="postgres://postgres@/$db?host=$PGHOST&port=$PGPORT&sslmode=disable"
}

# The pair $1_$2 in ./files, with the texts $3 and $4.
pair()
{
	printf '%s\n' "$3" >"files/$1_$2.up.sql"
	printf '%s\n' "$4" >"files/$1_$2.down.sql"
}

# Pairs from $1 to $2: each makes a table t<number>.
pairs()
{
	for number in $(seq "$1" "$2"); do
		pair "$number" "v0.0.$number" "CREATE TABLE t$number (id int PRIMARY KEY);" \
			"DROP TABLE t$number;"
	done
}

query() { psql -XAtq -d "$db" -c "$1"; }
# answers ANSWER QUERY
answers() { [ "$(query "$2" 2>&1)" = "$1" ]; }
# The state's row, as golang-migrate and ddlect keep it: "12|f"; "" is none.
state_is() { answers "$1" "SELECT version, dirty FROM ${2:-schema_migrations}"; }
# The tables t… that there are: "t1 t2".
tables_are()
{
	answers "$1" "SELECT coalesce(string_agg(tablename, ' ' ORDER BY length(tablename),
		tablename), '') FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^t[0-9]'"
}
