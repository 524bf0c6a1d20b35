-- SPDX-License-Identifier: Apache-2.0
-- The triggers on tables of the schemas $1 that run a helper routine, known by the mark $2.
-- A chunk has a copy of its hypertable's triggers; it inherits, and is left out.
WITH routine AS MATERIALIZED (
	SELECT proc.oid, proc.proname, space.nspname
	FROM pg_catalog.pg_proc AS proc
	JOIN pg_catalog.pg_namespace AS space ON space.oid = proc.pronamespace
	WHERE proc.proname LIKE 'ddlect\_%cascade' AND strpos(proc.prosrc, $2) > 0
)
SELECT space.nspname AS parent_schema,
	parent.relname AS parent,
	fired.tgname,
	routine.nspname AS routine_schema,
	routine.proname,
	encode(fired.tgargs, 'hex') AS arguments,
	description.description
FROM routine
JOIN pg_catalog.pg_trigger AS fired ON fired.tgfoid = routine.oid
JOIN pg_catalog.pg_class AS parent ON parent.oid = fired.tgrelid
JOIN pg_catalog.pg_namespace AS space ON space.oid = parent.relnamespace
LEFT JOIN pg_catalog.pg_description AS description
	ON description.objoid = fired.oid
	AND description.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
WHERE space.nspname = ANY ($1::text[])
	AND NOT fired.tgisinternal
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = parent.oid)
ORDER BY space.nspname, parent.relname, fired.tgname
