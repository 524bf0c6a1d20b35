-- Comments on tables, columns and indexes (r), constraints (k) and enums (t).
-- $1: schemas.
WITH asked AS (
	SELECT n.oid FROM pg_catalog.pg_namespace n
	WHERE n.nspname = ANY ($1::pg_catalog.text[])
)
SELECT 'r', d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_class c ON c.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND c.relnamespace IN (SELECT asked.oid FROM asked)
UNION ALL
SELECT 'k', d.objoid, 0, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_constraint k ON k.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
	AND k.connamespace IN (SELECT asked.oid FROM asked)
UNION ALL
SELECT 't', d.objoid, 0, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_type t ON t.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
	AND t.typnamespace IN (SELECT asked.oid FROM asked)
ORDER BY 1, 2, 3
