#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Usage: exports.sh BUILD. The library exports what its map says, and nothing else; each name
# is declared in a header and described in a manual page. What a header declares is exported,
# but for what is a provider's to define. Nothing that the locale changes is called.
set -eu

build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refuse()
{
	echo "$0: $1"
	exit 1
}

sed -n 's/^\t\(ddlect_[a-z0-9_]*\);$/\1/p' core/libddlect.map | sort >"$work/map"
nm -D --defined-only "$build/libddlect.so" | sed -n 's/.* T \([^@]*\).*/\1/p' | sort >"$work/exported"
nm -D --defined-only "$build/libddlect.so" | grep -v -e ' T ' -e ' A ' >"$work/others" || :
sed -n '/^DDLECT_API/{/(/!N;s/.*[ *\n]\(ddlect_[a-z0-9_]*\)(.*/\1/p;}' sdk/include/ddlect/*.h | sort \
	>"$work/declared"

test -s "$work/map" || refuse 'the map has no names'
diff "$work/map" "$work/exported" || refuse 'the map and the library differ'
test ! -s "$work/others" || refuse "more is exported: $(cat "$work/others")"
while read -r name; do
	grep -qx "$name" "$work/declared" || refuse "no header declares $name()"
	grep -q "^\.F[no] \"\?$name\>" sdk/man/*.[137] || refuse "no manual page has $name()"
done <"$work/map"
while read -r name; do
	grep -qx "$name" "$work/map" || [ "$name" = ddlect_provider_v1 ] ||
		refuse "$name() is declared, and not exported"
done <"$work/declared"

# A service may have set a locale in which the capital of i isn't I, or a number has a comma.
locale='__ctype_.*|(to|is)w?(lower|upper|alpha|alnum|space|print|punct)|strn?casecmp(_l)?|strto[dfl]d?|strcoll|setlocale'
for file in "$build/libddlect.so" "$build"/dialects/*.so; do
	if nm -D --undefined-only "$file" | sed 's/@.*//' | grep -E " U ($locale)$" | grep -v 'strtol$'; then
		refuse "$file asks the locale"
	fi
done
echo 'what is exported is declared and described'
