#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/doubts.sh COMMAND PLUGINS: what is believed, and what isn't, where the state, its
# history and the files don't fit together: another runner's work, another project's files,
# what somebody only said. Run it with tests/live/server.sh.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

# Another runner sets the state: in a transaction of its own, as they all do.
they_say()
{
	query "BEGIN; DELETE FROM schema_migrations;
		INSERT INTO schema_migrations VALUES ($1, $2); COMMIT" >/dev/null
}

# a file that stopped in the middle

stopped_in_two()
{
	database doubts </dev/null
	pairs 1 1
	pair 2 slow '-- ddlect: no-transaction
CREATE TABLE t2 ();
SELECT nothing_there;
CREATE TABLE t3 ();' '-- ddlect: no-transaction
DROP TABLE t3;
SELECT nothing_there;
DROP TABLE t2;'
	ddlect up
}

begin "what another runner stopped in isn't gone on with behind statements of ours"
stopped_in_two
expect "dirty" state_is "2|t"
query "DROP TABLE t2" >/dev/null
they_say 1 false
they_say 2 true
ddlect up
expect "a failure" exits 1
expect "why" says "the database is dirty at version 2: a runner stopped in the middle of a file"
expect "nothing run" tables_are "t1"
expect "the state as it was" state_is "2|t"
ddlect down
expect "a failure" exits 1
sed -i '/nothing/d' files/2_slow.up.sql
ddlect force 1
ddlect up
expect "the whole file, when the state is said" tables_are "t1 t2 t3"
end

begin "nor behind those of a way down"
stopped_in_two
sed -i '/nothing/d' files/2_slow.up.sql
ddlect up
ddlect down
expect "dirty" state_is "1|t"
they_say 2 false
query "CREATE TABLE t3 ()" >/dev/null
they_say 1 true
ddlect down
expect "a failure" exits 1
expect "why" says "the database is dirty at version 1: a runner stopped in the middle of a file"
expect "nothing run" tables_are "t1 t2 t3"
end

begin "the one that is ours is gone on with, also where the state is a view"
stopped_in_two
query "ALTER TABLE schema_migrations RENAME TO theirs;
	CREATE VIEW schema_migrations AS SELECT * FROM theirs" >/dev/null
sed -i 's/SELECT nothing_there/SELECT 1/' files/2_slow.up.sql
ddlect up
expect "success" exits 0
expect "behind what was done" says "going on with files/2_slow.up.sql behind 1 of its 3 statements"
expect "all" tables_are "t1 t2 t3"
end

# files that aren't the ones

begin "another project's files are neither applied nor reverted"
database doubts </dev/null
pairs 1 3
ddlect up -q
for number in 1 2 3 4; do
	rm -f files/"$number"_*
	pair "$number" "other$number" "CREATE TABLE t9$number ();" "DROP TABLE IF EXISTS t9$number;"
done
for way in "down 2" "up" "goto 1" "goto 4" "up -dry-run"; do
	# shellcheck disable=SC2086 # two words on purpose
	ddlect $way
	expect "integrity ($way)" exits 6
	expect "the first ($way)" says "version 1 was applied as \"v0.0.1\", and 1_other1.up.sql has another name and another text: perhaps these are another project's migrations; is -path right? Nothing was run"
	expect "nothing run ($way)" tables_are "t1 t2 t3"
	expect "the state as it was ($way)" state_is "3|f"
done
end

begin "a file whose name is nearly a migration's is warned of"
database doubts </dev/null
pairs 1 1
: >files/notes.txt
ddlect up -q -json
expect "no warning of other files" prints '"warnings": []'
: >files/4_A.UP.SQL
: >files/5-dash.up.sql
: >files/20261121175907123456_ts.up.sql
ddlect up -q -json
expect "success" exits 0
expect "a warning" prints '"warnings": ["files has other files, which are ignored: 20261121175907123456_ts.up.sql, 4_A.UP.SQL, 5-dash.up.sql, notes.txt"]'
end

begin "a file that was only renamed, or only edited, is the same one"
database doubts </dev/null
pairs 1 3
ddlect up -q
for half in up down; do
	mv files/1_v0.0.1.$half.sql files/1_first.$half.sql
done
pair 2 v0.0.2 'CREATE TABLE t2 (id bigint);' 'DROP TABLE t2;'
pair 3 v0.0.3 'CREATE TABLE t3 (id bigint);' 'DROP TABLE t3;'
ddlect down
expect "success" exits 0
expect "a warning of the one that is reverted" says "3_v0.0.3.up.sql was edited after it was applied; what it says now was never run"
expect "none of the others" silent_about "2_v0.0.2.up.sql was edited"
ddlect up
expect "success" exits 0
expect "a warning" says "2_v0.0.2.up.sql was edited after it was applied"
expect "none of a new name" silent_about "1_first"
end

