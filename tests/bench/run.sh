#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/bench/run.sh BUILD: how long running migrations takes, beside golang-migrate's own
# command and psql, in the same run on the same server. Run it with tests/live/server.sh. It
# prints a table and fails only when something doesn't run.
#
#   RUNS   of each measurement, of which the median counts (3)
set -eu

build=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
runs=${RUNS:-3}
dir=$(mktemp -d /tmp/ddlect-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

[ -x "$build/interop/migrate" ] || GOBIN=$build/interop go install -tags postgres \
	github.com/golang-migrate/migrate/v4/cmd/migrate@latest

database()
{
	psql -Xqc "DROP DATABASE IF EXISTS $1 WITH (FORCE)" -c "CREATE DATABASE $1 TEMPLATE template0" 2>/dev/null
}

dsn() { echo "postgres://postgres@/$1?host=$PGHOST&sslmode=disable"; }

# measure NAME RUNS COMMAND…: sets NAME_ms and NAME_mib.
measure()
{
	name=$1
	times=$2
	shift 2
	result=$("$build/tests/bench/measure" "$times" "$@" 2>"$name.err") || :
	status=${result##* }
	if [ "$status" -ne 0 ]; then
		echo "$name failed:" >&2
		cat "$name.err" >&2
		exit 1
	fi
	ms=${result%% *}
	kib=${result#* }
	eval "${name}_ms=$ms ${name}_mib=$(( (${kib% *} + 1023) / 1024 ))"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '  %-42s %9s ms %6s MiB  %s\n' "$@"; }

# run NAME TOOL DATABASE WORDS…
ours()
{
	name=$1 database=$2 path=$3
	shift 3
	measure "$name" 1 "$build/ddlect" "$@" -plugin-dir "$build/dialects" -q \
		-path "$path" -dsn "$(dsn "$database")"
}

theirs()
{
	name=$1 database=$2 path=$3
	shift 3
	measure "$name" 1 "$build/interop/migrate" -path "$path" -database "$(dsn "$database")" "$@"
}

pairs()
{
	mkdir "$2"
	for number in $(seq "$1"); do
		echo "CREATE TABLE t$number (id bigint PRIMARY KEY, name text);" >"$2/${number}_v0.0.$number.up.sql"
		echo "DROP TABLE t$number;" >"$2/${number}_v0.0.$number.down.sql"
	done
}

echo "1,000 small pairs"
pairs 1000 small
database ours
database theirs
database floor
cat small/*.up.sql >small.sql
measure floor 1 psql -Xq -v ON_ERROR_STOP=1 -d floor -f small.sql
ours our_up ours small up
theirs their_up theirs small up
ours our_down ours small down -all -yes
theirs their_down theirs small down -all
row "psql, the statements alone" "$floor_ms" "$floor_mib" ""
row "golang-migrate up" "$their_up_ms" "$their_up_mib" ""
row "ddlect up" "$our_up_ms" "$our_up_mib" "$(ratio "$our_up_ms" "$their_up_ms") x (ceiling 0.33)"
row "golang-migrate down" "$their_down_ms" "$their_down_mib" ""
row "ddlect down" "$our_down_ms" "$our_down_mib" "$(ratio "$our_down_ms" "$their_down_ms") x"

echo "5,000 pairs, all applied"
pairs 5000 many
database ours
database theirs
ours many_up ours many up
theirs force theirs many force 5000
measure status "$runs" "$build/ddlect" status -plugin-dir "$build/dialects" -path many -dsn "$(dsn ours)"
measure version "$runs" "$build/ddlect" version -plugin-dir "$build/dialects" -path many -dsn "$(dsn ours)"
measure their_version "$runs" "$build/interop/migrate" -path many -database "$(dsn theirs)" version
row "golang-migrate version" "$their_version_ms" "$their_version_mib" ""
row "ddlect status" "$status_ms" "$status_mib" "ceiling 50 ms"
row "ddlect version" "$version_ms" "$version_mib" ""

echo "one file of 10,000 tables"
awk -v n=10000 -v edition=1 -f "$here/tables.awk" >tables.dbml
"$build/ddlect" generate -full -q -dialect postgres -plugin-dir "$build/dialects" \
	-provider tables.dbml -path large -prefix 1_large
database ours
database theirs
measure psql 1 psql -Xq -v ON_ERROR_STOP=1 -d theirs -f large/postgres/1_large.up.sql
ours large_up ours large up
ours large_down ours large down
measure psql_down 1 psql -Xq -v ON_ERROR_STOP=1 -d theirs -f large/postgres/1_large.down.sql
row "psql -f, up" "$psql_ms" "$psql_mib" ""
row "ddlect up" "$large_up_ms" "$large_up_mib" "$(ratio "$large_up_ms" "$psql_ms") x (ceiling 1.10)"
row "psql -f, down" "$psql_down_ms" "$psql_down_mib" ""
row "ddlect down" "$large_down_ms" "$large_down_mib" "$(ratio "$large_down_ms" "$psql_down_ms") x"

echo "one file of 100 MB, a transaction"
awk 'BEGIN { print "CREATE TABLE big (id int, text text);"
	for (i = 0; i < 1000000; i++) printf "INSERT INTO big VALUES (%d, \x27%s\x27);\n", i,
		"some text that is no longer than what a row of a fixture has" }' >big.sql
mkdir one
cp big.sql one/1_big.up.sql
database ours
database theirs
measure psql 1 psql -Xq -1 -v ON_ERROR_STOP=1 -d theirs -f big.sql
ours big_up ours one up
row "psql -1 -f" "$psql_ms" "$psql_mib" ""
row "ddlect up" "$big_up_ms" "$big_up_mib" "$(ratio "$big_up_ms" "$psql_ms") x (ceiling 1.10)"
