-- Access policies on their way into force, and rights for emergencies.

-- What changed since a moment, in the order of the commits: policy objects are written one transaction at a time.
ALTER TABLE policy_history ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX policy_history_by_seq ON policy_history (seq);

-- Sets of policies that somebody works on. A published or discarded draft is never changed again.
CREATE TABLE access_drafts (
  id            text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  title         text NOT NULL,
  author        text NOT NULL REFERENCES accounts (username),
  base_version  bigint NOT NULL CHECK (base_version >= 0),
  policies      jsonb NOT NULL,
  hash          text NOT NULL,
  version       bigint NOT NULL CHECK (version > 0),
  state         text NOT NULL CHECK (state IN ('open', 'published', 'discarded')),
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  changed_by    text NOT NULL REFERENCES accounts (username)
);
CREATE INDEX access_drafts_open ON access_drafts (number DESC) WHERE state = 'open';

-- Dry runs: what a draft would change. changes is gzip of JSON lines, the first ones of them.
CREATE TABLE access_dry_runs (
  id            text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  draft_id      text NOT NULL REFERENCES access_drafts (id),
  draft_hash    text NOT NULL,
  base_version  bigint NOT NULL,
  directory     text NOT NULL,
  state         text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  problem       text NOT NULL,
  result        jsonb NOT NULL,
  changes       bytea NOT NULL,
  started_by    text NOT NULL REFERENCES accounts (username),
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz
);
CREATE INDEX access_dry_runs_by_draft ON access_dry_runs (draft_id, number DESC);

-- Which draft became which version of the set, and who agreed. The versions themselves are in policy_history.
CREATE TABLE access_publications (
  version       text PRIMARY KEY CHECK (version ~ '^[0-9]{1,18}$'),
  title         text NOT NULL,
  draft_id      text NOT NULL REFERENCES access_drafts (id),
  dry_run_id    text NOT NULL REFERENCES access_dry_runs (id),
  approval_id   text NOT NULL,
  requester     text NOT NULL,
  approvers     jsonb NOT NULL,
  hash          text NOT NULL,
  published_at  timestamptz NOT NULL
);
CREATE TRIGGER access_publications_append_only BEFORE UPDATE OR DELETE ON access_publications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Which version each enforcement point has said it runs.
CREATE TABLE access_enforcement_points (
  name     text PRIMARY KEY,
  version  bigint NOT NULL,
  hash     text NOT NULL,
  seen_at  timestamptz NOT NULL
);

-- Rights for an emergency. A grant ends by itself at ends_at, or before by hand.
CREATE TABLE emergency_grants (
  id            text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  username      text NOT NULL REFERENCES accounts (username),
  person_id     text NOT NULL REFERENCES natural_persons (id),
  reason        text NOT NULL,
  case_id       text NOT NULL,
  assets        jsonb NOT NULL,
  started_at    timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,
  ended_at      timestamptz,
  ended_by      text,
  review        text NOT NULL DEFAULT 'open' CHECK (review IN ('open', 'justified', 'violation')),
  review_text   text NOT NULL DEFAULT '',
  reviewed_by   text,
  reviewed_at   timestamptz,
  CHECK ((review = 'open') = (reviewed_at IS NULL))
);
CREATE INDEX emergency_grants_by_person ON emergency_grants (person_id, number DESC);
CREATE INDEX emergency_grants_open ON emergency_grants (number) WHERE review = 'open';
