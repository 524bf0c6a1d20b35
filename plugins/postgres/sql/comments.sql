-- Comments on tables, columns and indexes (r), constraints (k) and enums (t).
-- $1: oids of the schemas.
SELECT 'r', d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_class c ON c.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND c.relnamespace = ANY ($1::pg_catalog.oid[])
UNION ALL
SELECT 'k', d.objoid, 0, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_constraint k ON k.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
	AND k.connamespace = ANY ($1::pg_catalog.oid[])
UNION ALL
SELECT 't', d.objoid, 0, d.description
FROM pg_catalog.pg_description d
JOIN pg_catalog.pg_type t ON t.oid = d.objoid
WHERE d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
	AND t.typnamespace = ANY ($1::pg_catalog.oid[])
ORDER BY 1, 2, 3
