-- Enums, a row for each value in order; an enum without values has one row.
-- $1: oids of the schemas.
SELECT t.oid, t.typarray, n.nspname, t.typname, e.enumlabel
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e'
	AND t.typnamespace = ANY ($1::pg_catalog.oid[])
	AND NOT EXISTS (
		SELECT FROM pg_catalog.pg_depend d
		WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
			AND d.objid = t.oid
			AND d.deptype = 'e'
	)
ORDER BY n.nspname, t.typname, e.enumsortorder
