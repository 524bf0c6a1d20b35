# SPDX-License-Identifier: Apache-2.0
#
# The manual page and the README name what there is: each command, each flag of each, each
# variable of the environment that is read, each exit code that can come.
. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
page=$root/sdk/man/ddlect.1
readme=$root/README.md

run -help
commands=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$out")
check "the help lists no commands" test -n "$commands"
for command in $commands; do
	check "the manual page lacks the command $command" \
		grep -Eq "^\.(It )?Cm (.* )?$command( |\$)" "$page"
	check "the README lacks the command $command" \
		grep -Eq "(\`|ddlect )$command[ \`]" "$readme"
	run "$command" -help
	for flag in $(sed -n 's/^  -\([a-z-]*\) .*/\1/p' "$out"); do
		check "the manual page lacks -$flag, of $command" \
			grep -Eq "^\.It Fl (. , Fl )?$flag( |\$)" "$page"
		check "the README lacks -$flag, of $command" grep -Eq "\`-$flag[ \`]" "$readme"
	done
done

for variable in $(grep -rhoE 'getenv\("[A-Z_]+"\)' "$root/core" "$root/plugins" |
	sed 's/.*"\(.*\)".*/\1/' | sort -u); do
	check "the manual page lacks $variable" grep -Eq "^\.It Ev (.* , )?$variable( |\$)" "$page"
done

for code in $(sed -n 's/^#define DDLECT_[A-Z]* \([0-9]\)u$/\1/p' \
	"$root/sdk/include/ddlect/err.h") 130 143; do
	check "the manual page lacks the exit code $code" grep -Eq "^\.It (.* )?$code( |\$)" "$page"
	check "the README lacks the exit code $code" grep -Eq "^\| (.*, )?$code[ ,]" "$readme"
done
finish
