-- Of some indexes: the parts that are expressions, and operator classes with parameters. An
-- internal attribute of some servers, pg_attver, is none of those. The last column says
-- whether the definition writes a collation at all.
-- $1: oids of the indexes.
SELECT i.indexrelid, p.n,
	CASE WHEN i.indkey[p.n - 1] = 0 THEN
		pg_catalog.pg_get_indexdef(i.indexrelid, p.n, false) END,
	(
		SELECT pg_catalog.format('%s (%s)', CASE
				WHEN pg_catalog.pg_opclass_is_visible(o.oid)
				THEN pg_catalog.quote_ident(o.opcname)
				ELSE pg_catalog.format('%I.%I', n.nspname, o.opcname) END,
			pg_catalog.string_agg(
				pg_catalog.quote_ident(pg_catalog.split_part(v.text, '=', 1))
					|| '=' || pg_catalog.quote_literal(pg_catalog.substr(
						v.text, pg_catalog.strpos(v.text, '=') + 1)),
				', ' ORDER BY v.text))
		FROM pg_catalog.pg_attribute a
		CROSS JOIN pg_catalog.unnest(a.attoptions) AS v (text)
		JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[p.n - 1]
		JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
		WHERE a.attrelid = i.indexrelid
			AND a.attnum = p.n
			AND v.text NOT LIKE 'pg_attver=%'
		GROUP BY o.oid, o.opcname, n.nspname
	),
	pg_catalog.strpos(pg_catalog.pg_get_indexdef(i.indexrelid), ' COLLATE ') > 0
FROM pg_catalog.pg_index i
CROSS JOIN pg_catalog.generate_series(1, i.indnkeyatts) AS p (n)
WHERE i.indexrelid = ANY ($1::pg_catalog.oid[])
ORDER BY i.indexrelid, p.n
