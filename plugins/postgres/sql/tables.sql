-- Tables of the user: no views, partitions' children, temporary tables, extensions' members.
-- Storage parameters are the table's own and those of the table beside it that keeps long
-- values.
-- $1: oids of the schemas.
SELECT c.oid, n.nspname, c.relname, c.relpersistence,
	EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid),
	CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
	CASE WHEN c.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL THEN (
		SELECT pg_catalog.string_agg(o.prefix
				|| pg_catalog.quote_ident(pg_catalog.split_part(o.text, '=', 1))
				|| '=' || pg_catalog.quote_literal(pg_catalog.substr(
					o.text, pg_catalog.strpos(o.text, '=') + 1)),
			', ' ORDER BY o.prefix, o.text)
		FROM (
			SELECT '', pg_catalog.unnest(c.reloptions)
			UNION ALL
			SELECT 'toast.', pg_catalog.unnest(toast.reloptions)
		) AS o (prefix, text)
	) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
	AND toast.reloptions IS NOT NULL
WHERE c.relnamespace = ANY ($1::pg_catalog.oid[])
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
	AND c.relpersistence <> 't'
	AND c.oid NOT IN (
		SELECT d.objid
		FROM pg_catalog.pg_depend d
		WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
			AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.deptype = 'e')
ORDER BY n.nspname, c.relname
