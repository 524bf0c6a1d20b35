-- Tables of the user: no views, partitions' children, temporary tables, extensions' members.
-- Before them, for one look at the catalog only, the tables beside them (t) that keep long
-- values, when these have storage parameters of their own.
-- $1: schemas.
SELECT c.oid, c.relkind, n.nspname, c.relname, c.relpersistence, c.relrowsecurity,
	c.oid IN (SELECT i.inhrelid FROM pg_catalog.pg_inherits i),
	CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
	CASE WHEN c.reloptions IS NOT NULL THEN (
		SELECT pg_catalog.string_agg(
			CASE WHEN c.relkind = 't' THEN 'toast.' ELSE '' END
				|| pg_catalog.quote_ident(pg_catalog.split_part(o.text, '=', 1))
				|| '=' || pg_catalog.quote_literal(pg_catalog.substr(
					o.text, pg_catalog.strpos(o.text, '=') + 1)),
			', ' ORDER BY o.text)
		FROM pg_catalog.unnest(c.reloptions) AS o (text)
	) END,
	c.reltoastrelid
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't' AND (
	c.relkind = 't' AND c.reloptions IS NOT NULL
	OR c.relkind IN ('r', 'p')
		AND NOT c.relispartition
		AND n.nspname = ANY ($1::pg_catalog.text[])
		AND c.oid NOT IN (
			SELECT d.objid
			FROM pg_catalog.pg_depend d
			WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
				AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND d.deptype = 'e'))
ORDER BY c.relkind <> 't', n.nspname, c.relname
