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

# --- a file that stopped in the middle ----------------------------------------------------

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

finish
