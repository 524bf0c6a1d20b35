#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/cli.sh COMMAND PLUGINS: the command against a live PostgreSQL, from the outside:
# upgrades end to end, whose tables are touched, and what it says when a server can't or
# won't. Run it with tests/live/server.sh. The last line is `N passed, N failed, N skipped`.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

# Run the command on the database of the story, its files in ./files; DSN can be overridden.
generate()
{
	status=0
	"$ddlect" generate -plugin-dir "$plugins" -path files "$@" >out 2>err || status=$?
}

has_file() { [ -s "files/$1" ]; }
no_files() { [ -z "$(find files -type f 2>/dev/null)" ]; }
writes() { grep -qF -e "$2" "files/$1"; }
never_writes() { ! grep -qF -e "$2" "files/$1"; }
applies() { psql -Xqv ON_ERROR_STOP=1 -1 -d "$db" -f "files/$1" >psql.out 2>&1 || { cat psql.out; false; }; }

never() { ! "$@" >/dev/null; }

catalog()
{
	psql -XAtq -d "$db" -c "SELECT c.relname, a.attname, a.attnotnull,
		format_type(a.atttypid, a.atttypmod) FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
		AND NOT a.attisdropped ORDER BY 1, 2"
}

cat >docs.dbml <<'END'
Project docs {
  version: '0.0.1'
}
Table docs_accounts {
  id bigint [pk]
  name string [not null, unique]
}
Table docs_keys {
  id bigint [pk]
  account_id bigint [ref: > docs_accounts.id]
  key string [note: 'the key\'s text']
}
END
sed 's/docs$/docs/; /version/a\  owns: '"'docs_*'" docs.dbml >owner.dbml

# upgrades

begin "an empty database gets everything, and then there is no change"
database cli_upgrade </dev/null
generate -provider docs.dbml -dsn "$dsn" -prefix 1_v0.0.1
expect "success" exits 0
expect "an up" has_file postgres/1_v0.0.1.up.sql
expect "a down" has_file postgres/1_v0.0.1.down.sql
catalog >before
expect "an up that applies" applies postgres/1_v0.0.1.up.sql
generate -provider docs.dbml -dsn "$dsn" -prefix 2_v0.0.2
expect "success without a change" exits 0
expect "to say so" says "o change"
expect "the first pair left alone" has_file postgres/1_v0.0.1.up.sql
expect "no second pair" [ ! -e files/postgres/2_v0.0.2.up.sql ]
expect "a down that applies" applies postgres/1_v0.0.1.down.sql
catalog >after
expect "the database as it was" cmp -s before after
end

begin "the environment's DSN is used, the old name of it too"
database cli_env </dev/null
export DDLECT_DSN="$dsn"
generate -provider docs.dbml -dry-run
unset DDLECT_DSN
expect "success with DDLECT_DSN" exits 0
expect "the SQL" prints "CREATE TABLE"
export CQ_DSN="$dsn"
generate -provider docs.dbml -dry-run
unset CQ_DSN
expect "success with CQ_DSN" exits 0
expect "nothing written" no_files
generate -provider docs.dbml -dry-run
expect "a usage error without any" exits 2
end

begin "key=value strings are for the same dialect"
database cli_words </dev/null
generate -provider docs.dbml -dsn "host=$PGHOST dbname=cli_words user=postgres" -dry-run
expect "success" exits 0
expect "the SQL" prints "CREATE TABLE"
end

begin "existing files are refused, and kept, unless forced"
database cli_force </dev/null
mkdir -p files/postgres
echo mine >files/postgres/unreleased.up.sql
generate -provider docs.dbml -dsn "$dsn"
expect "a failure" exits 1
expect "the file's name" says "unreleased.up.sql"
expect "my file" writes postgres/unreleased.up.sql mine
expect "no down" [ ! -e files/postgres/unreleased.down.sql ]
generate -provider docs.dbml -dsn "$dsn" -force
expect "success with -force" exits 0
expect "the new file" writes postgres/unreleased.up.sql "CREATE TABLE"
end

