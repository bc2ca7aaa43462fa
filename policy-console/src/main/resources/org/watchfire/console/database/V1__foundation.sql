-- Who may sign in. A natural person may hold several accounts; what may not meet is decided per person.
CREATE TABLE natural_persons (
  id          text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  created_at  timestamptz NOT NULL
);

CREATE TABLE accounts (
  username            text PRIMARY KEY CHECK (username ~ '^[a-z][a-z0-9._-]{1,31}$'),
  display_name        text NOT NULL,
  person_id           text NOT NULL REFERENCES natural_persons (id),
  password_hash       text NOT NULL,
  password_change_due boolean NOT NULL,
  enabled             boolean NOT NULL DEFAULT true,
  created_at          timestamptz NOT NULL,
  created_by          text NOT NULL,
  last_login_at       timestamptz
);
CREATE INDEX accounts_by_person ON accounts (person_id);

CREATE TABLE role_grants (
  username    text NOT NULL REFERENCES accounts (username),
  role        text NOT NULL CHECK (role IN ('SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN', 'ANALYST', 'AUDITOR')),
  granted_at  timestamptz NOT NULL,
  granted_by  text NOT NULL,
  PRIMARY KEY (username, role)
);

-- Kept for every name that was tried, known or not, so that the answer does not tell which names exist.
CREATE TABLE login_failures (
  username      text PRIMARY KEY,
  failures      integer NOT NULL,
  locked_until  timestamptz,
  updated_at    timestamptz NOT NULL
);
CREATE INDEX login_failures_by_age ON login_failures (updated_at);

-- The current state of every policy object; signed is exactly what was published on wf.policy.
CREATE TABLE policy_objects (
  type        text NOT NULL,
  id          text NOT NULL,
  version     bigint NOT NULL CHECK (version > 0),
  deleted     boolean NOT NULL,
  body        jsonb NOT NULL,
  signed      bytea NOT NULL,
  changed_at  timestamptz NOT NULL,
  changed_by  text NOT NULL,
  PRIMARY KEY (type, id)
);

-- Every version that ever was; rows are only added.
CREATE TABLE policy_history (
  type        text NOT NULL,
  id          text NOT NULL,
  version     bigint NOT NULL,
  signed      bytea NOT NULL,
  changed_at  timestamptz NOT NULL,
  changed_by  text NOT NULL,
  PRIMARY KEY (type, id, version)
);

-- An account of the monitored systems belongs to at most one person; a second claim is refused, not guessed.
CREATE TABLE person_accounts (
  account    text PRIMARY KEY,
  person_id  text NOT NULL
);
CREATE INDEX person_accounts_by_person ON person_accounts (person_id);

CREATE TABLE alerts (
  id             text PRIMARY KEY,
  revision       integer NOT NULL,
  severity       text NOT NULL,
  kind           text NOT NULL,
  entity_type    text NOT NULL,
  entity_value   text NOT NULL,
  rule_id        text NOT NULL,
  rule_name      text NOT NULL,
  title_zh       text NOT NULL,
  title_en       text NOT NULL,
  reason_zh      text NOT NULL,
  reason_en      text NOT NULL,
  first_seen     timestamptz NOT NULL,
  last_seen      timestamptz NOT NULL,
  match_count    bigint NOT NULL,
  search_text    text NOT NULL,
  document       bytea NOT NULL,
  received_at    timestamptz NOT NULL,
  status         text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'acknowledged', 'closed')),
  assignee       text,
  disposition    text CHECK (disposition IN ('true_positive', 'benign', 'false_positive', 'duplicate')),
  version        bigint NOT NULL DEFAULT 1
);
CREATE INDEX alerts_queue ON alerts (last_seen DESC, id DESC);
CREATE INDEX alerts_open ON alerts (status, last_seen DESC, id DESC);
CREATE INDEX alerts_by_entity ON alerts (entity_value);
CREATE INDEX alerts_by_rule ON alerts (rule_id);

CREATE TABLE alert_history (
  seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id  text NOT NULL REFERENCES alerts (id),
  at        timestamptz NOT NULL,
  actor     text NOT NULL,
  action    text NOT NULL,
  comment   text
);
CREATE INDEX alert_history_by_alert ON alert_history (alert_id, seq);

-- Where the alert consumer continues; written in the transaction that stores the alerts themselves.
CREATE TABLE kafka_offsets (
  topic        text NOT NULL,
  partition    integer NOT NULL,
  next_offset  bigint NOT NULL,
  PRIMARY KEY (topic, partition)
);

-- Records of wf.alerts that could not be read as an alert.
CREATE TABLE dead_offsets (
  topic          text NOT NULL,
  partition      integer NOT NULL,
  record_offset  bigint NOT NULL,
  size           integer NOT NULL,
  reason         text NOT NULL,
  seen_at        timestamptz NOT NULL,
  PRIMARY KEY (topic, partition, record_offset)
);

-- What has still to be written to Kafka; a row leaves when the broker has acknowledged it.
CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text NOT NULL,
  record_key  text NOT NULL,
  value       bytea NOT NULL,
  created_at  timestamptz NOT NULL
);

-- Facts about this installation that must happen only once (first start).
CREATE TABLE milestones (
  name  text PRIMARY KEY,
  at    timestamptz NOT NULL
);

-- History is append-only for the console's own statements as well.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or removed', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER alert_history_append_only BEFORE UPDATE OR DELETE ON alert_history
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER policy_history_append_only BEFORE UPDATE OR DELETE ON policy_history
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
