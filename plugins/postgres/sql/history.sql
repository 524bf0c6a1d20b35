-- The columns of the history.
id bigint NOT NULL PRIMARY KEY,
version bigint NOT NULL,
title text NOT NULL,
direction text NOT NULL CHECK (direction IN ('up', 'down', 'forced', 'found up', 'found down')),
checksum text,
statements bigint NOT NULL,
unfinished boolean NOT NULL,
applied_at timestamptz NOT NULL,
applied_by text NOT NULL,
duration_ms bigint NOT NULL,
tool text,
schema text,
adopted text
