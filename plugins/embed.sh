#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes a C header that holds each of the SQL files named as arguments as a string: the
# file tables.sql becomes `static const char sql_tables[]`. Lines that are comments only
# stay behind, so that the server gets the query and nothing else.
set -eu

echo '/* Written by plugins/embed.sh; edit the .sql files instead. */'
for file in "$@"; do
	name=$(basename "$file" .sql)
	printf 'static const char sql_%s[] =\n' "$name"
	sed -e '/^[[:space:]]*--/d' -e '/^[[:space:]]*$/d' \
		-e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/	"&\\n"/' "$file"
	printf '\t"";\n'
done
