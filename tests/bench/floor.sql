-- SPDX-License-Identifier: Apache-2.0
--
-- The floor: the raw catalog rows that no reader of a schema can do without, copied to
-- nowhere. A reader's time is compared with psql's for this.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
COPY (SELECT oid, relname, relkind, relpersistence FROM pg_class
	WHERE relnamespace = 'public'::regnamespace) TO STDOUT;
COPY (SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
		a.attidentity, a.attgenerated, a.attcollation, a.atthasdef
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
	AND a.attnum > 0 AND NOT a.attisdropped) TO STDOUT;
COPY (SELECT d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid)
	FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
	WHERE c.relnamespace = 'public'::regnamespace) TO STDOUT;
COPY (SELECT oid, conname, contype, conrelid, conindid, confrelid, conkey, confkey,
		condeferrable, condeferred, convalidated, confupdtype, confdeltype
	FROM pg_constraint WHERE connamespace = 'public'::regnamespace) TO STDOUT;
COPY (SELECT i.indexrelid, i.indrelid, i.indkey, i.indclass, i.indcollation, i.indoption,
		i.indisunique, i.indnkeyatts
	FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
	WHERE c.relnamespace = 'public'::regnamespace) TO STDOUT;
COPY (SELECT d.objoid, d.objsubid, d.description
	FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
	WHERE d.classoid = 'pg_class'::regclass
	AND c.relnamespace = 'public'::regnamespace) TO STDOUT;
COMMIT;
