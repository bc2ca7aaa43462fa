-- Triage: who works on an alert, until when, and what it turned out to be.
ALTER TABLE alerts
  ADD COLUMN host_name        text,
  ADD COLUMN user_account     text,
  ADD COLUMN asset_id         text,
  ADD COLUMN exception_id     text,
  ADD COLUMN duplicate_of     text REFERENCES alerts (id),
  ADD COLUMN case_id          text,
  ADD COLUMN acknowledge_due  timestamptz,
  ADD COLUMN resolve_due      timestamptz,
  ADD COLUMN acknowledged_at  timestamptz,
  ADD COLUMN closed_at        timestamptz,
  ADD COLUMN history_length   integer NOT NULL DEFAULT 0,
  ADD COLUMN history_mac      text;

-- What came in before there were targets gets the defaults.
UPDATE alerts SET
  acknowledge_due = received_at + CASE severity
    WHEN 'critical' THEN interval '15 minutes' WHEN 'high' THEN interval '1 hour'
    WHEN 'medium' THEN interval '4 hours' WHEN 'low' THEN interval '1 day' ELSE interval '3 days' END,
  resolve_due = received_at + CASE severity
    WHEN 'critical' THEN interval '4 hours' WHEN 'high' THEN interval '1 day'
    WHEN 'medium' THEN interval '3 days' WHEN 'low' THEN interval '7 days' ELSE interval '14 days' END;
ALTER TABLE alerts ALTER COLUMN acknowledge_due SET NOT NULL, ALTER COLUMN resolve_due SET NOT NULL;

-- One index per filter, each in the order of the queue.
DROP INDEX alerts_open;
DROP INDEX alerts_by_entity;
DROP INDEX alerts_by_rule;
CREATE INDEX alerts_by_status ON alerts (status, last_seen DESC, id DESC);
CREATE INDEX alerts_unclosed ON alerts (last_seen DESC, id DESC) WHERE status <> 'closed';
CREATE INDEX alerts_by_severity ON alerts (severity, last_seen DESC, id DESC);
CREATE INDEX alerts_by_kind ON alerts (kind, last_seen DESC, id DESC);
-- PostgreSQL indexes no text of any length, and an entity can be called anything.
CREATE INDEX alerts_by_entity ON alerts (left(entity_value, 256), last_seen DESC, id DESC);
CREATE INDEX alerts_by_rule ON alerts (rule_id, last_seen DESC, id DESC);
CREATE INDEX alerts_by_host ON alerts (host_name, last_seen DESC, id DESC) WHERE host_name IS NOT NULL;
CREATE INDEX alerts_by_account ON alerts (user_account, last_seen DESC, id DESC) WHERE user_account IS NOT NULL;
CREATE INDEX alerts_by_asset ON alerts (asset_id, last_seen DESC, id DESC) WHERE asset_id IS NOT NULL;
CREATE INDEX alerts_by_exception ON alerts (exception_id, last_seen DESC, id DESC) WHERE exception_id IS NOT NULL;
CREATE INDEX alerts_by_assignee ON alerts (assignee, last_seen DESC, id DESC) WHERE assignee IS NOT NULL;
CREATE INDEX alerts_by_disposition ON alerts (disposition, last_seen DESC, id DESC) WHERE disposition IS NOT NULL;
CREATE INDEX alerts_by_case ON alerts (case_id, last_seen DESC, id DESC) WHERE case_id IS NOT NULL;
CREATE INDEX alerts_to_acknowledge ON alerts (acknowledge_due) WHERE status = 'new';
CREATE INDEX alerts_to_resolve ON alerts (resolve_due) WHERE status <> 'closed';
-- Free text. Without the extension it is found all the same, slowly.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX alerts_by_text ON alerts USING gin (search_text gin_trgm_ops);
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm cannot be used here: %', SQLERRM;
END;
$$;

-- Each entry carries what it left behind and a MAC over that, its place and the entry before it (console.triage).
ALTER TABLE alert_history
  ADD COLUMN n             integer,
  ADD COLUMN status        text,
  ADD COLUMN assignee      text,
  ADD COLUMN disposition   text,
  ADD COLUMN duplicate_of  text,
  ADD COLUMN case_id       text,
  ADD COLUMN version       bigint,
  ADD COLUMN bulk_id       bigint,
  ADD COLUMN mac           text;
