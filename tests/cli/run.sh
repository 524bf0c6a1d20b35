#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/cli/run.sh BUILD: the command's black-box tests, on a copy of what was built, so
# that a user without rights can run it wherever the build is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
copy=$(mktemp -d /tmp/ddlect-built.XXXXXX)
trap 'rm -rf "$copy"' EXIT
chmod 755 "$copy"
cp -R "$build/ddlect" "$build"/libddlect.so* "$build/dialects" "$copy"
chmod -R go-w,a+rX "$copy"
DDLECT=$copy/ddlect
export DDLECT
status=0
for test in "$here"/test_*.sh; do
	echo "tests/cli/${test##*/}"
	sh "$test" || status=1
done
echo "tests/cli/signals"
"$build/tests/cli/signals" "$DDLECT" || status=1
exit "$status"
