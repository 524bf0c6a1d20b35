-- RESET ALL for a borrowed connection: settings that no catalog shows (my.own) stay, because
-- they may be the owner's, and nobody could put them back.
SELECT pg_catalog.set_config(s.name, s.reset_val, false)
FROM pg_catalog.pg_settings s
WHERE s.source = 'session' AND s.setting IS DISTINCT FROM s.reset_val AND (s.context = 'user'
	OR s.context = 'superuser' AND pg_catalog.current_setting('is_superuser') = 'on');
