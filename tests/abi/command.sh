#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Usage: command.sh BUILD. What the command says of plugins that load and then do wrong, and
# of a provider's own tool that is called like ddlect itself.
build=$(cd "$1" && pwd)
DDLECT=$build/ddlect
. "$(dirname "$0")/../cli/lib.sh"
provider

DDLECT_PLUGIN_PATH=$build/tests/abi/plugins
export DDLECT_PLUGIN_PATH
try 1 'good: lower of hostile, asked as good' -full -provider one.dbml -dialect good
check "nobody says whose scheme it is" says \
	'both "good" and "plain" claim DSNs with the scheme hostile: the first gets them'
unset DDLECT_PLUGIN_PATH

DDLECT=$build/tests/abi/providers/docs
try 2 "this is a provider's own tool, so it takes no -provider" -full -provider one.dbml
try 2 "this is a provider's own tool, so it takes no -provider" up -provider one.dbml -dsn hostile://h/d
finish
