#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/live/messages.sh COMMAND PLUGINS: what people are told while files run, and when they
# fail. Run it with tests/live/server.sh.
set -u

ddlect=$(readlink -f "$1")
plugins=$(readlink -f "$2")
. "$(dirname "$(readlink -f "$0")")/story.sh"

# Something that holds a lock until release(), in the background.
hold()
{
	PGAPPNAME='the holder' psql -Xqd "$db" -c "BEGIN; $1; SELECT pg_sleep(60)" >/dev/null 2>&1 &
	holder=$!
	for _ in $(seq 100); do
		answers 1 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'the holder'
			AND query ~ 'sleep' AND wait_event = 'PgSleep'" && break
		sleep 0.05
	done
}

release()
{
	query "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = 'the holder'" >/dev/null
	wait "$holder"
}

# A command in the background; wait until it has said something.
start()
{
	"$ddlect" "$@" -plugin-dir "$plugins" -path files -dsn "$dsn" >out 2>err </dev/null &
	running=$!
}

wait_for()
{
	for _ in $(seq 300); do
		grep -qF -e "$1" err && return
		sleep 0.05
	done
}

finished()
{
	status=0
	wait "$running" || status=$?
}

# what the server says

begin "what the server warns of is shown, its notices only with -v"
database notices </dev/null
pair 1 talks "CREATE TABLE t1 ();
DROP TABLE IF EXISTS nothing;

DO \$\$ BEGIN
	RAISE WARNING E'look\nout' USING DETAIL = 'why';
END \$\$;" 'DROP TABLE t1;'
ddlect up
expect "success" exits 0
expect "the warning, with its place, in a line" says 'warning: files/1_talks.up.sql:4: look out: why (01000)'
expect "no notice" silent_about 'nothing'
ddlect down -q
ddlect up -v
expect "the notice" says 'files/1_talks.up.sql:2: notice: table "nothing" does not exist, skipping'
ddlect down -q
ddlect up -json
expect "the warning" prints '"warnings": ["files/1_talks.up.sql:4: look out: why (01000)"]'
pair 1 talks '-- ddlect: no-transaction
CREATE TABLE t1 ();
CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t1 ((1));
BEGIN; CREATE TABLE IF NOT EXISTS t1 (); COMMIT;' 'DROP TABLE t1;'
ddlect down -q
ddlect up -v
expect "the notice of a block" says 'files/1_talks.up.sql:4: notice: relation "t1" already exists, skipping'
end

