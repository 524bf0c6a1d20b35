-- SPDX-License-Identifier: Apache-2.0
-- Is the extension in this database, and which version?
SELECT extversion
FROM pg_catalog.pg_extension
WHERE extname = 'timescaledb'
ORDER BY extversion
