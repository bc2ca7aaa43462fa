-- Requests that brought an Idempotency-Key: kept for a day, so that a repetition does nothing twice.
-- The answer is sealed: it may hold what is shown once.
CREATE TABLE idempotency_keys (
  username    text NOT NULL,
  key         text NOT NULL,
  request     text NOT NULL,
  begun_at    timestamptz NOT NULL,
  status      integer,
  answer      text,
  PRIMARY KEY (username, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (begun_at);