begin "a table that is gone is dropped when it is owned"
database cli_owned <<'END'
CREATE TABLE docs_old (id int PRIMARY KEY, note text);
CREATE TABLE other_table (id int);
END
generate -provider owner.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "a drop" writes postgres/1_a.up.sql 'DROP TABLE "docs_old"'
expect "its hazard" writes postgres/1_a.up.sql "DATA LOSS"
expect "the stranger left alone" never_writes postgres/1_a.up.sql other_table
expect "the down makes it again" writes postgres/1_a.down.sql 'CREATE TABLE "docs_old"'
catalog >before
expect "an up that applies" applies postgres/1_a.up.sql
expect "a down that applies" applies postgres/1_a.down.sql
catalog >after
expect "the database as it was" cmp -s before after
end

begin "without owns the tables of others are listed and never touched"
database cli_strangers <<'END'
CREATE TABLE docs_old (id int PRIMARY KEY);
CREATE TABLE other_table (id int);
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
END
generate -provider docs.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "the first in a note" says docs_old
expect "the second in a note" says other_table
expect "no word of the state of migrations" silent_about schema_migrations
expect "no drop" never_writes postgres/1_a.up.sql 'DROP TABLE "docs_old"'
expect "no word of the other" never_writes postgres/1_a.up.sql other_table
end

begin "a rename of what was never there is noted, and one that is done isn't"
database cli_renamed <<'END'
CREATE TABLE people (id bigint CONSTRAINT people_pk PRIMARY KEY, name text, note text);
END
cat >renamed.dbml <<'END'
Project docs {
  version: '1.0.0'
}
Table people [renamed_from: 'users'] {
  id bigint [pk]
  name string [renamed_from: 'title']
  remark string [renamed_from: 'note']
  age int [renamed_from: 'aeg']
}
Table accounts [renamed_from: 'acounts'] {
  id bigint [pk]
}
Table moved [renamed_from: 'old.moved'] {
  id bigint [pk]
}
END
generate -provider renamed.dbml -dsn "$dsn" -dry-run
expect "success" exits 0
expect "the table" says 'table "accounts" says renamed_from "acounts", and the database has neither'
expect "the column" says 'column "people.age" says renamed_from "aeg"'
expect "the table of another schema" says 'says renamed_from "old.moved", and the database has neither'
expect "nothing of the table that was renamed before" silent_about '"users"'
expect "nothing of the column that was renamed before" silent_about '"title"'
expect "nothing of what is renamed now" silent_about 'renamed_from "note"'
database cli_renamed </dev/null
generate -provider renamed.dbml -dsn "$dsn" -dry-run
expect "nothing where everything is new" silent_about "the database has neither"
end

begin "a misspelled old name is refused where what it may mean would go"
database cli_misspelled <<'END'
CREATE TYPE feeling AS ENUM ('good');
CREATE TABLE docs_users (id bigint CONSTRAINT docs_users_pk PRIMARY KEY, how feeling);
CREATE TABLE docs_people (id bigint CONSTRAINT docs_people_pk PRIMARY KEY, title text, age int);
END
misspelled() # COLUMNS [MORE [ENUMS]]
{
	printf "Project docs {\n  owns: 'docs_*'\n  %s\n}\nTable docs_people {\n  id bigint [pk]\n  %s\n}\n%s\n" \
		"${3-}" "$1" "${2-}" >misspelled.dbml
	generate -provider misspelled.dbml -dsn "$dsn" -prefix 1_a
}
users='Table docs_users {
  id bigint [pk]
}'
misspelled "name text [renamed_from: 'titel']" "$users"
expect "a failure for a column" exits 1
expect "the column, and what it may be" says 'column "docs_people.name" says renamed_from "titel", and the database has neither, while column "title" would be dropped: did you mean that one?'
expect "no files" no_files
misspelled "title text
  age int" "Table docs_clients [renamed_from: 'docs_user'] {
  id bigint [pk]
}"
expect "a failure for a table" exits 1
expect "the table" says 'table "docs_clients" says renamed_from "docs_user", and the database has neither, while table "docs_users" would be dropped'
misspelled "title text
  age int" "$users
