-- Tables of the user: no views, partitions' children, temporary tables, extensions' members.
-- $1: schemas.
SELECT c.oid, n.nspname, c.relname, c.relpersistence, c.relrowsecurity,
	c.oid = ANY (ARRAY(SELECT i.inhrelid FROM pg_catalog.pg_inherits i)),
	CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
	CASE WHEN c.reloptions IS NOT NULL OR c.reltoastrelid = ANY (ARRAY(
			SELECT t.oid FROM pg_catalog.pg_class t
			WHERE t.relkind = 't' AND t.reloptions IS NOT NULL))
		THEN (
			SELECT pg_catalog.string_agg(o.prefix
				|| pg_catalog.quote_ident(pg_catalog.split_part(o.text, '=', 1))
				|| '=' || pg_catalog.quote_literal(pg_catalog.substr(
					o.text, pg_catalog.strpos(o.text, '=') + 1)),
				', ' ORDER BY o.prefix, o.text)
			FROM (
				SELECT '', pg_catalog.unnest(c.reloptions)
				UNION ALL
				SELECT 'toast.', pg_catalog.unnest(t.reloptions)
				FROM pg_catalog.pg_class t
				WHERE t.oid = c.reltoastrelid
			) AS o (prefix, text)
		) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY ($1::pg_catalog.text[])
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
	AND c.relpersistence <> 't'
	AND c.oid <> ALL (ARRAY(
		SELECT d.objid
		FROM pg_catalog.pg_depend d
		WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
			AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.deptype = 'e'))
ORDER BY n.nspname, c.relname
