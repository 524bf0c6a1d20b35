-- Indexes, those behind constraints too: in the order in which they were made, because
-- another one would cost a sort. An index is in the schema of its table.
-- $1: oids of the schemas.
SELECT i.indexrelid, i.indrelid, x.relname, x.relam, i.indisunique, i.indisvalid,
/*15+*/	i.indnullsnotdistinct,
/*14-*/	false,
	i.indnkeyatts, i.indkey, i.indclass, i.indcollation, i.indoption,
	CASE WHEN i.indpred IS NOT NULL THEN
		pg_catalog.pg_get_expr(i.indpred, i.indrelid) END,
	CASE WHEN x.reloptions IS NOT NULL THEN (
		SELECT pg_catalog.string_agg(
			pg_catalog.quote_ident(pg_catalog.split_part(o.text, '=', 1))
				|| '=' || pg_catalog.quote_literal(
					pg_catalog.substr(o.text, pg_catalog.strpos(o.text, '=') + 1)),
			', ' ORDER BY o.text)
		FROM pg_catalog.unnest(x.reloptions) AS o (text)
	) END
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE x.relnamespace = ANY ($1::pg_catalog.oid[])
	AND NOT x.relispartition
ORDER BY i.indexrelid
