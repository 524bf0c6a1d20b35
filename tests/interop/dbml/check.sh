#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/interop/dbml/check.sh BUILD: ddlect beside the official parser of DBML, which comes
# from npm.
#
# What `ddlect fmt` writes of this repository's own DBML, of random schemas, and of the cases
# in accepted.dbml must be accepted there. The cases in refused.dbml are refused by both;
# those in wider.dbml only by the official parser, those in stricter.dbml only by ddlect.
set -eu

build=$(readlink -f "$1")
here=$(readlink -f "$(dirname "$0")")
root=$(readlink -f "$here/../../..")
dir=$build/interop/dbml
passed=0
failed=0

rm -rf "$dir/cases" "$dir/written"
mkdir -p "$dir/cases" "$dir/written"
cp "$here/package.json" "$here/judge.mjs" "$dir/"
[ -d "$dir/node_modules/@dbml/core" ] ||
	(cd "$dir" && npm install --silent --no-audit --no-fund --no-package-lock)

# A case begins with a line `//// its title`.
split_cases()
{
	mkdir "$dir/cases/$1"
	awk -v dir="$dir/cases/$1" '
		/^\/\/\/\/ / {
			if (file) close(file)
			title = substr($0, 6)
			gsub(/[^A-Za-z0-9]+/, "_", title)
			file = sprintf("%s/%02d_%s.dbml", dir, ++n, title)
			next
		}
		file { print > file }' "$here/$1.dbml"
}

fail()
{
	echo "FAILED $1"
	failed=$((failed + 1))
}

# Does ddlect say of each case in a directory what is expected?
expect_ours()
{
	for file in "$dir/cases/$1"/*.dbml; do
		name=$1/$(basename "$file")
		out=$dir/written/cases_$1_$(basename "$file")
		if "$build/ddlect" fmt "$file" >"$out" 2>"$dir/log"; then
			verdict=accepted
		else
			verdict=refused
			rm -f "$out"
		fi
		if [ $verdict = "$2" ]; then
			passed=$((passed + 1))
		else
			fail "$name: $verdict by ddlect"
			cat "$dir/log"
		fi
	done
}

# Does the official parser, of each file?
expect_theirs()
{
	node "$dir/judge.mjs" "$dir/list" >"$dir/verdicts"
	while IFS="	" read -r verdict file why; do
		if [ "$verdict" = "$1" ]; then
			passed=$((passed + 1))
		else
			fail "${file#"$dir"/}: $verdict by the official parser: $why"
		fi
	done <"$dir/verdicts"
	[ "$(wc -l <"$dir/verdicts")" = "$(wc -l <"$dir/list")" ] || fail "not all were judged"
}

for set in accepted refused wider stricter; do
	split_cases $set
done
expect_ours accepted accepted
expect_ours refused refused
expect_ours wider accepted
expect_ours stricter refused

# The language has no words for a table without columns, so this can only be read here.
rm "$dir/written/"*_a_table_without_columns.dbml

find "$root/sdk" "$root/tests/golden" -name '*.dbml' | sort | while read -r file; do
	"$build/ddlect" fmt "$file" \
		>"$dir/written/$(echo "${file#"$root"/}" | tr / _)" || echo "$file" >>"$dir/bad"
done
if [ -s "$dir/bad" ]; then
	fail "ddlect fmt of $(tr '\n' ' ' <"$dir/bad")"
	rm "$dir/bad"
fi
DBML_DIR=$dir/written "$build/tests/interop/dbml_random" >"$dir/log" || {
	fail "random schemas"
	cat "$dir/log"
}

find "$dir/cases/accepted" "$dir/cases/stricter" "$dir/written" -name '*.dbml' | sort >"$dir/list"
expect_theirs accepted
find "$dir/cases/refused" "$dir/cases/wider" -name '*.dbml' | sort >"$dir/list"
expect_theirs refused

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
