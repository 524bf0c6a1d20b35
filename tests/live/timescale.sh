#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/timescale.sh DSN COMMAND [ARGUMENT…]: run a command with a server that has
# TimescaleDB. With a DSN it is that one, whose role may make databases; with an empty one
# it is a server of its own, if TimescaleDB is installed for it. Without either nothing is
# run, it says why, and that is no failure. Secrets come from PGPASSWORD, never a DSN.
set -eu

[ $# -gt 1 ] || { echo "usage: $0 DSN COMMAND [ARGUMENT...]" >&2; exit 2; }
dsn=$1
shift

if [ -n "$dsn" ]; then
	where=$(psql -X -q -A -t -d "$dsn" -c '\echo :HOST' -c '\echo :PORT' -c '\echo :USER' \
		-c '\echo :DBNAME' -c "SELECT count(*) FROM pg_available_extensions
			WHERE name = 'timescaledb'") || exit 1
	PGHOST=$(echo "$where" | sed -n 1p)
	PGPORT=$(echo "$where" | sed -n 2p)
	PGUSER=$(echo "$where" | sed -n 3p)
	PGDATABASE=$(echo "$where" | sed -n 4p)
	export PGHOST PGPORT PGUSER PGDATABASE
	if [ "$(echo "$where" | sed -n 5p)" != 1 ]; then
		echo "skipped: the server of the DSN has no timescaledb to offer"
		exit 0
	fi
	# It may be there and not loaded, or not for this role.
	probe=ddlect_probe_$$
	psql -X -q -c "CREATE DATABASE $probe TEMPLATE template0" || exit 1
	why=$(psql -X -q -d "$probe" -c 'CREATE EXTENSION timescaledb' 2>&1 >/dev/null |
		grep -E 'ERROR|FATAL' | head -n 1) || :
	psql -X -q -c "DROP DATABASE $probe"
	if [ -n "$why" ]; then
		echo "skipped: the server of the DSN can't make a timescaledb: $why"
		exit 0
	fi
	exec "$@"
fi

bindir=${PG_BINDIR:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)}
if [ ! -x "$bindir/pg_config" ]; then
	echo "skipped: no pg_config in '$bindir', so there is no server to start"
	exit 0
fi
if [ ! -f "$("$bindir/pg_config" --sharedir)/extension/timescaledb.control" ]; then
	echo "skipped: timescaledb isn't installed for $bindir; install it, or give a DSN"
	exit 0
fi
PG_SETTINGS="shared_preload_libraries = 'timescaledb'
timescaledb.telemetry_level = off
timescaledb.max_background_workers = 0
${PG_SETTINGS:-}"
export PG_SETTINGS
exec "$(dirname "$0")/server.sh" "$@"
