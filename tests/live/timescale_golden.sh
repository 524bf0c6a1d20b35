#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/timescale_golden.sh COMMAND PLUGINS: every golden pair of the timescale dialect
# on a real TimescaleDB: what was there, then the up, the down and the up again, each in one
# transaction as a runner would send it. Run it with tests/live/timescale.sh. The last line
# is `N passed, N failed, N skipped`.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
dir=$(mktemp -d /tmp/ddlect-golden.XXXXXX)
trap 'rm -rf "$dir"' EXIT
database=golden_$$
passed=0
failed=0

run()
{
	psql -X -q -1 -v ON_ERROR_STOP=1 -d "$database" -f "$1" >"$dir/log" 2>&1
}

# What was there before, as the initial migration writes it.
before()
{
	[ -f "$1/from.dbml" ] || return 0
	"$ddlect" generate -plugin-dir "$plugins" -provider "$1/from.dbml" \
		-dialect timescale -full -prefix 1_init -path "$dir/from" \
		>"$dir/log" 2>&1 && run "$dir"/from/timescale/1_init.up.sql
}

for up in tests/golden/*/timescale.up.sql; do
	case=$(dirname "$up")
	rm -rf "$dir/from"
	psql -X -q -c "CREATE DATABASE $database TEMPLATE template0" &&
		psql -X -q -d "$database" -c 'CREATE EXTENSION timescaledb' 2>/dev/null
	if before "$case" && run "$up" && run "$case/timescale.down.sql" && run "$up"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $case"
		grep -v 'NOTICE\|WARNING\|HINT' "$dir/log" | tail -n 5
	fi
	psql -X -q -c "DROP DATABASE $database WITH (FORCE)"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
