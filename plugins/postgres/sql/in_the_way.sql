-- What depends on the objects that are to be dropped and wouldn't go along with them: what it
-- is, and on which of them it depends. What goes along (gone) is found as the server does it:
-- indexes, constraints, defaults, the types of rows, rules of views. A rule is told as its
-- view. What is in a schema of an extension is the extension's to take care of. A partition goes
-- along too, but with rows that whoever attached it may want: it is told unless it is named.
-- $1: 'table', 'relation', 'type', 'routine' or 'schema'. $2: schemas. $3: names.
WITH RECURSIVE wanted (kind, schema, name) AS (
	SELECT w.kind, n.oid, w.name
	FROM ROWS FROM (
		pg_catalog.unnest($1::pg_catalog.text[]),
		pg_catalog.unnest($2::pg_catalog.text[]),
		pg_catalog.unnest($3::pg_catalog.text[])
	) AS w (kind, schema, name)
	LEFT JOIN pg_catalog.pg_namespace n
		ON n.nspname = COALESCE(w.schema, pg_catalog.current_schema())
), named (class, oid) AS (
	SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid
	FROM wanted w
	JOIN pg_catalog.pg_class c ON c.relnamespace = w.schema AND c.relname = w.name
	WHERE w.kind IN ('table', 'relation')
		AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
	UNION
	SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid
	FROM wanted w
	JOIN pg_catalog.pg_type t ON t.typnamespace = w.schema AND t.typname = w.name
	WHERE w.kind = 'type'
	UNION
	SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid
	FROM wanted w
	JOIN pg_catalog.pg_proc p ON p.pronamespace = w.schema AND p.proname = w.name
	WHERE w.kind = 'routine'
	UNION
	SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid
	FROM wanted w
	JOIN pg_catalog.pg_namespace n ON n.nspname = w.name
	WHERE w.kind = 'schema'
), gone (class, oid) AS (
	SELECT n.class, n.oid
	FROM named n
	UNION
	SELECT d.classid, d.objid
	FROM gone g
	JOIN pg_catalog.pg_depend d ON d.refclassid = g.class AND d.refobjid = g.oid
	WHERE d.deptype IN ('a', 'i', 'P', 'S')
), others (class, oid, part, on_class, on_oid) AS (
	SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid
	FROM gone g
	JOIN pg_catalog.pg_depend d ON d.refclassid = g.class AND d.refobjid = g.oid
	WHERE d.deptype = 'n'
		AND NOT EXISTS (
			SELECT FROM gone o WHERE o.class = d.classid AND o.oid = d.objid)
	UNION ALL
	SELECT g.class, c.oid, 0, g.class, i.inhparent
	FROM gone g
	JOIN pg_catalog.pg_class c ON c.oid = g.oid AND c.relispartition
		AND c.relkind IN ('r', 'p', 'f')
	JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
	WHERE g.class = 'pg_catalog.pg_class'::pg_catalog.regclass
		AND NOT EXISTS (
			SELECT FROM named n WHERE n.class = g.class AND n.oid = g.oid)
), placed (class, oid, part, on_class, on_oid, schema) AS (
	SELECT CASE WHEN r.oid IS NULL THEN o.class
			ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
		COALESCE(r.ev_class, o.oid), o.part, o.on_class, o.on_oid,
		COALESCE(c.relnamespace, k.connamespace)
	FROM others o
	LEFT JOIN pg_catalog.pg_rewrite r ON r.oid = o.oid AND r.rulename = '_RETURN'
		AND o.class = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
	LEFT JOIN pg_catalog.pg_attrdef a ON a.oid = o.oid
		AND o.class = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
	LEFT JOIN pg_catalog.pg_trigger t ON t.oid = o.oid
		AND o.class = 'pg_catalog.pg_trigger'::pg_catalog.regclass
	LEFT JOIN pg_catalog.pg_constraint k ON k.oid = o.oid
		AND o.class = 'pg_catalog.pg_constraint'::pg_catalog.regclass
	LEFT JOIN pg_catalog.pg_class c ON c.oid = COALESCE(r.ev_class, a.adrelid, t.tgrelid,
		CASE WHEN o.class = 'pg_catalog.pg_class'::pg_catalog.regclass THEN o.oid END)
)
SELECT DISTINCT pg_catalog.pg_describe_object(p.class, p.oid, p.part) COLLATE "C",
	pg_catalog.pg_describe_object(p.on_class, p.on_oid, 0) COLLATE "C"
FROM placed p
WHERE NOT EXISTS (
	SELECT
	FROM pg_catalog.pg_depend d
	WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
		AND d.objid = p.schema
		AND d.deptype = 'e')
ORDER BY 1, 2
