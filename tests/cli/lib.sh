# SPDX-License-Identifier: Apache-2.0
#
# What the command's black-box tests share. A test is a line or two:
#
#	try 2 'unknown flag -paht; did you mean -path?' generate -paht x
#
# runs the command in $work, and passes when it exits with 2, says that on stderr, and leaves
# the tree below $work byte for byte as it was. `makes` is the same for a run that writes.
# After each, what it said is in $out and $errors. The script's last line is `finish`.

: "${DDLECT:?is the command to test}"

unset DDLECT_DSN CQ_DSN DDLECT_PLUGIN_PATH PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSERVICE
export LC_ALL=C
passed=0
failed=0
skipped=0
top=$(mktemp -d /tmp/ddlect-cli.XXXXXX)
chmod 755 "$top"
trap 'chmod -R u+w "$top" 2>/dev/null; rm -rf "$top"' EXIT
work=$top/work
out=$top/out
errors=$top/errors
as= # words before the command: another user, a limit
mkdir "$work"

# Kinds, modes, names and bytes of all that is below $work.
tree()
{
	(cd "$work" && find . -printf '%y %m %p %l\n' | sort && find . -type f -readable \
		-exec cksum {} + | sort)
}

bad()
{
	failed=$((failed + 1))
	echo "FAILED: $*"
	sed 's/^/    /' "$errors"
}

run()
{
	code=0
	# shellcheck disable=SC2086 # words, split on purpose
	(cd "$work" && $as "$DDLECT" "$@" >"$out" 2>"$errors" </dev/null) || code=$?
}

says()
{
	[ -z "$1" ] || grep -qF -- "$1" "$errors"
}

makes()
{
	expected=$1
	message=$2
	shift 2
	run "$@"
	if [ "$code" -ne "$expected" ]; then
		bad "exit $code, not $expected: ddlect $*"
	elif ! says "$message"; then
		bad "didn't say \"$message\": ddlect $*"
	elif grep -qi -e 's3cret' "$errors" "$out"; then
		bad "a password was shown: ddlect $*"
	else
		passed=$((passed + 1))
	fi
}

try()
{
	before=$(tree)
	makes "$@"
	[ "$(tree)" = "$before" ] || bad "files were changed by: ddlect $*"
}

# check WHAT COMMAND…: the command succeeds.
check()
{
	what=$1
	shift
	if "$@" >>"$errors" 2>&1; then
		passed=$((passed + 1))
	else
		bad "$what"
	fi
}

skip()
{
	skipped=$((skipped + 1))
	echo "skipped: $*"
}

# A provider of one table in $work/one.dbml, or of $2 tables in the file $1.
provider()
{
	awk -v n="${2:-1}" 'BEGIN {
		print "Project shop {\n  version: \x271.0.0\x27\n}"
		for (i = 1; i <= n; i++)
			printf "Table items_%d {\n  id bigint [pk]\n  name string\n}\n", i
	}' >"$work/${1:-one.dbml}"
}

finish()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
