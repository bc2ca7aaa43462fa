-- Who opened data whose policies ask that somebody is told; the trail is the record, this is the reminder.
-- What is not seen yet is counted up, a line a day.
CREATE TABLE access_notices (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset_id  text NOT NULL,
  person_id text NOT NULL,
  username  text NOT NULL,
  action    text NOT NULL,
  policy    text NOT NULL,
  told      text[] NOT NULL,
  day       date NOT NULL,
  count     bigint NOT NULL,
  first_at  timestamptz NOT NULL,
  last_at   timestamptz NOT NULL,
  purpose   text,
  record    text,
  seen_by   text,
  seen_at   timestamptz
);
CREATE UNIQUE INDEX access_notices_unseen ON access_notices (asset_id, username, action, policy, day)
  WHERE seen_at IS NULL;
CREATE INDEX access_notices_by_asset ON access_notices (asset_id, id DESC);
CREATE INDEX access_notices_told ON access_notices USING gin (told);
-- How far the events were gone through for what inspection found in them.
CREATE TABLE inspection_feed (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  next_seq bigint NOT NULL
);
INSERT INTO inspection_feed (next_seq) VALUES (0);
