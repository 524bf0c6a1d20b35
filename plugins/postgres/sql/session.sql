-- How a session speaks, so that texts of the catalog don't depend on whose session it is.
SELECT pg_catalog.set_config(s.name, s.value, false)
FROM (VALUES
	('client_min_messages', 'error'),
	('default_transaction_read_only', 'on'),
	('DateStyle', 'ISO, YMD'),
	('IntervalStyle', 'postgres'),
	('TimeZone', 'UTC'),
	('bytea_output', 'hex'),
	('extra_float_digits', '1'),
	('quote_all_identifiers', 'off'),
	('standard_conforming_strings', 'on')
) AS s (name, value)
ORDER BY s.name
