#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/run.sh PROGRAM…: run live tests one after the other on the server of PGHOST.
# All of them run, whichever fail.
status=0
for program in "$@"; do
	echo "$program"
	"$program" || status=1
done
exit "$status"