Enum mood {
  good
}" "enums: '''mood [renamed_from: \`feelings\`]'''"
expect "a failure for an enum" exits 1
expect "the enum" says 'enum "mood" says renamed_from "feelings", and the database has neither, while enum "feeling" would be dropped'
misspelled "title text
  years int [renamed_from: 'age']" "$users"
expect "what is right passes" exits 0
end

begin "a table that moves is read where it was, and said to move"
database cli_moves <<'END'
CREATE SCHEMA shelf;
CREATE TABLE shelf.books (id bigint CONSTRAINT books_pk PRIMARY KEY);
END
cat >moves.dbml <<'END'
Project docs {
  version: '1.0.0'
}
Table books [renamed_from: 'shelf.books'] {
  id bigint [pk]
}
END
generate -provider moves.dbml -dsn "$dsn" -dry-run
expect "success" exits 0
expect "the move" says 'move table shelf.books to books'
expect "no note" silent_about 'the database has neither'
end

begin "a table that looks renamed is noted, unless several do"
database cli_likely <<'END'
CREATE TABLE docs_old (id bigint CONSTRAINT docs_old_pk PRIMARY KEY, name text);
CREATE TABLE docs_a (id bigint CONSTRAINT docs_a_pk PRIMARY KEY, seen date);
CREATE TABLE docs_b (id bigint CONSTRAINT docs_b_pk PRIMARY KEY, seen date);
END
cat >likely.dbml <<'END'
Project docs {
  version: '1.0.0'
  owns: 'docs_*'
}
Table docs_new {
  name text
  id bigint [pk]
}
Table docs_c {
  id bigint [pk]
  seen date
}
END
generate -provider likely.dbml -dsn "$dsn" -dry-run
expect "success" exits 0
expect "the table" says 'table "docs_new" comes with the columns of "docs_old"'
expect "nothing of what could be two" silent_about 'table "docs_c" comes'
sed -i "s/Table docs_new/Table docs_new [renamed_from: 'docs_old']/" likely.dbml
generate -provider likely.dbml -dsn "$dsn" -dry-run
expect "nothing of one that is declared" silent_about 'comes with the columns'
end

begin "files aren't made from a database that lacks the last ones"
database cli_reached </dev/null
generate -provider docs.dbml -dsn "$dsn" -release v0.0.1
expect "success" exits 0
sed 's/key string/more text\n  key string/' docs.dbml >more.dbml
generate -provider more.dbml -dsn "$dsn" -release v0.0.2
expect "a refusal of an empty one" exits 6
expect "why" says "the database has none of the provider's tables, and files/postgres/1_v0.0.1.up.sql is there"
expect "no second file" [ ! -e files/postgres/2_v0.0.2.up.sql ]
generate -provider docs.dbml -dsn "$dsn" -release v0.0.1 -force
expect "the same release again" exits 0
"$ddlect" up -plugin-dir "$plugins" -path files -dsn "$dsn" -q
generate -provider more.dbml -dsn "$dsn" -release v0.0.2
expect "success behind what was applied" exits 0
sed 's/more text/more text\n  most text/' more.dbml >most.dbml
generate -provider most.dbml -dsn "$dsn" -release v0.0.3
expect "a refusal of one behind" exits 6
expect "which" says "the database is at version 1 and lacks files/postgres/2_v0.0.2.up.sql"
generate -provider most.dbml -dsn "$dsn" -release v0.0.3 -dry-run
expect "a dry run" exits 0
expect "the same words" says "lacks files/postgres/2_v0.0.2.up.sql"
generate -provider most.dbml -dsn "$dsn" -release v0.0.2 -force
expect "the last release made anew" exits 0
psql -Xq -d "$db" -c 'UPDATE schema_migrations SET dirty = true'
generate -provider most.dbml -dsn "$dsn" -release v0.0.2
expect "a refusal of a dirty one" exits 6
expect "that it is" says "the database is dirty at version 1"
psql -Xq -d "$db" -c 'DELETE FROM schema_migrations_history' \
	-c 'ALTER TABLE schema_migrations RENAME TO docs_schema_migrations' \
	-c 'UPDATE docs_schema_migrations SET dirty = false'
