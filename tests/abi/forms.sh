#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Usage: forms.sh BUILD. The example's provider in its three forms (a DBML file, a tool of
# its own, a shared object) gives the same files, byte for byte, in every dialect.
set -eu

build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$build/ddlect" -q -full -provider sdk/examples/docs/docs.dbml -path "$work/dbml"
"$build/ddlect" -q -full -provider "$build/tests/abi/providers/docs.so" -path "$work/so"
"$build/tests/abi/providers/docs" -q -full -path "$work/tool"
test -s "$work/dbml/postgres/init.up.sql"
test -s "$work/dbml/timescale/init.down.sql"
diff -r "$work/dbml" "$work/so"
diff -r "$work/dbml" "$work/tool"
echo 'the three forms of a provider give the same bytes'
