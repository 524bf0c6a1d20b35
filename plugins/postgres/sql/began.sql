-- What the owner of a borrowed connection has set and made: the settings that RESET ALL would
-- take away, the user, and of what there is anything that must not be thrown away.
SELECT 's' AS kind, s.name, s.setting
FROM pg_catalog.pg_settings s
WHERE s.source = 'session' AND (s.context = 'user'
	OR s.context = 'superuser' AND pg_catalog.current_setting('is_superuser') = 'on')
UNION ALL
SELECT 'u', 'session_authorization', SESSION_USER
UNION ALL
SELECT 'u', 'role', pg_catalog.current_setting('role')
UNION ALL
SELECT 'k', 'prepared', NULL WHERE EXISTS (SELECT FROM pg_catalog.pg_prepared_statements)
UNION ALL
SELECT 'k', 'cursors', NULL WHERE EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name <> '')
UNION ALL
SELECT 'k', 'channels', NULL WHERE EXISTS (SELECT FROM pg_catalog.pg_listening_channels())
UNION ALL
SELECT 'k', 'temporary', NULL WHERE pg_catalog.pg_my_temp_schema() <> 0
ORDER BY 1, 2 DESC
