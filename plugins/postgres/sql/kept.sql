-- What belongs to a table that the model has no place for, as a key and a text: `make:` is a
-- statement that makes it again on a new table, `keep:` one that may be repeated at any time,
-- `statistics:` a definition, `lost:` says what can't be made again; of a `parent:` that it
-- inherits from it is the oid. Only some tables have any of it, so it is looked for from its own end where it has one. Routines of this project
-- have a place in the model, and so have the triggers that run them.
-- Whose it is, is asked for each by itself: joined, the planner may take the tables of a
-- schema for one, when many are new, and read all of it again for each of them.
-- $1: oids of the schemas.
WITH kept (relation, key, value) AS (
	SELECT t.tgrelid, k.key || t.tgname, k.value
	FROM pg_catalog.pg_trigger t
	JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
	CROSS JOIN LATERAL (VALUES
		('make:trigger ', pg_catalog.pg_get_triggerdef(t.oid, true)),
		('make:trigger-comment ', pg_catalog.format('COMMENT ON TRIGGER %I ON %s IS %L',
			t.tgname, t.tgrelid::pg_catalog.regclass,
			pg_catalog.obj_description(t.oid, 'pg_trigger'))),
		('make:trigger-state ', pg_catalog.format('ALTER TABLE %s %s TRIGGER %I',
			t.tgrelid::pg_catalog.regclass,
			CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
				ELSE 'ENABLE ALWAYS' END, t.tgname))
	) AS k (key, value)
	WHERE NOT t.tgisinternal
		AND t.tgparentid = 0
		AND p.proname NOT LIKE 'ddlect\_%'
		AND (k.key <> 'make:trigger-comment '
			OR pg_catalog.obj_description(t.oid, 'pg_trigger') IS NOT NULL)
		AND (k.key <> 'make:trigger-state ' OR t.tgenabled <> 'O')
	UNION ALL
	SELECT r.ev_class, k.key || r.rulename, k.value
	FROM pg_catalog.pg_rewrite r
	CROSS JOIN LATERAL (VALUES
		('make:rule ', pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid, true), ';')),
		('make:rule-state ', pg_catalog.format('ALTER TABLE %s %s RULE %I',
			r.ev_class::pg_catalog.regclass,
			CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
				ELSE 'ENABLE ALWAYS' END, r.rulename))
	) AS k (key, value)
	WHERE r.oid >= 16384
		AND r.rulename <> '_RETURN'
		AND (k.key <> 'make:rule-state ' OR r.ev_enabled <> 'O')
	UNION ALL
	SELECT p.polrelid, 'make:policy ' || p.polname, pg_catalog.format(
		'CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.polname,
		p.polrelid::pg_catalog.regclass,
		CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
		CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
			WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
		(SELECT pg_catalog.string_agg(CASE WHEN o.role = 0 THEN 'PUBLIC'
				ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.role)) END,
				', ' ORDER BY o.n)
			FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY AS o (role, n)),
		' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
		' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')')
	FROM pg_catalog.pg_policy p
	UNION ALL
	SELECT s.stxrelid, 'statistics:' || pg_catalog.format('%I.%I', n.nspname, s.stxname),
		pg_catalog.pg_get_statisticsobjdef(s.oid)
	FROM pg_catalog.pg_statistic_ext s
	JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
	UNION ALL
	SELECT i.indrelid, CASE WHEN k.cluster THEN 'keep:cluster' ELSE 'keep:identity' END,
		pg_catalog.format('ALTER TABLE %s %s %I', i.indrelid::pg_catalog.regclass,
			CASE WHEN k.cluster THEN 'CLUSTER ON' ELSE 'REPLICA IDENTITY USING INDEX' END,
			c.relname)
	FROM pg_catalog.pg_index i
	JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
	CROSS JOIN (VALUES (true), (false)) AS k (cluster)
	WHERE (i.indisclustered OR i.indisreplident)
		AND CASE WHEN k.cluster THEN i.indisclustered ELSE i.indisreplident END
	UNION ALL
	SELECT i.inhrelid, 'parent:' || i.inhseqno, i.inhparent::pg_catalog.text
	FROM pg_catalog.pg_inherits i
	WHERE i.inhrelid >= 16384
	UNION ALL
	SELECT r.prrelid, 'lost:publication ' || b.pubname,
		pg_catalog.format('its place in the publication %I', b.pubname)
	FROM pg_catalog.pg_publication_rel r
	JOIN pg_catalog.pg_publication b ON b.oid = r.prpubid
	UNION ALL
	SELECT c.oid, k.key, k.value
	FROM pg_catalog.pg_class c
	JOIN pg_catalog.pg_roles me ON me.rolname = current_user
	CROSS JOIN LATERAL (VALUES
		('keep:identity', CASE c.relreplident
			WHEN 'f' THEN pg_catalog.format('ALTER TABLE %s REPLICA IDENTITY FULL',
				c.oid::pg_catalog.regclass)
			WHEN 'n' THEN pg_catalog.format('ALTER TABLE %s REPLICA IDENTITY NOTHING',
				c.oid::pg_catalog.regclass) END),
		('make:security', CASE WHEN c.relrowsecurity THEN pg_catalog.format(
			'ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::pg_catalog.regclass) END),
		('make:security-force', CASE WHEN c.relforcerowsecurity THEN pg_catalog.format(
			'ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.oid::pg_catalog.regclass) END),
		('lost:privileges', 'privileges ' || pg_catalog.array_to_string(c.relacl, ', ')),
		('lost:tablespace', CASE WHEN c.reltablespace <> 0 THEN 'its tablespace' END),
		('lost:method', CASE WHEN c.relkind = 'r' AND c.relam <> 2 /* heap */
			THEN 'its access method' END),
		('lost:type', CASE WHEN c.reloftype <> 0 THEN 'that it is of a type' END),
		('lost:partitions', CASE WHEN c.relkind = 'p' AND c.relhassubclass
			THEN 'its partitions' END),
		('lost:owner', CASE WHEN c.relowner <> me.oid
			THEN 'its owner, ' || pg_catalog.pg_get_userbyid(c.relowner) END),
		('lost:parent', CASE WHEN EXISTS (
			SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
			THEN 'what it inherits from' END)
	) AS k (key, value)
	WHERE c.relnamespace = ANY ($1::pg_catalog.oid[])
		AND c.relkind IN ('r', 'p')
		AND NOT c.relispartition
		AND (c.relreplident IN ('f', 'n') OR c.relrowsecurity OR c.relforcerowsecurity
			OR c.relacl IS NOT NULL OR c.reltablespace <> 0
			OR (c.relkind = 'r' AND c.relam <> 2) OR c.reloftype <> 0
			OR c.relhassubclass OR c.relowner <> me.oid
			OR c.oid IN (SELECT i.inhrelid FROM pg_catalog.pg_inherits i))
		AND k.value IS NOT NULL
)
SELECT k.relation, k.key, k.value
FROM kept k
WHERE (SELECT c.relnamespace = ANY ($1::pg_catalog.oid[]) AND c.relkind IN ('r', 'p')
	FROM pg_catalog.pg_class c WHERE c.oid = k.relation)
ORDER BY k.relation, k.key COLLATE "C"