generate -provider most.dbml -dsn "$dsn" -release v0.0.3
expect "a refusal by the provider's own state" exits 6
psql -Xq -d "$db" -c 'DROP TABLE docs_schema_migrations'
generate -provider most.dbml -dsn "$dsn" -release v0.0.3
expect "success without a state" exits 0
end

begin "a release that can't be rolled back over rows says so before it is out"
database cli_rollback <<'END'
CREATE TABLE docs_a (id bigint CONSTRAINT docs_a_pk PRIMARY KEY, x text NOT NULL, y text);
INSERT INTO docs_a VALUES (1, 'x', 'y');
END
cat >rollback.dbml <<'END'
Project docs {
  version: '1.0.0'
}
Table docs_a {
  id bigint [pk]
}
END
generate -provider rollback.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "a note" says "this release can't be rolled back once a table has rows"
expect "its column" says 'no value: docs_a.x;'
expect "a hazard" writes postgres/1_a.down.sql 'MAY FAIL ON EXISTING ROWS: Rows that are there'
expect "an up" applies postgres/1_a.up.sql
expect "no way back over rows" never applies postgres/1_a.down.sql
psql -Xq -d "$db" -c 'DELETE FROM docs_a'
expect "one without them" applies postgres/1_a.down.sql
end

begin "what somebody else added to a table is named before it goes"
database cli_added <<'END'
CREATE TABLE docs_b (id bigint CONSTRAINT docs_b_pk PRIMARY KEY);
CREATE TABLE docs_a (id bigint CONSTRAINT docs_a_pk PRIMARY KEY, x text DEFAULT 'x',
	CONSTRAINT her_check CHECK (x <> ''), CONSTRAINT her_fk FOREIGN KEY (id) REFERENCES docs_b);
CREATE UNIQUE INDEX her_index ON docs_a (lower(x));
END
cat >added.dbml <<'END'
Table docs_a {
  id bigint [pk]
  x text
}
Table docs_b {
  id bigint [pk]
}
END
generate -provider added.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "her index, and its lock" says 'drop index her_index  [BLOCKS READS]'
expect "her check" says 'drop check her_check'
expect "her reference" says 'drop foreign key her_fk'
expect "her default" says 'modify column x: default'
expect "what the index guarded" writes postgres/1_a.up.sql 'NOTE: Equal rows are no longer'
expect "what the check guarded" writes postgres/1_a.up.sql 'NOTE: Rows that break it'
expect "what the reference guarded" writes postgres/1_a.up.sql 'NOTE: Rows that refer to'
expect "what the default gave" writes postgres/1_a.up.sql 'NOTE: Who writes no value'
expect "no word of it on the way back" never_writes postgres/1_a.down.sql 'NOTE:'
expect "an up" applies postgres/1_a.up.sql
end

begin "what a stranger's reference rests on has to wait for it"
database cli_stuck <<'END'
CREATE TABLE docs_accounts (id bigint PRIMARY KEY, old text UNIQUE, name text NOT NULL UNIQUE);
CREATE TABLE other_table (was text REFERENCES docs_accounts (old));
END
generate -provider docs.dbml -dsn "$dsn" -prefix 1_a -dry-run
expect "success" exits 0
expect "a note" says 'postgres: table "other_table" refers to "docs_accounts"'
expect "what to do" says 'that reference has to go first'
end

