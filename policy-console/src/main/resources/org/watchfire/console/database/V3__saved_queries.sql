-- Queries somebody keeps. A scheduled one looks at every record once: from covered_seq on.
CREATE TABLE saved_queries (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner          text NOT NULL REFERENCES accounts (username),
  name           text NOT NULL,
  stream         text NOT NULL,
  query          text NOT NULL,
  shared         boolean NOT NULL,
  every_minutes  integer CHECK (every_minutes BETWEEN 5 AND 44640),
  next_run       timestamptz,
  covered_seq    bigint,
  version        bigint NOT NULL DEFAULT 1,
  changed_at     timestamptz NOT NULL,
  UNIQUE (owner, name),
  CHECK ((every_minutes IS NULL) = (next_run IS NULL))
);
CREATE INDEX saved_queries_due ON saved_queries (next_run) WHERE next_run IS NOT NULL;

CREATE TABLE saved_query_runs (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  query_id  bigint NOT NULL REFERENCES saved_queries (id) ON DELETE CASCADE,
  at        timestamptz NOT NULL,
  outcome   text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  detail    text,
  from_seq  bigint NOT NULL,
  to_seq    bigint NOT NULL,
  found     bigint NOT NULL,
  at_least  boolean NOT NULL,
  hits      bigint[] NOT NULL,
  seen      boolean NOT NULL
);
CREATE INDEX saved_query_runs_by_query ON saved_query_runs (query_id, id DESC);
