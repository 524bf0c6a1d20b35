-- SPDX-License-Identifier: Apache-2.0
--
-- Everything that a user can see of the schemas $1 (text[]), one line an object, so that two
-- states of a database can be compared as text. It shares nothing with what ddlect itself
-- reads. Columns come by name; their order is in lines of its own, which start with `order`,
-- because a column that was dropped and added again comes back at the end. Run it with an
-- empty search_path, so that every name is written in full.
--
-- A column that only newer servers have is read through to_jsonb(). Since PostgreSQL 18 NOT
-- NULL is a constraint with a name of its own, which nobody chose: left out, as is its text,
-- for which the column's line has `not null`.
WITH ns AS (
	SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1)
), rel AS (
	SELECT c.*, format('%I.%I', n.nspname, c.relname) AS full_name
	FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
)
SELECT replace(line, E'\n', '\n') AS line FROM (
	SELECT format('schema %I acl=%s comment=%L', s.nspname, s.nspacl,
		obj_description(s.oid, 'pg_namespace')) AS line
	FROM pg_namespace s JOIN ns USING (oid)
UNION ALL
	SELECT format('relation %s kind=%s persistence=%s options=%s rls=%s,%s identity=%s'
		' am=%s partition=%s key=%s acl=%s inherits=%s comment=%L', r.full_name,
		r.relkind, r.relpersistence, r.reloptions, r.relrowsecurity,
		r.relforcerowsecurity, r.relreplident,
		(SELECT amname FROM pg_am a WHERE a.oid = r.relam),
		pg_get_expr(r.relpartbound, r.oid),
		CASE WHEN r.relkind = 'p' THEN pg_get_partkeydef(r.oid) END, r.relacl,
		(SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno)
			FROM pg_inherits i WHERE i.inhrelid = r.oid),
		obj_description(r.oid, 'pg_class'))
	FROM rel r WHERE r.relkind NOT IN ('i', 'I', 'S')
UNION ALL
	SELECT format('column %s %I %s collate=%s%s default=%L identity=%s generated=%s'
		' storage=%s compression=%s options=%s acl=%s local=%s inherited=%s'
		' comment=%L', r.full_name, a.attname, format_type(a.atttypid, a.atttypmod),
		CASE WHEN a.attcollation <> t.typcollation
			THEN a.attcollation::regcollation END,
		CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
		pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
		a.attstorage, to_jsonb(a) ->> 'attcompression',
		(SELECT string_agg(o, ',') FROM unnest(a.attoptions) o
			WHERE o NOT LIKE 'pg\_%'),
		a.attacl, a.attislocal, a.attinhcount, col_description(r.oid, a.attnum))
	FROM rel r
	JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	JOIN pg_type t ON t.oid = a.atttypid
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	WHERE r.relkind NOT IN ('i', 'I', 'S')
UNION ALL
	SELECT format('order %s %s', r.full_name,
		string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
	FROM rel r
	JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE r.relkind NOT IN ('i', 'I', 'S')
	GROUP BY r.full_name
UNION ALL
	SELECT format('constraint %s %I %s type=%s valid=%s local=%s inherited=%s comment=%L',
		r.full_name, k.conname, pg_get_constraintdef(k.oid), k.contype,
		k.convalidated, k.conislocal, k.coninhcount,
		obj_description(k.oid, 'pg_constraint'))
	FROM rel r JOIN pg_constraint k ON k.conrelid = r.oid
	WHERE k.contype NOT IN ('n', 't')
UNION ALL
	SELECT format('index %s valid=%s clustered=%s identity=%s statistics=%s comment=%L',
		pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered,
		i.indisreplident,
		(SELECT string_agg(a.attnum || ':' || (to_jsonb(a) ->> 'attstattarget'), ','
			ORDER BY a.attnum) FROM pg_attribute a
			WHERE a.attrelid = i.indexrelid
			AND coalesce((to_jsonb(a) ->> 'attstattarget')::int, -1) <> -1),
		obj_description(i.indexrelid, 'pg_class'))
	FROM rel r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL
	SELECT format('sequence %s %s start=%s by=%s min=%s max=%s cache=%s cycle=%s'
		' owned=%s comment=%L', r.full_name, format_type(s.seqtypid, NULL),
		s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
		(SELECT d.deptype::text || ' ' || pg_describe_object(d.refclassid, d.refobjid,
			d.refobjsubid) FROM pg_depend d
			WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
			AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')),
		obj_description(r.oid, 'pg_class'))
	FROM rel r JOIN pg_sequence s ON s.seqrelid = r.oid
UNION ALL
	SELECT format('enum %I.%I %s comment=%L', n.nspname, t.typname,
		(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
			FROM pg_enum e WHERE e.enumtypid = t.oid),
		obj_description(t.oid, 'pg_type'))
	FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
UNION ALL
	SELECT format('domain %I.%I %s default=%L not_null=%s checks=%s comment=%L',
		n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), t.typdefault,
		t.typnotnull,
		(SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', '
			ORDER BY k.conname) FROM pg_constraint k
			WHERE k.contypid = t.oid AND k.contype = 'c'),
		obj_description(t.oid, 'pg_type'))
	FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typtype = 'd'
UNION ALL
	SELECT format('trigger %s %s enabled=%s comment=%L', r.full_name,
		pg_get_triggerdef(g.oid), g.tgenabled, obj_description(g.oid, 'pg_trigger'))
	FROM rel r JOIN pg_trigger g ON g.tgrelid = r.oid AND NOT g.tgisinternal
UNION ALL
	SELECT format('rule %s', pg_get_ruledef(w.oid))
	FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid
UNION ALL
	SELECT format('policy %s %I %s %s roles=%s using=%L check=%L', r.full_name, p.polname,
		p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid),
		pg_get_expr(p.polwithcheck, p.polrelid))
	FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
	SELECT format('statistics %s', pg_get_statisticsobjdef(x.oid))
	FROM pg_statistic_ext x JOIN ns n ON n.oid = x.stxnamespace
UNION ALL
	SELECT format('routine %s acl=%s comment=%L',
		CASE WHEN p.prokind = 'a' THEN p.oid::regprocedure::text
			ELSE pg_get_functiondef(p.oid) END,
		p.proacl, obj_description(p.oid, 'pg_proc'))
	FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace
) AS everything ORDER BY everything.line COLLATE "C"