begin "a value of an enum that a stranger's column has, too, says whose"
database cli_shared_enum <<'END'
CREATE TYPE docs_kind AS ENUM ('a', 'b');
CREATE TABLE docs_accounts (id bigint CONSTRAINT docs_accounts_pk PRIMARY KEY, kind docs_kind);
CREATE TABLE other_table (what docs_kind);
CREATE FUNCTION how(docs_kind) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
END
cat >shared_enum.dbml <<'END'
Enum docs_kind {
  a
}
Table docs_accounts {
  id bigint [pk]
  kind docs_kind
}
END
generate -provider shared_enum.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "the column" writes postgres/1_a.up.sql \
	"MAY FAIL WHILE IN USE: what of table other_table has the type"
expect "the function" writes postgres/1_a.up.sql 'public.how(public.docs_kind)'
expect "it in the summary" says '[TABLE REWRITE, BLOCKS READS, MAY FAIL ON EXISTING ROWS, MAY FAIL WHILE IN USE]'
expect "a server that refuses it" never applies postgres/1_a.up.sql
psql -Xq -d "$db" -c 'ALTER TABLE other_table ALTER what TYPE text'
expect "a server that still refuses it" never applies postgres/1_a.up.sql
psql -Xq -d "$db" -c 'DROP FUNCTION how'
expect "one that doesn't, without them" applies postgres/1_a.up.sql
end

