-- What others made of these tables and of their columns, so that the server refuses to drop
-- one, or to change its type: for each the first few of them, and how many more. They are
-- found from the other end: views and rules, functions whose body the server understands,
-- triggers, policies, children and references from elsewhere are fewer than the tables that
-- may have some; what is below 16384 is the server's own. References (r) stand in the way of
-- a drop only, all others (d) of a new type too. The row with column 0 is of the table as a
-- whole, in whose way nothing is that it takes along when it goes. Who has the type of its
-- rows, as a column (y) or an argument, is in the way of the table, and the former also of
-- whatever writes the table anew. Children elsewhere, and
-- their references, may be an extension's, which takes care of them. Whose a table is, is
-- asked for each by itself: see kept.sql. Functions and domains of an enum (t) are told with
-- each column that has it, and are in the way only when the enum itself is replaced.
-- $1: oids of the schemas.
WITH others (class, oid, own, relation) AS (
	SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, r.ev_class,
		CASE WHEN r.rulename = '_RETURN' THEN r.ev_class END
	FROM pg_catalog.pg_rewrite r
	WHERE r.oid >= 16384
	UNION ALL
/*14+*/	SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, NULL
/*14+*/	FROM pg_catalog.pg_proc p
/*14+*/	WHERE p.oid >= 16384 AND p.prosqlbody IS NOT NULL
/*14+*/	UNION ALL
	SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, t.tgrelid, NULL
	FROM pg_catalog.pg_trigger t
	WHERE NOT t.tgisinternal AND t.tgparentid = 0
	UNION ALL
	SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, p.polrelid, NULL
	FROM pg_catalog.pg_policy p
	UNION ALL
/*15+*/	SELECT 'pg_catalog.pg_publication_rel'::pg_catalog.regclass, p.oid, p.prrelid, NULL
/*15+*/	FROM pg_catalog.pg_publication_rel p
/*15+*/	UNION ALL
	SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.inhrelid, 0, NULL
	FROM pg_catalog.pg_inherits i
	WHERE (SELECT c.relnamespace = ANY ($1::pg_catalog.oid[])
		FROM pg_catalog.pg_class c WHERE c.oid = i.inhrelid)
), found (relation, number, own, class, oid, part, of_rows) AS (
	SELECT d.refobjid, d.refobjsubid, o.own = d.refobjid,
		CASE WHEN o.relation IS NULL THEN o.class
			ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
		COALESCE(o.relation, o.oid), 0, false
	FROM others o
	CROSS JOIN LATERAL (
		SELECT d.refobjid, d.refobjsubid
		FROM pg_catalog.pg_depend d
		WHERE d.classid = o.class
			AND d.objid = o.oid
			AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.deptype = 'n'
		OFFSET 0
	) AS d
	UNION ALL
	SELECT k.confrelid, a.number, false, 'pg_catalog.pg_constraint'::pg_catalog.regclass,
		k.oid, 0, false
	FROM pg_catalog.pg_constraint k
	CROSS JOIN pg_catalog.unnest(k.confkey) AS a (number)
	WHERE k.contype = 'f'
		AND k.conparentid = 0
		AND k.connamespace <> ALL ($1::pg_catalog.oid[])
		AND NOT EXISTS (
			SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = k.conrelid)
	UNION ALL
	SELECT COALESCE(nullif(t.typrelid, 0), e.typrelid), 0, false, d.classid, d.objid,
		d.objsubid, true
	FROM pg_catalog.pg_depend d
	JOIN pg_catalog.pg_type t ON t.oid = d.refobjid
	LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
	WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
		AND d.refobjid >= 16384
		AND d.deptype = 'n'
		AND (t.typrelid <> 0 OR e.typrelid <> 0)
		AND NOT EXISTS (
			SELECT FROM pg_catalog.pg_class v
			WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND v.oid = d.objid AND v.relkind IN ('v', 'm'))
), ours (relation, number, own, class, oid, part, of_rows) AS MATERIALIZED (
	SELECT f.relation, f.number, f.own, f.class, f.oid, f.part, f.of_rows
	FROM found f
	WHERE (SELECT c.relnamespace = ANY ($1::pg_catalog.oid[]) AND c.relkind IN ('r', 'p')
		FROM pg_catalog.pg_class c WHERE c.oid = f.relation)
), names (class, oid, part, name) AS MATERIALIZED (
	SELECT f.class, f.oid, f.part, i.type || ' ' || i.identity
	FROM (SELECT DISTINCT o.class, o.oid, o.part FROM ours o) AS f
	CROSS JOIN pg_catalog.pg_identify_object(f.class, f.oid, f.part) AS i
), of_enums (enum, class, oid, part) AS MATERIALIZED (
	SELECT e.oid, d.classid, d.objid, d.objsubid
	FROM pg_catalog.pg_type e
	CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[e.oid, e.typarray]) AS t (oid)
	JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid
		AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
		AND d.deptype = 'n'
	WHERE e.typtype = 'e' AND e.typnamespace = ANY ($1::pg_catalog.oid[])
), named (relation, number, kind, name) AS (
	SELECT DISTINCT o.relation, w.number, w.kind, n.name
	FROM ours o
	JOIN names n ON n.class = o.class AND n.oid = o.oid AND n.part = o.part
	CROSS JOIN LATERAL (
		SELECT a.number, CASE
			WHEN o.class = 'pg_catalog.pg_constraint'::pg_catalog.regclass
				AND NOT o.of_rows
			THEN 'r' ELSE 'd' END
		FROM pg_catalog.unnest(ARRAY[0, o.number]) AS a (number)
		WHERE a.number > 0 OR NOT o.own
		UNION ALL
		SELECT 0, 'y'
		WHERE o.of_rows
			AND o.class = 'pg_catalog.pg_class'::pg_catalog.regclass
	) AS w (number, kind)
	UNION ALL
	SELECT DISTINCT c.oid, u.part, 't', i.type || ' ' || i.identity
	FROM of_enums o
	JOIN of_enums u ON u.enum = o.enum AND u.part > 0
		AND u.class = 'pg_catalog.pg_class'::pg_catalog.regclass
	JOIN pg_catalog.pg_class c ON c.oid = u.oid AND c.relkind IN ('r', 'p')
	CROSS JOIN pg_catalog.pg_identify_object(o.class, o.oid, o.part) AS i
	WHERE o.class IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
		'pg_catalog.pg_type'::pg_catalog.regclass)
)
SELECT n.relation, n.number, n.kind, pg_catalog.array_to_string(
		(pg_catalog.array_agg(n.name ORDER BY n.name COLLATE "C"))[1:5], ', ')
	|| CASE WHEN count(*) > 5 THEN pg_catalog.format(' and %s more', count(*) - 5)
		ELSE '' END
FROM named n
GROUP BY n.relation, n.number, n.kind
ORDER BY n.relation, n.number, n.kind
