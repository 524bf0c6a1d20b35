-- Keys, foreign keys, checks and exclusions: no copies that the server keeps for partitions,
-- no checks that are only inherited. The last column is the definition of what the model
-- can't hold. A constraint is in the schema of its table, so no table is looked at here.
-- $1: oids of the schemas.
SELECT k.oid, k.conrelid, k.conname, k.contype, k.condeferrable, k.condeferred,
	k.convalidated, k.connoinherit, k.conindid, k.confrelid, k.confupdtype, k.confdeltype,
	k.confmatchtype, k.conkey, k.confkey,
/*15+*/	k.confdelsetcols,
/*14-*/	NULL,
	CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
	CASE WHEN k.contype = 'x'
/*18+*/		OR k.conperiod OR NOT k.conenforced
		THEN pg_catalog.pg_get_constraintdef(k.oid) END
FROM pg_catalog.pg_constraint k
WHERE k.connamespace = ANY ($1::pg_catalog.oid[])
	AND k.contype IN ('p', 'u', 'f', 'c', 'x')
	AND k.conparentid = 0
	AND (k.contype <> 'c' OR k.conislocal)
ORDER BY k.conrelid, k.contypid, k.conname
