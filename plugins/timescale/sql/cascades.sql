-- SPDX-License-Identifier: Apache-2.0
-- The triggers on tables of the schemas $1 that run a helper routine, known by the mark $2.
-- A chunk has a copy of its hypertable's triggers; it inherits, and is left out.
SELECT space.nspname AS parent_schema,
	parent.relname AS parent,
	fired.tgname,
	home.nspname AS routine_schema,
	routine.proname,
	encode(fired.tgargs, 'hex') AS arguments,
	description.description
FROM pg_catalog.pg_trigger AS fired
JOIN pg_catalog.pg_proc AS routine ON routine.oid = fired.tgfoid
JOIN pg_catalog.pg_namespace AS home ON home.oid = routine.pronamespace
JOIN pg_catalog.pg_class AS parent ON parent.oid = fired.tgrelid
JOIN pg_catalog.pg_namespace AS space ON space.oid = parent.relnamespace
LEFT JOIN pg_catalog.pg_description AS description
	ON description.objoid = fired.oid
	AND description.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
WHERE space.nspname = ANY ($1::text[])
	AND NOT fired.tgisinternal
	AND routine.proname LIKE 'ddlect\_%cascade'
	AND strpos(routine.prosrc, $2) > 0
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = parent.oid)
ORDER BY space.nspname, parent.relname, fired.tgname
