-- Statements that are hard to tell apart; psql and the server agree on each. ; '
/* a comment; /* in a comment; */ ' " $$ */;;
CREATE TABLE nasty (a text DEFAULT ';', "b;""" int, c$d$ int); -- ';
INSERT INTO nasty VALUES ('a''; b', 1, 2), (E'a\'; b\\', 1, 2), ('a\', 1, 2);
SELECT 'a'
	'b;' /* c; */, 'a'
  -- a comment; between
  ';' AS e, U&'d\0061;t' , U&'d!0061;' UESCAPE '!', B'01', X'1f', N'n;';
SELECT $$ ; ' " /* $$, $a$ $$;$b$ $ $a$, $é$;$é$, $_1$ $_ ;$_1$;
SELECT 1e5, .5, 1., 1.5e-3, 1--;
	+ 2, 2*-1, 2 /* ; */ - -1, @ 4 FROM (SELECT 1) AS x$y(z);
SELECT a AS "x;y", U&"\0061" FROM nasty AS n(a) WHERE (a = ';' OR (a <> ')'));
CREATE RULE r AS ON UPDATE TO nasty DO ALSO (
	SELECT 1; INSERT INTO nasty VALUES (';)'); /* ; */
);
CREATE OR REPLACE FUNCTION f(x int DEFAULT (1 + 2)) RETURNS int LANGUAGE sql
BEGIN ATOMIC
	SELECT CASE WHEN x > 1 THEN CASE x WHEN 2 THEN ';' ELSE 'end' END ELSE 'b' END;
	SELECT 2; /* END; */ -- END;
	SELECT x;
END;
CREATE PROCEDURE p() BEGIN ATOMIC END;
CREATE FUNCTION g() RETURNS int AS 'SELECT 1; SELECT 2;' LANGUAGE sql;
DO $do$ BEGIN PERFORM 1; EXECUTE $x$ SELECT ';' $x$; END; $do$;
CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1 AS one;
BEGIN; SAVEPOINT a; ROLLBACK TO a; COMMIT;
begin isolation level serializable;END;
START TRANSACTION;ABORT;
CREATE INDEX CONCURRENTLY ON nasty (a);
VACUUM nasty;
COMMENT ON TABLE nasty IS 'line one;
-- line two;
line three';
SELECT 'last, and without a semicolon; ' AS x