begin "what was written for one schema isn't applied in another"
database doubts <<'END'
CREATE SCHEMA app;
END
printf 'Project docs {\n}\nTable t1 {\n  id int [pk]\n}\n' >docs.dbml
"$ddlect" -provider docs.dbml -full -dialect postgres -plugin-dir "$plugins" -path files -schema app >out 2>err
for half in up down; do mv files/postgres/init.$half.sql files/postgres/1_init.$half.sql; done
expect "a heading" grep -qx -e '-- Schema: app' files/postgres/*.up.sql
usual=$dsn
ddlect up
expect "integrity" exits 6
expect "why" says "was written for the schema app, as its heading says, and names without a schema lead to public here: put that schema first in the search_path, in a DSN with options=-csearch_path%3Dapp"
expect "nothing run" tables_are ""
dsn="$usual&options=-csearch_path%3Dapp"
ddlect up
expect "success where it belongs" exits 0
expect "the table there" answers "app" "SELECT schemaname FROM pg_tables WHERE tablename = 't1'"
dsn=$usual
ddlect down -migrations-table app.schema_migrations
expect "the way down to be the same" exits 6
rm -r files/postgres
printf -- '-- Dialect: postgres\n-- Direction: up\n-- Schema: app\nSET LOCAL search_path = app;\nCREATE TABLE t2 ();\n' >files/1_own.up.sql
printf -- '-- Dialect: postgres\n-- Schema: app\nCREATE TABLE t3 ();\n' >files/2_own.up.sql
ddlect up
expect "one that sees to it itself, and another's comment" exits 0
expect "where they lead" answers "app.t2 public.t3" "SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE tablename IN ('t2', 't3')"
end

# what is only said

history_has() { answers "$1" "SELECT count(*) FROM schema_migrations_history WHERE $2"; }

begin "saying what is so already changes nothing"
database doubts </dev/null
pairs 1 2
ddlect up -q
echo 'CREATE TABLE t2 (id bigint);' >files/2_v0.0.2.up.sql
ddlect force 2
expect "success" exits 0
expect "to say so" says "nothing to do: the database is at version 2, clean"
expect "the history as it was" history_has 0 "direction = 'forced'"
ddlect status
expect "the edited one still" exits 6
expect "which" prints "edited since"
end

begin "what is only said was said by force, with all that lies between, and has no checksum"
database doubts </dev/null
pairs 1 5
ddlect force 2
ddlect force 4
expect "rows" history_has 4 "direction = 'forced' AND checksum IS NULL"
ddlect status
expect "nobody else" silent_about "by another runner"
ddlect status -json
expect "so for machines" prints '"status": "applied", "state": "applied", "by": "force"'
expect "what is pending" prints '"state": "pending", "by": null'
echo 'CREATE TABLE t3 (id bigint);' >files/3_v0.0.3.up.sql
ddlect status
expect "none to be edited" exits 0
they_say 5 false
ddlect status
expect "what another runner did" prints "by another runner"
ddlect force 3
expect "that it was another runner" history_has 1 "direction = 'found up' AND version = 5 AND checksum IS NULL"
expect "where it is" state_is "3|f"
they_say 4 true
ddlect force 5
ddlect status
expect "the one that they stopped in not to be late" exits 0
end

begin "a state that was lost isn't where the work begins anew"
database doubts </dev/null
pairs 1 3
ddlect up 2 -q
query "DELETE FROM schema_migrations" >/dev/null
for way in up down "goto 1" "up -dry-run"; do
	# shellcheck disable=SC2086 # two words on purpose
	ddlect $way
	expect "integrity ($way)" exits 6
	expect "what to do ($way)" says "the state is empty, and the history beside it says that version 2 is applied: the state was lost, or another runner reverted everything. Say with force at which version the database is, or that it is at none"
done
query "DROP TABLE schema_migrations" >/dev/null
ddlect up
expect "integrity" exits 6
ddlect status
expect "integrity" exits 6
expect "why" says "the state is empty, and the history beside it says that version 2 is applied: say with force where the database is"
ddlect force 2
expect "success" exits 0
ddlect up
expect "the rest" tables_are "t1 t2 t3"
query "DELETE FROM schema_migrations; DROP TABLE t1, t2, t3" >/dev/null
ddlect force none
expect "success" exits 0
ddlect up
expect "everything anew, when that is said" tables_are "t1 t2 t3"
end

begin "a dirty database isn't well"
stopped_in_two
ddlect status
expect "integrity" exits 6
expect "why" says "1 file stopped in the middle, and the database is dirty: 2_slow"
ddlect version
expect "only an answer" exits 0
expect "it" prints "2 (dirty)"
query "TRUNCATE schema_migrations_history" >/dev/null
they_say -1 true
ddlect status
expect "integrity" exits 6
expect "why" says "the database is dirty and at no version"
end

# a state beside the provider's own

begin "a usual state that can't be read isn't taken for another program's"
database doubts <<'END'
CREATE ROLE reader_here LOGIN;
GRANT ALL ON SCHEMA public TO reader_here;
END
pairs 1 2
printf 'Project docs {\n}\nTable t1 {\n  id int\n}\n' >docs.dbml
ddlect up 1 -q
dsn="postgres://reader_here@/$db?host=$PGHOST"
ddlect up -provider docs.dbml
expect "a failure" exits 1
expect "why" says "whether schema_migrations has the provider's state isn't known: "
expect "the server's word" says "permission denied"
expect "the other way" says "or say with -migrations-table which table has it"
expect "nothing begun" answers "" "SELECT to_regclass('docs_schema_migrations')"
query "DROP OWNED BY reader_here; DROP ROLE reader_here" >/dev/null
end

finish
