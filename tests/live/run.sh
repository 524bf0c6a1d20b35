#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/run.sh COMMAND…: run live tests one after the other on the server of PGHOST;
# a command may be several words. All of them run, whichever fail.
status=0
for command in "$@"; do
	echo "$command"
	# shellcheck disable=SC2086 # split into words on purpose
	$command || status=1
done
exit "$status"
