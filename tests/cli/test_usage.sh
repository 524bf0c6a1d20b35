# SPDX-License-Identifier: Apache-2.0
#
# How the command is called, and every way to call it wrong.
. "$(dirname "$0")/lib.sh"
provider

# Flags and commands.
try 2 'unknown flag -paht; did you mean -path?' -paht x
try 2 'unknown flag -bogus' generate -bogus -full
try 2 'unknown command generat; did you mean generate?' generat -full
try 2 '-path needs a value: -path DIR' -full -path
try 2 '-full is a switch' -full=perhaps
try 2 '"generate" takes no arguments' generate one.dbml
try 2 '"fmt" needs FILE' fmt
try 2 '"fmt" takes no -full' fmt -full one.dbml
try 2 '-path needs a directory' -full -provider one.dbml -path ''
try 2 '-schema needs the name of a schema' -full -provider one.dbml -schema ''

# What to compare with.
try 2 'no database to compare with: give -dsn DSN' -provider one.dbml
try 2 'no database to compare with: give -dsn DSN' -provider one.dbml -dsn ''
try 2 'no dialect claims DSNs with the scheme mysql' -provider one.dbml -dsn mysql://u:s3cret@h/d
try 2 '-dialect' -provider one.dbml -dsn 's3cret'
try 2 'oracle' -full -provider one.dbml -dialect oracle
try 2 'oracle' -provider one.dbml -dialect oracle -dsn postgres://u:s3cret@h/d
try 2 'lib/x' -full -provider one.dbml -dialect ../lib/x
try 2 'give one of the two' -full -provider one.dbml -fake-tsdb

# Names of files.
try 2 '-prefix and -release both name the files' -full -provider one.dbml -prefix a -release v1.0.0
try 2 'leaves the directory' -full -provider one.dbml -prefix ../x
try 2 'leaves the directory' -full -provider one.dbml -prefix /etc/x
try 2 'leaves the directory' -full -provider one.dbml -prefix ..
try 2 'is no version; write it as v1.2.3' -full -provider one.dbml -release 1.0.0
try 2 'is no version; write it as v1.2.3' -full -provider one.dbml -release v1.0
try 2 '-release is too long for a file name' -full -provider one.dbml \
	-release "v1.2.3-$(printf '%0200d' 1)"
try 2 '-prefix has a control character in it' -full -provider one.dbml -prefix "$(printf 'a\001')"
try 2 '-prefix is too long for a file name' -full -provider one.dbml -prefix "$(printf '%0300d' 1)"

# Help and version are data: they go to stdout, and show nothing of the environment.
DDLECT_DSN=postgres://u:s3cret@h/d
CQ_DSN=$DDLECT_DSN
export DDLECT_DSN CQ_DSN
for words in -h --help help 'help fmt' 'generate -h' 'fmt -help' 'dialects -help' \
	'-dsn postgres://u:s3cret@h/d -h'; do
	# shellcheck disable=SC2086
	try 0 '' $words
	check "no usage in: ddlect $words" grep -q '^usage: ddlect ' "$out"
done
try 2 'unknown command upp; did you mean up?' help upp
try 0 '' help up
check "help up is about another command" grep -q '^usage: ddlect up ' "$out"
try 0 '' generate -help
check "the help of generate has no -fake-tsdb" grep -q -- '-fake-tsdb' "$out"
check "the help names no default path" grep -qF './resources/provider/migrations' "$out"
unset DDLECT_DSN CQ_DSN
try 0 '' -version
check "the version is no version" grep -Eq '^ddlect [0-9]+\.[0-9]+\.[0-9]+$' "$out"

# A failure to write what was asked for is a failure.
if [ -w /dev/full ]; then
	code=0
	"$DDLECT" -version >/dev/full 2>"$errors" || code=$?
	check "a full standard output exits with $code" test "$code" -eq 1
	check "a full standard output isn't said" says "can't write to standard output"
else
	skip "there is no /dev/full"
fi

# For machines.
try 2 'unknown flag' -json -bogus
check "no failure as JSON" grep -q '"result": "failed", "exit": 2' "$out"
finish
