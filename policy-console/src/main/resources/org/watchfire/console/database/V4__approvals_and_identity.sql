-- The roles of identity.Role.
ALTER TABLE role_grants DROP CONSTRAINT role_grants_role_check;
ALTER TABLE role_grants ADD CONSTRAINT role_grants_role_check CHECK (role IN (
  'SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN', 'ANALYST', 'SHIFT_LEAD', 'DATA_OWNER', 'KEY_CUSTODIAN', 'AUDITOR', 'AGENT'));

-- One seal per protected row, and one over all seals of a table (console.integrity). Whoever changes a
-- protected row, or a seal, without the key of the console is found out.
CREATE TABLE table_seals (
  table_name  text PRIMARY KEY,
  revision    bigint NOT NULL,
  digests     bytea NOT NULL,
  mac         text NOT NULL
);
CREATE TABLE row_seals (
  table_name  text NOT NULL,
  row_key     text NOT NULL,
  bucket      smallint NOT NULL,
  mac         text NOT NULL,
  PRIMARY KEY (table_name, row_key)
);
CREATE INDEX row_seals_by_bucket ON row_seals (table_name, bucket);

-- What no single person may do, and what others have said about it. Rows are never removed.
CREATE TABLE approvals (
  id                text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  kind              text NOT NULL,
  target            text NOT NULL,
  parameters        jsonb NOT NULL,
  reason            text NOT NULL,
  requester         text NOT NULL REFERENCES accounts (username),
  requester_person  text NOT NULL REFERENCES natural_persons (id),
  content_hash      text NOT NULL,
  summary_zh        text NOT NULL,
  summary_en        text NOT NULL,
  impact            jsonb NOT NULL,
  interested        jsonb NOT NULL,
  state             text NOT NULL CHECK (state IN ('requested', 'approved', 'executed', 'rejected', 'expired', 'void')),
  outcome           text NOT NULL,
  requested_at      timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  execute_after     timestamptz,
  ended_at          timestamptz
);
CREATE INDEX approvals_by_time ON approvals (requested_at DESC, id DESC);
CREATE UNIQUE INDEX approvals_open ON approvals (kind, target) WHERE state IN ('requested', 'approved');
CREATE TABLE approval_decisions (
  approval_id  text NOT NULL REFERENCES approvals (id),
  person_id    text NOT NULL REFERENCES natural_persons (id),
  username     text NOT NULL REFERENCES accounts (username),
  roles        jsonb NOT NULL,
  approve      boolean NOT NULL,
  reason       text NOT NULL,
  decided_at   timestamptz NOT NULL,
  PRIMARY KEY (approval_id, person_id)
);
CREATE TRIGGER approval_decisions_append_only BEFORE UPDATE OR DELETE ON approval_decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The second factor (RFC 6238). The secret is sealed under a key that is not in the database; a row counts
-- from its confirmation on. last_step is the last time step that was used: no code works twice.
CREATE TABLE second_factors (
  username      text PRIMARY KEY REFERENCES accounts (username),
  secret        text NOT NULL,
  confirmed_at  timestamptz,
  last_step     bigint NOT NULL
);

-- Tokens of programs; only a hash is kept. What one may do is also limited by what its owner may do then.
CREATE TABLE api_tokens (
  id            text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
  owner         text NOT NULL REFERENCES accounts (username),
  name          text NOT NULL,
  hash          text NOT NULL,
  permissions   jsonb NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  revoked_at    timestamptz,
  last_used_at  timestamptz
);
CREATE INDEX api_tokens_by_owner ON api_tokens (owner, created_at);

-- When an account was enabled again: it is not dormant since.
ALTER TABLE accounts ADD COLUMN active_since timestamptz;