begin "what isn't a table of the user is ignored"
database cli_ignored <<'END'
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE TABLE docs_parts (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE docs_parts_1 PARTITION OF docs_parts FOR VALUES FROM ('2020-01-01')
	TO ('2021-01-01');
CREATE VIEW docs_view AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW docs_matview AS SELECT 1 AS one;
CREATE SEQUENCE docs_sequence;
END
generate -provider owner.dbml -dsn "$dsn" -prefix 1_a
for name in pg_stat docs_view docs_matview docs_sequence docs_parts_1; do
	expect "no word of $name" never_writes postgres/1_a.up.sql "$name"
done
expect "success" exits 0
end

begin "a schema of its own is compared, and public is not"
database cli_schema <<'END'
CREATE SCHEMA "my docs";
CREATE TABLE docs_accounts (id int);
END
generate -provider docs.dbml -dsn "$dsn" -schema "my docs" -prefix 1_a
expect "success" exits 0
expect "tables are made" writes postgres/1_a.up.sql "CREATE TABLE"
expect "it says where" writes postgres/1_a.up.sql '-- Schema: my docs'
expect "none is changed" never_writes postgres/1_a.up.sql 'ALTER TABLE'
end

# -fake-tsdb

cat >cloud.dbml <<'END'
Project docs {
  version: '0.0.1'
  convention: 'cloudquery'
}
Table docs_accounts {
  name string
}
END
sed 's/  name string/  name string\n  more string/' cloud.dbml >cloud2.dbml

begin "a vanilla server is taken for a timescale one"
database cli_fake </dev/null
generate -provider cloud.dbml -dsn "$dsn" -prefix 1_a
expect "success" exits 0
expect "an up that applies" applies postgres/1_a.up.sql
generate -provider cloud2.dbml -dsn "$dsn" -fake-tsdb -prefix 2_a
expect "success" exits 0
expect "timescale's files" has_file timescale/2_a.up.sql
expect "the new column" writes timescale/2_a.up.sql "more"
expect "no table made" never_writes timescale/2_a.up.sql "CREATE TABLE"
expect "no hypertable made" never_writes timescale/2_a.up.sql "create_hypertable"
expect "the down drops it" writes timescale/2_a.down.sql "more"
expect "no files of postgres" [ ! -e files/postgres/2_a.up.sql ]
generate -provider cloud.dbml -dsn "$dsn" -fake-tsdb -prefix 3_a
expect "no change to itself" says "o change"
end

begin "a new table of the cloudquery convention becomes a hypertable"
database cli_fake_new </dev/null
generate -provider cloud.dbml -dsn "$dsn" -fake-tsdb -prefix 1_a
expect "success" exits 0
expect "a hypertable" writes timescale/1_a.up.sql "create_hypertable"
end

# servers that can't or won't

database cli_bad <<'END'
DO $$ BEGIN CREATE ROLE needs_password LOGIN PASSWORD 'secret';
	EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE outsider LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA closed;
CREATE TABLE closed.docs_accounts (id int);
CREATE TABLE docs_accounts (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
REVOKE ALL ON SCHEMA public FROM public;
END
socket="host=$PGHOST&port=$PGPORT"

# bad TITLE STATUS WORD ARGUMENT…: it fails so, says the word, leaks nothing, writes nothing.
bad()
{
	begin "$1"
	code=$2
	word=$3
	shift 3
	generate -provider docs.dbml "$@"
	expect "exit code $code" exits "$code"
	expect "a message with '$word'" says "$word"
	expect "no password" silent_about hunter2
	expect "no file" no_files
	expect "one message" [ "$(grep -c 'error' err)" -le 1 ]
	end
}

bad "an unreachable server" 1 "127.0.0.1" \
	-dsn "postgres://me:hunter2@127.0.0.1:1/docs"
bad "a host that isn't there" 1 "no-such-host.invalid" \
	-dsn "postgres://me:hunter2@no-such-host.invalid/docs?connect_timeout=2"
bad "a socket that isn't there" 1 "/nowhere" \
	-dsn "postgres://me:hunter2@/docs?host=/nowhere"
bad "a wrong password" 1 "password" \
	-dsn "postgres://needs_password:hunter2@/cli_bad?$socket"
bad "a missing password" 1 "password" \
	-dsn "postgres://needs_password@/cli_bad?$socket"
bad "no such role" 1 "nobody_at_all" \
	-dsn "postgres://nobody_at_all:hunter2@/cli_bad?$socket"
bad "no such database" 1 "cli_nowhere" \
	-dsn "postgres://postgres:hunter2@/cli_nowhere?$socket"
bad "no such schema" 1 "nowhere" -dsn "$dsn" -schema nowhere
bad "no privileges on the schema" 1 "closed" \
	-dsn "postgres://outsider@/cli_bad?$socket" -schema closed
bad "a DSN with a bad port" 1 "DSN" -dsn "postgres://me:hunter2@localhost:hunter2/docs"
bad "a DSN with a bracket left open" 1 "DSN" -dsn "postgres://me:hunter2@[::1/docs"
bad "a DSN with a bad escape" 1 "DSN" -dsn "postgres://me:hunter2%zz@localhost/docs"
bad "a DSN with an unknown parameter" 1 "DSN" \
	-dsn "postgres://me@localhost/docs?hunter2=1"
bad "words with a quote left open" 1 "DSN" -dsn "host=localhost password='hunter2"
bad "words without a value" 1 "DSN" -dsn "host=localhost hunter2"
bad "an unknown scheme" 2 "mysql" -dsn "mysql://me:hunter2@localhost/docs"
bad "an empty DSN" 2 "-dsn" -dsn ""
bad "text that is no DSN" 2 "DSN" -dsn "hunter2"
bad "an unknown dialect" 2 "oracle" -dsn "$dsn" -dialect oracle
bad "a missing value" 2 "-dsn" -dsn

begin "a password that is the user's name too hides no reason"
generate -provider docs.dbml -dsn "postgres://nobody_here:nobody_here@/cli_bad?$socket"
expect "a failure" exits 1
expect "the reason" says 'role "nobody_here" does not exist'
end

begin "the password isn't shown in the process list"
generate -provider docs.dbml -dsn "postgres://needs_password:secret@/cli_bad?$socket" -v
expect "no password in what is said" silent_about "secret"
end

finish
