#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/setup.sh build|check|ci: see that what is needed is there. What is missing is
# installed when this is root on a Debian; otherwise the line to run as root is printed.
set -eu

missing=

# need PACKAGE COMMAND…: the command's success says that the package isn't missing.
need()
{
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}

have()
{
	command -v "$1"
}

have_header()
{
	# shellcheck disable=SC2046 # flags, split on purpose
	printf '#include <%s>\n' "$1" |
		${CC:-cc} $(pkg-config --cflags libpq 2>/dev/null) -E - 2>&1
}

have_pooler()
{
	have pgbouncer || test -x /usr/sbin/pgbouncer
}

have_server()
{
	ls /usr/lib/postgresql/*/bin/initdb || have initdb
}

need_build()
{
	need gcc have "${CC:-cc}"
	need libc6-dev have_header stdio.h
	need pkg-config have pkg-config
	need libpq-dev have_header libpq-fe.h
}

need_check()
{
	need_build
	need postgresql have_server
	need postgresql-client have psql
	need util-linux have setpriv
	need jq have jq
}

need_ci()
{
	need_check
	need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
	need clang have clang
	need clang-format have clang-format
	need clang-tidy have clang-tidy
	need cppcheck have cppcheck
	need valgrind have valgrind
	need pgbouncer have_pooler
	need golang-go have go
	need nodejs have node
	need npm have npm
}

case "${1:-}" in
build | check | ci) need_"$1" ;;
*)
	echo "usage: $0 build|check|ci" >&2
	exit 2
	;;
esac
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && have apt-get >/dev/null; then
	echo "installing:$missing"
	DEBIAN_FRONTEND=noninteractive
	export DEBIAN_FRONTEND
	log=$(mktemp)
	# shellcheck disable=SC2086 # a list of packages
	if apt-get update -qq >"$log" 2>&1 && apt-get install -qq -y \
		--no-install-recommends $missing >>"$log" 2>&1 </dev/null; then
		rm "$log"
		exit 0
	fi
	cat "$log" >&2
	rm "$log"
	exit 1
fi
echo "Something is missing. Run this as root, and try again:" >&2
echo "apt-get update && apt-get install -y$missing" >&2
exit 1
