-- How each person wants to see things; nothing is decided by it.
CREATE TABLE profiles (
  username    text PRIMARY KEY,
  version     bigint NOT NULL,
  settings    bytea NOT NULL,
  changed_at  timestamptz NOT NULL
);
