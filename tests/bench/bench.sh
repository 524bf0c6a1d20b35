#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/bench/bench.sh BUILD: the budget of generate, line by line: what was measured, what
# it is held against, and how much of it is allowed. What it is held against is measured in
# the same run, in turn with it, so that a busy machine slows down both: psql's COPY of the
# raw catalog rows, and dd with the bytes of the files. Run it with tests/live/server.sh. It
# fails only when something doesn't run: a machine that is busy is no reason to fail.
#
#   SIZES     how many tables of 20 columns an upgrade has (100 1000 10000)
#   RUNS      of each measurement, of which the fastest counts (7)
#   ORIGINAL  a command by which the original writes initial migrations (none)
set -eu

build=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
runs=${RUNS:-7}
dir=$(mktemp -d /tmp/ddlect-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# The original is a library, so what it needs was measured with a program that hands it as many
# tables: 0.33 s on one machine, 0.22 s on another. ORIGINAL is such a program, for a ratio that
# counts: what it is called with runs in turn with ours.
original_ms=220
original=${ORIGINAL:-}

ddlect="$build/ddlect generate -plugin-dir $build/dialects"

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
	eval "${name}_mib=$(((${kib% *} + 1023) / 1024))"
}

# row WORK MEASURED UNIT BESIDE WHAT CEILING: a line of the table; no CEILING: none is set.
row()
{
	awk -v work="$1" -v got="$2" -v unit="$3" -v beside="$4" -v what="$5" \
		-v ceiling="$6" 'BEGIN {
		ratio = got / beside
		verdict = ceiling == "" ? "" : sprintf("ceiling %.2f: %s", ceiling,
			ratio <= ceiling + 0 ? "kept" : "MISSED")
		printf "%-42s %8.1f %-3s = %5.2f x %-34s %s\n", work, got, unit, ratio,
			sprintf("%.1f %s (%s)", beside, unit, what), verdict
	}'
}

tables() { awk -v n="$1" -v edition="$2" -f "$here/tables.awk"; }

# The bytes of the files alone, as safely as ddlect writes them.
cat >write.sh <<'END'
for file in full/*/*.sql; do
	dd if="$file" of="$file.copy" bs=16M conv=fsync status=none
done
rm -f full/*/*.copy
END

# shellcheck disable=SC2086
full()
{
	tables 5000 1 >full.dbml
	tables 10000 1 >large.dbml
	[ -z "$original" ] || unset original_ms
	for _ in $(seq "$runs"); do
		[ -z "$original" ] || measure original $original
		measure full $ddlect -full -force -provider full.dbml -path full -q
		measure texts $ddlect -full -dry-run -provider full.dbml -path full -q
		measure disk sh write.sh
	done
	measure large $ddlect -full -force -provider large.dbml -path large -q
	row "-full, all dialects, 5,000 tables" "$full_ms" ms "$original_ms" \
		"the original tool" 0.10
	row "  without writing files" "$texts_ms" ms "$original_ms" "the original tool" ""
	row "  against the files alone" "$full_ms" ms "$disk_ms" "dd, synced" ""
	row "  its memory at 10,000 tables" "$large_mib" MiB 100 "the budget" 1
}

# phases: of one process; each phase's least time.
phases()
{
	# shellcheck disable=SC2046
	set -- $(BENCH_DSN=$dsn BENCH_FILE=two.dbml "$build/tests/bench/phases" | head -n 1)
	least declare "$1"
	least introspect "$2"
	least write "$3"
}

# shellcheck disable=SC2086
size()
{
	n=$1
	case $n in
	1000) ceiling=1.5 ;;
	10000) ceiling=1.3 ;;
	*) ceiling= ;;
	esac
	tables "$n" 1 >one.dbml
	tables "$n" 2 >two.dbml
	rm -rf initial
	$ddlect -full -dialect postgres -provider one.dbml -path initial -prefix 1_one -q
	psql -Xqc "CREATE DATABASE bench_$n TEMPLATE template0"
	psql -Xqv ON_ERROR_STOP=1 -d "bench_$n" -f initial/postgres/1_one.up.sql
	psql -Xqc "VACUUM ANALYZE" -d "bench_$n"
	dsn="postgres://postgres@/bench_$n?host=$PGHOST"

	unset floor_ms upgrade_ms nothing_ms declare_ms introspect_ms write_ms
	for _ in $(seq "$runs"); do
		measure floor psql -X -q -d "$dsn" -f "$here/floor.sql"
		measure upgrade $ddlect -provider two.dbml -dsn "$dsn" -dry-run -q
		measure nothing $ddlect -provider one.dbml -dsn "$dsn" -dry-run -q
		phases
	done

	row "upgrade, $n tables" "$upgrade_ms" ms "$floor_ms" "COPY" "$ceiling"
	row "  nothing to do" "$nothing_ms" ms "$floor_ms" "COPY" ""
	row "  of it, reading the declaration" "$declare_ms" ms "$floor_ms" "COPY" ""
	row "  of it, introspection" "$introspect_ms" ms "$floor_ms" "COPY" ""
	row "  of it, diff + plan + render" "$write_ms" ms "$introspect_ms" introspection \
		"$([ "$n" -lt 10000 ] || echo 0.1)"
	[ "$n" -lt 10000 ] || row "  its memory" "$upgrade_mib" MiB 100 "the budget" 1
	psql -Xqc "DROP DATABASE bench_$n"
}

full
for n in ${SIZES:-100 1000 10000}; do
	size "$n"
done
