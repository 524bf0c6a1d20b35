# SPDX-License-Identifier: Apache-2.0
#
# Write N tables of 20 columns as DBML: awk -v n=1000 -v edition=1 -f tables.awk
#
# Each has a key, a unique, an index, a check-free mix of types, comments, and all but the
# first of ten refer to their neighbour. Edition 2 is what a release later would have:
# every hundredth table has a new column with an index, a dropped column and a default that
# changed.
function column(name, type, settings)
{
	printf "  %s %s%s\n", name, type, settings ? " [" settings "]" : ""
}

function table(i,    name, new)
{
	name = sprintf("bench_%05d", i)
	new = edition == 2 && i % 100 == 0
	printf "Table %s {\n", name
	column("id", "bigint", "pk")
	column("account_id", "string", "not null")
	column("region", "string", "not null, default: 'eu-1'")
	column("arn", "string", "unique, not null")
	column("parent_id", "bigint", i % 10 == 1 ? "" : sprintf("ref: > bench_%05d.id", i - 1))
	column("created_at", "timestamp", "not null, default: `now()`")
	column("updated_at", "timestamp")
	column("size", "bigint", new ? "default: 1" : "default: 0")
	column("ratio", "float")
	column("price", "numeric(12,2)")
	column("code", "varchar(20)")
	column("enabled", "bool", "not null, default: true")
	column("tags", "json", "note: 'labels as they were given'")
	column("address", "inet")
	column("network", "cidr")
	column("digest", "bytes")
	column("day", "date")
	column("small", "smallint")
	column("names", "string[]")
	if (new)
		column("owner", "string")
	else
		column("legacy", "string")
	printf "  indexes {\n    (account_id, region)\n"
	if (new)
		print "    (owner)"
	printf "  }\n  Note: 'number %d of its kind'\n}\n", i
}

BEGIN {
	print "Project bench {\n  version: '0.0.1'\n  owns: 'bench_*'\n}"
	for (i = 1; i <= n; i++)
		table(i)
}
