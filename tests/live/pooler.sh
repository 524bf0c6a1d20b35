#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/pooler.sh COMMAND [ARGUMENT…]: run a command with a pgbouncer of its own in front
# of the server of PGHOST, which pools transactions, two connections a database. It listens on
# a unix socket in a new directory, which DDLECT_TEST_POOLER names, on PGPORT. Without a
# pgbouncer nothing is run, it says so, and that is no failure.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 2; }

PATH=$PATH:/usr/sbin
if ! command -v pgbouncer >/dev/null; then
	echo "SKIPPED $*: there is no pgbouncer; install the package of that name"
	exit 0
fi

# It refuses to be root, as the server does.
as_pooler="setpriv --pdeathsig INT"
dir=$(mktemp -d /tmp/ddlect-pooler.XXXXXX)
if [ "$(id -u)" -eq 0 ]; then
	user=postgres
	id "$user" >/dev/null 2>&1 || user=nobody
	group=$(id -g "$user")
	as_pooler="$as_pooler --reuid=$(id -u "$user") --regid=$group --clear-groups --"
	chown "$user:$group" "$dir"
	chmod 755 "$dir"
fi

pooler=
clean_up()
{
	status=$?
	trap - EXIT INT TERM
	[ -z "$pooler" ] || { kill "$pooler" 2>/dev/null && wait "$pooler" 2>/dev/null; } || :
	rm -rf "$dir"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo '"postgres" ""' >"$dir/users"
cat >"$dir/pgbouncer.ini" <<END
[databases]
* = host=$PGHOST port=$PGPORT
[pgbouncer]
listen_addr =
listen_port = $PGPORT
unix_socket_dir = $dir
auth_type = trust
auth_file = $dir/users
pool_mode = transaction
default_pool_size = 2
query_wait_timeout = 20
logfile =
END

$as_pooler pgbouncer "$dir/pgbouncer.ini" >"$dir/log" 2>&1 &
pooler=$!
tries=0
until [ -S "$dir/.s.PGSQL.$PGPORT" ]; do
	tries=$((tries + 1))
	if ! kill -0 "$pooler" 2>/dev/null || [ "$tries" -gt 300 ]; then
		echo "$0: pgbouncer did not start" >&2
		cat "$dir/log" >&2
		exit 1
	fi
	sleep 0.1
done

export DDLECT_TEST_POOLER="$dir"
"$@"
