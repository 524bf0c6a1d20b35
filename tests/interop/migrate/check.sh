#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/interop/migrate/check.sh BUILD: golang-migrate's own command applies what ddlect
# writes, as it is, on a live PostgreSQL: every golden pair up, down and up again, after the
# initial migration of the state that it starts from. A down must leave the catalogs as they
# were before the up. The command is built from its Go module into BUILD/interop.
#
# The pairs of a dialect that needs an extension are applied where the server has it; else
# they are said to be skipped.
set -eu

if [ "${2:-}" != --on-server ]; then
	build=$(readlink -f "$1")
	[ -x "$build/interop/migrate" ] || GOBIN=$build/interop go install -tags postgres \
		github.com/golang-migrate/migrate/v4/cmd/migrate@latest
	# Wanted for one of the dialects; a server without it is fine too.
	if ls /usr/share/postgresql/*/extension/timescaledb.control >/dev/null 2>&1; then
		PG_SETTINGS="shared_preload_libraries = 'timescaledb'
timescaledb.telemetry_level = off"
		export PG_SETTINGS
	fi
	exec tests/live/server.sh "$0" "$build" --on-server
fi

build=$1
tests=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d /tmp/ddlect-migrate.XXXXXX)
trap 'rm -rf "$dir"' EXIT
passed=0
failed=0
skipped=0

fail()
{
	echo "FAILED $1, $2: $3"
	cat "$dir/log"
	failed=$((failed + 1))
}

# The extension that a dialect's files need; empty: none.
extension_of()
{
	case $1 in
	timescale) echo timescaledb ;;
	esac
}

has_extension()
{
	[ -n "$1" ] || return 0
	psql -Xqc "DROP DATABASE IF EXISTS probe" -c "CREATE DATABASE probe" 2>/dev/null
	psql -Xqd probe -c "CREATE EXTENSION $1" >/dev/null 2>&1
}

catalog()
{
	{
		echo "SELECT array_agg(nspname) AS schemas FROM pg_namespace"
		echo "WHERE nspname !~ '^(pg_|_timescaledb|timescaledb|information_schema)'"
		echo '\gset'
		echo "SET search_path = pg_catalog; PREPARE c(text[]) AS"
		cat "$tests/live/catalog.sql"
		echo "; SET search_path = ''; EXECUTE c(:'schemas');"
	} | psql -XqAt -d pairs | grep -v -e '^order ' -e schema_migrations
}

migrate() { "$build/interop/migrate" -path "$dir/files" -database "$url" "$@" >"$dir/log" 2>&1; }

# The golden pair of directory $1, case $2 and dialect $3, after its own beginning.
check_pair()
{
	rm -rf "$dir/files"
	mkdir "$dir/files"
	if [ -e "$1/from.dbml" ]; then
		"$build/ddlect" generate -q -full -dialect "$3" -plugin-dir "$build/dialects" \
			-provider "$1/from.dbml" -path "$dir/from" -prefix 1_from -force \
			>"$dir/log" 2>&1 || { fail "$2" "$3" "no initial migration"; return; }
		cp "$dir/from/$3"/1_from.*.sql "$dir/files"
	fi
	cp "$1/$3.up.sql" "$dir/files/2_golden.up.sql"
	cp "$1/$3.down.sql" "$dir/files/2_golden.down.sql"
	psql -Xqc "DROP DATABASE IF EXISTS pairs WITH (FORCE)" \
		-c "CREATE DATABASE pairs TEMPLATE template0" 2>/dev/null
	extension=$(extension_of "$3")
	[ -z "$extension" ] || psql -Xqd pairs -c "CREATE EXTENSION $extension" 2>/dev/null
	url="postgres://postgres@/pairs?host=$PGHOST&sslmode=disable"
	if [ -e "$dir/files/1_from.up.sql" ]; then
		migrate goto 1 || { fail "$2" "$3" "its beginning"; return; }
	fi
	catalog >"$dir/before"
	migrate up || { fail "$2" "$3" "up"; return; }
	catalog >"$dir/up"
	migrate down 1 || { fail "$2" "$3" "down"; return; }
	catalog >"$dir/log"
	cmp -s "$dir/before" "$dir/log" || { diff "$dir/before" "$dir/log" >"$dir/diff" || :
		mv "$dir/diff" "$dir/log"; fail "$2" "$3" "the down's catalogs"; return; }
	migrate up || { fail "$2" "$3" "up again"; return; }
	catalog >"$dir/log"
	cmp -s "$dir/up" "$dir/log" || { fail "$2" "$3" "the second up's catalogs"; return; }
	passed=$((passed + 1))
}

for up in "$tests"/golden/*/*.up.sql; do
	case=$(basename "${up%/*}")
	dialect=$(basename "$up" .up.sql)
	if has_extension "$(extension_of "$dialect")"; then
		check_pair "${up%/*}" "$case" "$dialect"
	else
		echo "skipped $case, $dialect: this server has no $(extension_of "$dialect")"
		skipped=$((skipped + 1))
	fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
