-- Look now and then, while a statement runs, whether its client is still there: one that was
-- killed would else leave its locks behind until the statement ends. Servers before 14 can't.
SELECT pg_catalog.set_config(s.name, '10s', false)
FROM pg_catalog.pg_settings s
WHERE s.name = 'client_connection_check_interval' AND s.setting = '0';
