-- The routines that this project made for itself.
-- $1: schemas.
SELECT n.nspname, p.proname, p.prosrc
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname LIKE 'ddlect\_%'
	AND n.nspname = ANY ($1::pg_catalog.text[])
ORDER BY n.nspname, p.proname, p.oid
