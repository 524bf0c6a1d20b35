#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/total.sh COMMAND…: run it, and end with the sum of every `N passed, N failed,
# N skipped` that it said. Fails when the command does, or when nothing was tested.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{
	"$@" 2>&1
	echo $? >"$log.code"
} | tee "$log"
code=$(cat "$log.code")
rm -f "$log.code"
awk -v code="$code" '
/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
	passed += $1
	failed += $3
	skipped += $5
}
END {
	if (code != 0 && failed == 0)
		failed = 1 # something stopped before it could count
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	exit failed > 0 || passed == 0
}' "$log"
