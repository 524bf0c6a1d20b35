#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Usage: install.sh MAKE BUILD. Installs below a directory of its own, builds the template
# and the example against what was installed, as a third party would, and uninstalls:
# nothing of ddlect is left then, and what is somebody else's still is. The build itself isn't
# touched, as other tests may run from it, and no directory that this make was called with is
# heard: it may be the system's.
set -eu

make=$1
build=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
prefix=$root/usr
copy=$root/build

quiet()
{
	"$@" >"$root/said" 2>&1 || {
		cat "$root/said"
		exit 1
	}
}

# Words for make; the caller's own directories came along in MAKEFLAGS.
installed()
{
	"$make" -s "$@" BUILD="$copy" DESTDIR= prefix="$prefix" exec_prefix="$prefix" \
		bindir="$prefix/bin" libdir="$prefix/lib" includedir="$prefix/include" \
		datarootdir="$prefix/share" mandir="$prefix/share/man" \
		dialectdir="$prefix/lib/ddlect/dialects"
}

# What is made already needn't be made again, but for what knows where it is installed.
mkdir -p "$copy/obj"
cp -Rp "$build/obj/core" "$build/obj/plugins" "$copy/obj"
cp -Rp "$build/gen" "$build/dialects" "$build/ddlect" "$build"/libddlect.so* "$copy"
find "$copy/obj" -name '*.d' -exec sed -i "s|$build/|$copy/|g" {} +

quiet installed install
PATH=$prefix/bin:$PATH
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export PATH PKG_CONFIG_PATH
unset DDLECT_PLUGIN_PATH

# The installed command finds its library and its dialects, and no other's.
cd "$root"
ddlect dialects >listed
grep -q "$prefix/lib/ddlect/dialects/postgres.so" listed
grep -q "$prefix/lib/ddlect/dialects/timescale.so" listed

# Manual pages that other pages point to are there.
for page in $(sed -n 's/^\.Xr \([^ ]*\) \([0-9]\).*/\1.\2/p' "$prefix"/share/man/man*/* | sort -u); do
	test -s "$prefix/share/man/man${page##*.}/$page"
done

# A plugin from the template is built, checked, installed and listed.
cp -R "$prefix/share/ddlect/template" plugin
quiet "$make" -s -C plugin check
quiet "$make" -s -C plugin install DIALECTS=example DESTDIR=
ddlect dialects | grep -q "^example .*postgres .*$prefix/lib/ddlect/dialects/example.so"

# A provider's own tool, and the same as a shared object.
cp -R "$prefix/share/ddlect/examples/docs" docs

# Both Makefiles hear what a packager's environment says of compiling.
for folder in plugin docs; do
	MAKEFLAGS='' CPPFLAGS=-DHEARD CFLAGS=-Oheard LDFLAGS=-Lheard "$make" -Bn -C "$folder" >said
	grep -q -e '-DHEARD -Oheard .*' said
	grep -q -e '-Lheard' said
done
quiet "$make" -s -C docs DDLECT_LIBS="-L$prefix/lib -Wl,-rpath,$prefix/lib -lddlect"
docs/docs -q -full -path tool
ddlect -q -full -provider docs/docs.so -path so
diff -r tool so
test -s tool/example/init.up.sql

# Its migrations are inside, and the directory is needed no more.
mkdir elsewhere
mv docs/docs_server docs/docs elsewhere
rm -r docs
grep -aq 'CREATE TABLE "docs_accounts"' elsewhere/docs_server
for dsn in '' "postgres://u:s3cret@/docs?host=$root/nowhere"; do
	code=0
	DOCS_DSN=$dsn elsewhere/docs_server >said 2>&1 || code=$?
	test "$code" -ne 0
	grep -q '^docs_server: ' said
	if grep s3cret said; then
		exit 1
	fi
done
cd - >/dev/null

quiet installed uninstall
left=$(find "$prefix" ! -type d | grep -v -e /example.so || :)
if [ -n "$left" ]; then
	echo "left behind: $left"
	exit 1
fi
test -e "$prefix/lib/ddlect/dialects/example.so"

# Empty folders go too, once the other plugin is gone.
rm "$prefix/lib/ddlect/dialects/example.so"
quiet installed uninstall
test ! -e "$prefix/lib/ddlect"

# A relative path would be compiled in.
for relative in prefix=here libdir=lib; do
	if "$make" -s install BUILD="$copy" "$relative" DESTDIR="$root/" >"$root/said" 2>&1; then
		echo "$relative was taken"
		exit 1
	fi
	grep -q "$relative is relative: " "$root/said"
done
# One with a space would be two.
for spaced in "BUILD=$root/a b" "DESTDIR=$root/a b" "libdir=/usr/a b"; do
	for goal in install uninstall clean; do
		if "$make" -s "$goal" BUILD="$copy" DESTDIR="$root/" "$spaced" >"$root/said" 2>&1; then
			echo "$spaced was taken by $goal"
			exit 1
		fi
		grep -q "$spaced has a space in it: " "$root/said"
	done
done
echo 'installing, building against it and uninstalling work'
