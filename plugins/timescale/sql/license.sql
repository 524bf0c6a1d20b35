-- SPDX-License-Identifier: Apache-2.0
-- Under which licence the server runs: one of them has no policies and no columnstore.
SELECT current_setting('timescaledb.license', true) AS license
ORDER BY license
