# SPDX-License-Identifier: Apache-2.0
#
# Which dialects there are, where they come from, and what is said of those that are wrong.
. "$(dirname "$0")/lib.sh"
provider
dialects=$(dirname "$DDLECT")/dialects

says_out()
{
	grep -qF -- "$1" "$out"
}

# The list.
try 0 '' dialects
check "the list has no heading" says_out 'NAME'
check "postgres isn't listed with its schemes" says_out 'postgres, postgresql, key=value'
check "timescale isn't listed with its file" says_out "$dialects/timescale.so"
try 0 '' dialects -v
check "-v says no capability" says_out 'can introspect'
check "-v says no attribute" says_out 'attribute retention'
try 0 '' dialects -json
check "no base in JSON" says_out '"base": "postgres"'
check "no refused in JSON" says_out '"refused": []'

# A plugin of one's own comes with its directory and its scheme.
mkdir "$work/own"
cp "$dialects/postgres.so" "$work/own/postgres.so"
try 0 '' dialects -plugin-dir own
check "-plugin-dir isn't first" says_out "$work/own/postgres.so"
DDLECT_PLUGIN_PATH=$work/own
export DDLECT_PLUGIN_PATH
try 0 '' dialects
check "DDLECT_PLUGIN_PATH isn't first" says_out "$work/own/postgres.so"
DDLECT_PLUGIN_PATH=own
try 0 '' dialects
check "a relative path was used" says_out 'refused own: DDLECT_PLUGIN_PATH takes absolute paths only'
unset DDLECT_PLUGIN_PATH

# What is refused is listed with the reason, and named when it is asked for.
chmod 666 "$work/own/postgres.so"
try 0 '' dialects -plugin-dir own
check "a writable plugin isn't refused" says_out \
	"refused $work/own/postgres.so: everybody can write the file: chmod go-w"
check "its heir isn't refused" says_out 'its base "postgres" was refused: everybody can write'
try 1 'the dialect "postgres" was refused' -full -provider one.dbml -plugin-dir own -dialect postgres
try 1 'no dialect could be loaded' -full -provider one.dbml -plugin-dir own
try 1 "own/postgres.so is not used: everybody can write the file" -v -full -provider one.dbml \
	-plugin-dir own
try 1 'no dialect could be loaded' -provider one.dbml -plugin-dir own -dsn postgres://u:s3cret@h/d
chmod 644 "$work/own/postgres.so"
chmod 777 "$work/own"
try 1 '-plugin-dir own: everybody can write the directory: chmod go-w' dialects -plugin-dir own
chmod 755 "$work/own"
try 1 '-plugin-dir nowhere: No such file or directory' dialects -plugin-dir nowhere
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	chmod 711 "$work/own"
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	try 1 '-plugin-dir own: Permission denied' dialects -plugin-dir own
	as=
	chmod 755 "$work/own"
else
	skip "only root can become somebody who may not read a directory"
fi
try 2 'did you mean "postgres"?' -full -provider one.dbml -dialect postgers

# Checking one.
try 0 '' dialects -check own/postgres.so
check "no word on what was checked" says_out 'ok      lower of what is lowered changes nothing'
try 1 '1 of 1 checks failed' dialects -check one.dbml
check "no reason" says_out "a dialect's file is called NAME.so"
echo 'no plugin' >"$work/own/text.so"
try 1 '1 of 1 checks failed' dialects -json -check own/text.so
check "no reason in JSON" says_out '"ok": false, "text": "is not a shared object (it has no ELF header)"'
try 1 '1 of 1 checks failed' dialects -check own/nowhere.so
try 2 '-check needs a value' dialects -check
finish