DROP INDEX alert_history_by_alert;
CREATE UNIQUE INDEX alert_history_place ON alert_history (alert_id, n);
CREATE INDEX alert_history_by_alert ON alert_history (alert_id, seq);
-- What was there before is sealed once, when the console starts; nothing else of it ever changes.
CREATE FUNCTION refuse_change_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.mac IS NULL AND NEW.mac IS NOT NULL
     AND (OLD.seq, OLD.alert_id, OLD.at, OLD.actor, OLD.action) = (NEW.seq, NEW.alert_id, NEW.at, NEW.actor, NEW.action)
     AND OLD.comment IS NOT DISTINCT FROM NEW.comment THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% rows are never changed or removed', TG_TABLE_NAME;
END;
$$;
DROP TRIGGER alert_history_append_only ON alert_history;
CREATE TRIGGER alert_history_append_only BEFORE UPDATE OR DELETE ON alert_history
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed();

-- One act on everything a query found. What it is about is fixed when it is accepted.
CREATE TABLE alert_bulks (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  action      text NOT NULL CHECK (action IN ('acknowledge', 'assign', 'close', 'comment', 'undo')),
  parameters  jsonb NOT NULL,
  query       jsonb NOT NULL,
  matched     bigint NOT NULL,
  done        bigint NOT NULL DEFAULT 0,
  skipped     bigint NOT NULL DEFAULT 0,
  failed      bigint NOT NULL DEFAULT 0,
  state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
  problem     text,
  undo_of     bigint UNIQUE REFERENCES alert_bulks (id),
  started_by  text NOT NULL REFERENCES accounts (username),
  address     text,
  started_at  timestamptz NOT NULL,
  ended_at    timestamptz
);
CREATE INDEX alert_bulks_running ON alert_bulks (id) WHERE state = 'running';
CREATE TABLE alert_bulk_items (
  bulk_id          bigint NOT NULL REFERENCES alert_bulks (id),
  alert_id         text NOT NULL REFERENCES alerts (id),
  version          bigint NOT NULL,
  state            text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'skipped', 'failed')),
  reason           text,
  after_version    bigint,
  before_status    text,
  before_assignee  text,
  PRIMARY KEY (bulk_id, alert_id)
);
CREATE INDEX alert_bulk_items_pending ON alert_bulk_items (bulk_id, alert_id) WHERE state = 'pending';

-- A case: what was found out about who did what, and what became of it. body holds its parts as JSON; the row and
-- its entries are sealed together (console.cases).
CREATE SEQUENCE case_numbers;
CREATE TABLE cases (
  id          text PRIMARY KEY CHECK (id ~ '^[0-9]{4}-[0-9]{6,}$'),
  version     bigint NOT NULL CHECK (version > 0),
  title       text NOT NULL,
  severity    text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'informational')),
  state       text NOT NULL CHECK (state IN ('open', 'investigating', 'concluded', 'sent', 'decided', 'closed')),
  lead        text NOT NULL REFERENCES accounts (username),
  people      text[] NOT NULL,
  body        jsonb NOT NULL,
  due         date,
  opened_at   timestamptz NOT NULL,
  opened_by   text NOT NULL REFERENCES accounts (username),
  changed_at  timestamptz NOT NULL
);
CREATE INDEX cases_by_state ON cases (state, id DESC);
CREATE INDEX cases_by_people ON cases USING gin (people);
CREATE INDEX cases_due ON cases (due) WHERE state = 'sent';
CREATE TABLE case_entries (
  case_id  text NOT NULL REFERENCES cases (id),
  n        integer NOT NULL CHECK (n > 0),
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  action   text NOT NULL,
  words    text,
  PRIMARY KEY (case_id, n)
);
CREATE TRIGGER case_entries_append_only BEFORE UPDATE OR DELETE ON case_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What an exception would have hidden of the recorded events, as it was worked out once; approvals rest on it.
CREATE TABLE exception_previews (
  id          text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  content     text NOT NULL,
  days        integer NOT NULL,
  result      jsonb NOT NULL,
  made_at     timestamptz NOT NULL,
  made_by     text NOT NULL REFERENCES accounts (username)
);
CREATE INDEX exception_previews_by_time ON exception_previews (made_at);
