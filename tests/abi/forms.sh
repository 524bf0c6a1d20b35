#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Usage: forms.sh BUILD. The example's provider in its three forms (a DBML file, a tool of
# its own, a shared object) gives the same files, byte for byte, in every dialect. They are
# the migrations that it has, and those are what it carries inside.
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

example=sdk/examples/docs
for file in "$work"/dbml/*/init.*.sql; do
	dialect=$(basename "$(dirname "$file")")
	cmp "$file" "$example/migrations/$dialect/1_v0.0.1.${file##*/init.}" || {
		echo 'the example has other migrations; make golden-update writes them anew'
		exit 1
	}
done
"$build/ddlect" embed -q -path "$example/migrations" -o - -name docs_migrations |
	cmp - "$build/tests/abi/providers/docs_migrations.c"
"$build/tests/abi/providers/docs" embed -q -path "$example/migrations" -o - |
	cmp - "$build/tests/abi/providers/docs_migrations.c"

echo 'the three forms of a provider give the same bytes'
