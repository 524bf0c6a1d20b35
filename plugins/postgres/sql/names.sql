-- Names of access methods (m), and of operator classes that aren't the default (o).
SELECT 'm', m.oid, m.amname::pg_catalog.text
FROM pg_catalog.pg_am m
WHERE m.amtype = 'i'
UNION ALL
SELECT 'o', o.oid, CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN
	pg_catalog.quote_ident(o.opcname) ELSE
	pg_catalog.format('%I.%I', n.nspname, o.opcname) END
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault
ORDER BY 1, 2
