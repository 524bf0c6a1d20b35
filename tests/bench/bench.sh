#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/bench/bench.sh BUILD: how long generate takes, and how much memory, beside the floor
# that is measured in the same run: psql's COPY of the same raw catalog rows. Run it with
# tests/live/server.sh. It prints tables and fails only when something doesn't run: a
# machine that is busy is no reason to fail.
#
#   SIZES  how many tables of 20 columns (100 1000 10000)
#   RUNS   of each measurement, of which the median counts (5)
set -eu

build=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
runs=${RUNS:-5}
dir=$(mktemp -d /tmp/ddlect-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

ddlect="$build/ddlect generate -plugin-dir $build/dialects"

# measure NAME COMMAND…: sets NAME_ms and NAME_mib; a failing command ends the run.
measure()
{
	name=$1
	shift
	result=$("$build/tests/bench/measure" "$runs" "$@" 2>"$name.err")
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

row() { printf '%-44s %9s ms %6s MiB  %s\n' "$@"; }

full()
{
	awk -v n=5000 -v edition=1 -f "$here/tables.awk" >full.dbml
	# shellcheck disable=SC2086
	measure full $ddlect -full -force -provider full.dbml -path full -q
	echo "initial migrations, 5000 tables, from DBML"
	row "  -full, every dialect" "$full_ms" "$full_mib" "ceiling 33 ms"
}

size()
{
	n=$1
	awk -v n="$n" -v edition=1 -f "$here/tables.awk" >one.dbml
	awk -v n="$n" -v edition=2 -f "$here/tables.awk" >two.dbml
	rm -rf initial
	# shellcheck disable=SC2086
	$ddlect -full -dialect postgres -provider one.dbml -path initial -prefix 1_one -q
	psql -Xqc "CREATE DATABASE bench_$n TEMPLATE template0"
	psql -Xqv ON_ERROR_STOP=1 -d "bench_$n" -f initial/postgres/1_one.up.sql
	psql -Xqc "VACUUM ANALYZE" -d "bench_$n"
	dsn="postgres://postgres@/bench_$n?host=$PGHOST"

	measure floor psql -X -q -d "$dsn" -f "$here/floor.sql"
	# shellcheck disable=SC2086
	measure upgrade $ddlect -provider two.dbml -dsn "$dsn" -dry-run -q
	# shellcheck disable=SC2086
	measure nothing $ddlect -provider one.dbml -dsn "$dsn" -dry-run -q
	# shellcheck disable=SC2046
	set -- $(BENCH_DSN=$dsn BENCH_FILE=two.dbml "$build/tests/bench/phases" | head -n 1)

	echo "upgrade, $n tables"
	row "  psql's COPY of the catalog (the floor)" "$floor_ms" "$floor_mib" ""
	row "  a release with changes" "$upgrade_ms" "$upgrade_mib" \
		"$(ratio "$upgrade_ms" "$floor_ms") x the floor"
	row "  no change" "$nothing_ms" "$nothing_mib" \
		"$(ratio "$nothing_ms" "$floor_ms") x the floor"
	echo "  within it: declare $1, introspect $2, diff + plan + render $3 ms" \
		"($(ratio "$3" "$2") of the introspection)"
	psql -Xqc "DROP DATABASE bench_$n"
}

full
for n in ${SIZES:-100 1000 10000}; do
	size "$n"
done
echo "ceilings: 1.3 x the floor and 100 MiB at 10000 tables; 1.5 x at 1000;" \
	"0.10 of the introspection"
