-- The routines that this project made for itself.
-- $1: oids of the schemas.
SELECT n.nspname, p.proname, p.prosrc
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname LIKE 'ddlect\_%'
	AND p.pronamespace = ANY ($1::pg_catalog.oid[])
ORDER BY n.nspname, p.proname, p.oid
