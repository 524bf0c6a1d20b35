#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/bench/run.sh BUILD: how long running migrations takes, beside golang-migrate's own
# command and psql, in the same run on the same server. Run it with tests/live/server.sh. It
# prints a table and fails only when something doesn't run.
#
# What is compared runs in turn, so that a busy machine slows down both. The floor of `up` is
# psql with the same statements, each in a transaction: no runner can be below that.
#
#   RUNS   of each measurement, of which the fastest counts (3)
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

# least NAME MS: NAME_ms becomes the smaller of the two; the first one is taken as it is.
least() { eval "${1}_ms=\$(awk -v a=\"\${${1}_ms:-$2}\" -v b=$2 'BEGIN { print a < b ? a : b }')"; }

# measure NAME COMMAND…: once more; sets NAME_ms and NAME_mib. A failing command ends the run.
measure()
{
	name=$1
	shift
	result=$("$build/tests/bench/measure" 1 "$@" 2>"$name.err") || :
	status=${result##* }
	if [ "$status" -ne 0 ]; then
		echo "$name failed:" >&2
		cat "$name.err" >&2
		exit 1
	fi
	kib=${result#* }
	least "$name" "${result%% *}"
	eval "${name}_mib=$(( (${kib% *} + 1023) / 1024 ))"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
row() { printf '  %-42s %9s ms %6s MiB  %s\n' "$@"; }

# run NAME TOOL DATABASE WORDS…
ours()
{
	name=$1 database=$2 path=$3
	shift 3
	measure "$name" "$build/ddlect" "$@" -plugin-dir "$build/dialects" -q \
		-path "$path" -dsn "$(dsn "$database")"
}

theirs()
{
	name=$1 database=$2 path=$3
	shift 3
	measure "$name" "$build/interop/migrate" -path "$path" -database "$(dsn "$database")" "$@"
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
cat small/*.up.sql >small.sql
awk '{ print "BEGIN;"; print; print "COMMIT;" }' small.sql >blocks.sql
for _ in $(seq "$runs"); do
	for database in ours theirs floor blocks; do
		database "$database"
	done
	measure floor psql -Xq -v ON_ERROR_STOP=1 -d floor -f small.sql
	measure blocks psql -Xq -v ON_ERROR_STOP=1 -d blocks -f blocks.sql
	ours our_up ours small up
	theirs their_up theirs small up
	ours our_down ours small down -all -yes
	theirs their_down theirs small down -all
done
row "psql, the statements alone" "$floor_ms" "$floor_mib" "$(ratio "$floor_ms" "$their_up_ms") x"
row "psql, each from BEGIN to COMMIT" "$blocks_ms" "$blocks_mib" "$(ratio "$blocks_ms" "$their_up_ms") x"
row "golang-migrate up" "$their_up_ms" "$their_up_mib" ""
row "ddlect up" "$our_up_ms" "$our_up_mib" "$(ratio "$our_up_ms" "$their_up_ms") x (ceiling 0.33), $(ratio "$our_up_ms" "$blocks_ms") x psql's blocks"
row "golang-migrate down" "$their_down_ms" "$their_down_mib" ""
row "ddlect down" "$our_down_ms" "$our_down_mib" "$(ratio "$our_down_ms" "$their_down_ms") x"

echo "5,000 pairs, all applied"
pairs 5000 many
database ours
database theirs
ours many_up ours many up
theirs force theirs many force 5000
for _ in $(seq "$runs"); do
	measure status "$build/ddlect" status -plugin-dir "$build/dialects" -path many -dsn "$(dsn ours)"
	measure version "$build/ddlect" version -plugin-dir "$build/dialects" -path many -dsn "$(dsn ours)"
done
measure their_version "$build/interop/migrate" -path many -database "$(dsn theirs)" version
row "golang-migrate version" "$their_version_ms" "$their_version_mib" ""
row "ddlect status" "$status_ms" "$status_mib" "ceiling 50 ms"
row "ddlect version" "$version_ms" "$version_mib" ""

echo "one file of 10,000 tables"
awk -v n=10000 -v edition=1 -f "$here/tables.awk" >tables.dbml
"$build/ddlect" generate -full -q -dialect postgres -plugin-dir "$build/dialects" \
	-provider tables.dbml -path large -prefix 1_large
for _ in $(seq "$runs"); do
	database ours
	database theirs
	measure psql psql -Xq -v ON_ERROR_STOP=1 -d theirs -f large/postgres/1_large.up.sql
	ours large_up ours large up
	ours large_down ours large down
	measure psql_down psql -Xq -v ON_ERROR_STOP=1 -d theirs -f large/postgres/1_large.down.sql
done
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
unset psql_ms
for _ in $(seq "$runs"); do
	database ours
	database theirs
	measure psql psql -Xq -1 -v ON_ERROR_STOP=1 -d theirs -f big.sql
	ours big_up ours one up
done
row "psql -1 -f" "$psql_ms" "$psql_mib" ""
row "ddlect up" "$big_up_ms" "$big_up_mib" "$(ratio "$big_up_ms" "$psql_ms") x (ceiling 1.10)"
