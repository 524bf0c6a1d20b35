-- The schemas asked for that exist, and whether this role may look into them.
-- $1: schemas.
SELECT n.oid, n.nspname, pg_catalog.has_schema_privilege(n.oid, 'USAGE'), current_user
FROM pg_catalog.pg_namespace n
WHERE n.nspname = ANY ($1::pg_catalog.text[])
ORDER BY n.nspname