begin "a notice has the line of its own statement"
database lines <<'END'
CREATE FUNCTION say(what text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RAISE WARNING '%', what; RETURN what; END $$;
END
pair 1 lines "CREATE TABLE t1 ();
SELECT say('one');
DO \$\$ BEGIN PERFORM say('two'); PERFORM say('three'); END \$\$;
CREATE TABLE t2 ();
SELECT say(x) FROM (VALUES ('four'), ('five')) v (x);
SELECT say('six') WHERE false;
SELECT 1/(length(say('seven')) - 5);" ''
ddlect up
expect "a failure" exits 1
expect "each line" [ "$(sed -n 's/^warning: files.1_lines.up.sql:\([0-9]*: [a-z]*\) .*/\1/p' err | tr '\n' ' ')" = "2: one 3: two 3: three 5: four 5: five 7: seven " ]
end

begin "many notices at once keep their order"
database order </dev/null
pair 1 order "CREATE TABLE t1 ();
DO \$\$ BEGIN FOR i IN 1..40 LOOP RAISE WARNING 'no %', i; END LOOP; END \$\$;
SELECT 1;" ''
ddlect up
expect "success" exits 0
expect "the first ones, in order" [ "$(sed -n 's/^warning: .*: no \([0-9]*\) .*/\1/p' err | tr '\n' ' ')" = "1 2 3 4 5 6 7 8 9 10 " ]
expect "each with its line" [ "$(grep -c '^warning: files/1_order.up.sql:2: no ' err)" = 10 ]
expect "the rest, counted" says '30 more warnings'
end

begin "ten thousand notices are a few lines"
database many </dev/null
seq 10000 | sed 's/.*/DROP TABLE IF EXISTS nothing&;/' >files/1_many.up.sql
ddlect up -v
expect "success" exits 0
expect "the first ones" says 'files/1_many.up.sql:10: notice: table "nothing10"'
expect "how many there are" says 'files/1_many.up.sql: 9990 more notices'
expect "no more lines" [ "$(wc -l <err)" -lt 20 ]
end

begin "what is raised at the commit is shown too"
database deferred <<'END'
CREATE TABLE t1 (i int);
CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE WARNING 'at the end'; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t1 DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION warn();
END
pair 1 row 'INSERT INTO t1 VALUES (1);' ''
ddlect up
expect "success" exits 0
expect "the warning" says 'warning: files/1_row.up.sql: at the end (01000)'
end

begin "a server that can looks whether its runner is still there, while each file runs"
database alive </dev/null
for number in 1 2; do
	pair $number asks "CREATE TABLE t$number AS SELECT name FROM pg_settings
WHERE name = 'client_connection_check_interval' AND setting <> '10000';" ''
done
ddlect up
expect "success" exits 0
expect "that it does" answers 0 "SELECT count(*) FROM (TABLE t1 UNION ALL TABLE t2) t"
end

# places

# caret COLUMN: the caret stands under that column, where a tab ends at the next stop of 8.
caret() { [ "$(grep -n '^[[:space:]]*^$' err | tail -n 1 | cut -d: -f2- | expand | wc -c)" -eq $(($1 + 1)) ]; }

begin "the caret stands under what is meant"
database places </dev/null
printf 'SELECT\tnothing_there;\n' >files/1_tab.up.sql
ddlect up
expect "the column" says "1_tab.up.sql:1:8"
expect "a tab that is one" silent_about 'x09'
expect "the caret" caret 9
printf "SELECT 'äöü', nothing_there;\n" >files/1_tab.up.sql
ddlect up
expect "the column" says "1_tab.up.sql:1:15"
expect "the caret" caret 15
printf "SELECT '日本', nothing_there;\n" >files/1_tab.up.sql
ddlect up
expect "the column, of characters" says "1_tab.up.sql:1:14"
expect "the caret, where wide ones take two" caret 16
printf "SELECT 'e\314\201', nothing_there;\n" >files/1_tab.up.sql
ddlect up
expect "the caret, where a combining one takes none" caret 13
end

# invalid indexes

begin "an index that failed to be built concurrently is named, and in nobody's way then"
database index <<'END'
CREATE TABLE t1 (id int);
INSERT INTO t1 VALUES (1), (1);
END
pair 1 once '-- ddlect: no-transaction
CREATE UNIQUE INDEX CONCURRENTLY "T1 once" ON t1 (id);
CREATE TABLE t2 ();' 'DROP TABLE t2;'
ddlect up
expect "a failure" exits 1
expect "the reason" says "could not create unique index"
expect "what is left, and what to do" says 'HINT: an INVALID index is left, which is in the way: DROP INDEX public."T1 once"; then run the same again'
query "DELETE FROM t1" >/dev/null
ddlect up
expect "the next try to fail" exits 1
expect "why" says '"T1 once" already exists'
expect "what to do, again" says 'DROP INDEX public."T1 once"'
query 'DROP INDEX public."T1 once"' >/dev/null
ddlect up
expect "success" exits 0
expect "no more of it" silent_about "INVALID"
expect "the state" state_is "1|f"
end

begin "an invalid index that IF NOT EXISTS takes for a good one is warned of"
database exists <<'END'
CREATE TABLE t1 (id int);
INSERT INTO t1 VALUES (1), (1);
END
pair 1 once '-- ddlect: no-transaction
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS once ON t1 (id);' ''
ddlect up
expect "a failure" exits 1
ddlect up
expect "success, says the server" exits 0
expect "a warning" says "warning: files/1_once.up.sql:2: an index is INVALID, of no use to queries: DROP INDEX public.once"
end

begin "an invalid index of somebody else's is nobody's hint"
database others <<'END'
CREATE SCHEMA other;
CREATE TABLE other.a (id int);
CREATE TABLE near (id int);
CREATE TABLE t1 (id int, near int, a int);
INSERT INTO other.a VALUES (1), (1);
INSERT INTO near VALUES (1), (1);
INSERT INTO t1 VALUES (1, 1, 1), (1, 1, 1);
END
query 'CREATE UNIQUE INDEX CONCURRENTLY a_bad ON other.a (id)' >/dev/null 2>&1
query 'CREATE UNIQUE INDEX CONCURRENTLY near_bad ON near (id)' >/dev/null 2>&1
expect "two of them" answers 2 "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
pair 1 a '-- ddlect: no-transaction
CREATE UNIQUE INDEX CONCURRENTLY mine ON t1 (id, near, a);' ''
ddlect up
expect "its own alone" says 'in the way: DROP INDEX public.mine; then'
query 'DROP INDEX mine' >/dev/null
pair 1 a '-- ddlect: no-transaction
CREATE UNIQUE INDEX CONCURRENTLY a_bad2 ON "other" . "a" (id);' ''
ddlect up
expect "all of the table that is meant" says 'in the way: DROP INDEX other.a_bad, other.a_bad2; then'
end

begin "an index that another role is building isn't left"
database building <<'END'
CREATE ROLE plain LOGIN;
CREATE TABLE t1 (id int);
ALTER TABLE t1 OWNER TO plain;
GRANT ALL ON SCHEMA public TO plain;
GRANT CREATE ON DATABASE building TO plain;
END
pair 1 one '-- ddlect: no-transaction
CREATE INDEX CONCURRENTLY mine ON t1 (id);' ''
hold 'INSERT INTO t1 VALUES (1)'
psql -Xqd building -c 'CREATE INDEX CONCURRENTLY theirs ON t1 (id)' >/dev/null 2>&1 &
builder=$!
for _ in $(seq 100); do
	answers 1 "SELECT count(*) FROM pg_index WHERE NOT indisvalid" && break
	sleep 0.05
done
dsn="postgres://plain@/$db?host=$PGHOST&port=$PGPORT&sslmode=disable"
start up
wait_for 'waits for a lock'
kill -TERM "$running"
sleep 0.5
kill -TERM "$running"
finished
expect "its exit code" exits 143
expect "the file" says '1_one.up.sql was stopped'
expect "no word of what they build" silent_about INVALID
release
wait "$builder"
query 'REASSIGN OWNED BY plain TO postgres; DROP OWNED BY plain; DROP ROLE plain' >/dev/null
end

begin "an index whose building is interrupted is named"
database stopped <<'END'
CREATE TABLE t1 (id int);
END
pair 1 slow '-- ddlect: no-transaction
CREATE INDEX CONCURRENTLY slow ON t1 (id);' ''
hold 'INSERT INTO t1 VALUES (1)'
start up
wait_for 'waits for a lock'
expect "who is in the way, meanwhile" says 'warning: files/1_slow.up.sql waits for a lock; it is held by:'
expect "its name, and since when" says '(the holder, user postgres, active since 20'
expect "nothing of what it runs" silent_about 'INSERT INTO'
kill -TERM "$running"
sleep 0.5
kill -TERM "$running"
finished
expect "its exit code" exits 143
expect "what is left" says 'HINT: an INVALID index is left, which is in the way: DROP INDEX public.slow'
release
end

# services

begin "a service that isn't defined, or leads nowhere"
database service </dev/null
pairs 1 1
ddlect up -dsn service=nobody
expect "a failure" exits 1
expect "which" says 'names: definition of service "nobody" not found'
expect "where they are defined" says 'the file that PGSERVICEFILE names, or in ~/.pg_service.conf'
expect "no host, none was asked" silent_about 'host (local socket)'
printf '[somewhere]\nhost=/tmp/nowhere\n[here]\nhost=%s\ndbname=service\n' "$PGHOST" >services
export PGSERVICEFILE="$PWD/services"
ddlect up -dsn service=somewhere
expect "the service's own host" says "can't connect to host /tmp/nowhere"
ddlect up -dsn 'service=here user=postgres'
expect "success" exits 0
unset PGSERVICEFILE
expect "its database" tables_are "t1"
end

begin "a search_path that another program takes from a DSN"
database path <<'END'
CREATE SCHEMA app;
END
pairs 1 1
ddlect up -dsn "$dsn&search_path=app"
expect "a failure" exits 1
expect "how it is written" says "a setting of the server is written options=-csearch_path%3Dname"
ddlect up -dsn "$dsn&options=-csearch_path%3Dapp"
expect "success" exits 0
expect "a table there" answers app "SELECT schemaname FROM pg_tables WHERE tablename = 't1'"
expect "the state too" state_is "1|f" app.schema_migrations
end

# progress

if command -v script >/dev/null; then
	begin "within a file of many statements, the bar moves with what the server tells"
	database bar </dev/null
	yes 'SELECT pg_sleep(0.002);' | head -n 1000 >files/1_many.up.sql
	TERM=xterm asked '' up ''
	expect "success" exits 0
	expect "a step" [ "$(grep -oE 'step [0-9]+ of 1000' out | sort -u | wc -l)" -gt 1 ]
	expect "no step beyond the last" silent_about 'step 1001'
	expect "the bar to move" prints '[##'
	pair 2 one 'SELECT pg_sleep(1.2);' ''
	TERM=xterm asked '' up ''
	expect "of one statement the time alone" silent_about 'step'
	expect "the time" prints 'file 1 of 1, '
	end
fi

# waiting

begin "a statement that ran out of its time while it waited says for whom"
database timeout <<'END'
CREATE TABLE t1 ();
END
pair 1 wait 'ALTER TABLE t1 ADD COLUMN note text;' ''
hold 'LOCK TABLE t1'
ddlect up -statement-timeout 3s
expect "a failure" exits 1
expect "the reason" says "canceling statement due to statement timeout"
expect "who was in the way" says "Held by: pid"
expect "its name" says "the holder"
expect "nothing of what they run" silent_about "LOCK TABLE"
start up -table-lock-timeout 0 -v
wait_for 'ran last'
expect "who is in the way for ever" says 'files/1_wait.up.sql waits for a lock; it is held by:'
expect "with -v what they run" says 'ran last: BEGIN; LOCK TABLE t1'
release
finished
expect "success" exits 0
end

finish
