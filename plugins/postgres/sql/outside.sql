-- What foreign keys refer to that isn't among the tables read, a row for each column.
-- $1: oids of pg_constraint.
SELECT k.oid, n.nspname, c.relname, a.attname
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN pg_catalog.unnest(k.confkey) WITH ORDINALITY AS r (attnum, n)
JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = r.attnum
WHERE k.oid = ANY ($1::pg_catalog.oid[])
ORDER BY k.oid, r.n
