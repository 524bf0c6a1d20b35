-- Enums, a row for each value in order; an enum without values has one row.
-- $1: schemas.
SELECT t.oid, t.typarray, n.nspname, t.typname, e.enumlabel
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
WHERE t.typtype = 'e'
	AND n.nspname = ANY ($1::pg_catalog.text[])
	AND NOT EXISTS (
		SELECT FROM pg_catalog.pg_depend d
		WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
			AND d.objid = t.oid
			AND d.deptype = 'e'
	)
ORDER BY n.nspname, t.typname, e.enumsortorder
