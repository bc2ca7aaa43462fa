-- Certificates of agents. All of it but the sealed keys is protected (console.integrity).

-- The authorities that signed them; one is current. id: the first 128 bits of the SHA-256 of the certificate.
CREATE TABLE agent_authorities (
  id           text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  certificate  text NOT NULL,
  source       text NOT NULL CHECK (source IN ('made', 'files')),
  approval     text NOT NULL,
  set_up_at    timestamptz NOT NULL,
  set_up_by    text NOT NULL,
  retired_at   timestamptz
);
CREATE UNIQUE INDEX agent_authorities_current ON agent_authorities ((true)) WHERE retired_at IS NULL;

-- Their keys, each an envelope of the key vault that is bound to its authority.
CREATE TABLE agent_authority_keys (
  authority    text PRIMARY KEY REFERENCES agent_authorities (id),
  key_id       text NOT NULL REFERENCES vault_keys (id),
  key_version  integer NOT NULL,
  sealed       text NOT NULL
);
CREATE INDEX agent_authority_keys_by_key ON agent_authority_keys (key_id, key_version);

-- Each is good for one certificate of one agent. Rows are never removed.
CREATE TABLE agent_tokens (
  id           text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
  agent_id     text NOT NULL,
  note         text NOT NULL,
  hash         text NOT NULL,
  created_at   timestamptz NOT NULL,
  created_by   text NOT NULL,
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  revoked_by   text,
  used_at      timestamptz,
  used_from    text,
  certificate  text,
  CHECK ((used_at IS NULL) = (certificate IS NULL))
);
CREATE INDEX agent_tokens_by_time ON agent_tokens (created_at DESC, id DESC);
CREATE INDEX agent_tokens_open ON agent_tokens (agent_id, expires_at) WHERE used_at IS NULL AND revoked_at IS NULL;

-- fingerprint: SHA-256 of the certificate; key_hash: SHA-256 of its public key, which is certified once.
CREATE TABLE agent_certificates (
  serial       text PRIMARY KEY CHECK (serial ~ '^[0-9a-f]{32}$'),
  agent_id     text NOT NULL,
  authority    text NOT NULL REFERENCES agent_authorities (id),
  certificate  text NOT NULL,
  fingerprint  text NOT NULL UNIQUE,
  key_hash     text NOT NULL UNIQUE,
  not_before   timestamptz NOT NULL,
  not_after    timestamptz NOT NULL,
  issued_at    timestamptz NOT NULL,
  token        text,
  renews       text,
  revoked_at   timestamptz,
  revoked_by   text,
  reason       text,
  note         text,
  CHECK ((token IS NULL) <> (renews IS NULL)),
  CHECK ((revoked_at IS NULL) = (reason IS NULL))
);
CREATE INDEX agent_certificates_by_end ON agent_certificates (not_after, serial);
CREATE INDEX agent_certificates_by_agent ON agent_certificates (agent_id, not_after, serial);
CREATE INDEX agent_certificates_revoked ON agent_certificates (authority, serial) WHERE revoked_at IS NOT NULL;

-- The last revocation list of each authority, as it is served. revoked: hash of the numbers of all that were revoked.
CREATE TABLE agent_crls (
  authority    text PRIMARY KEY REFERENCES agent_authorities (id),
  number       bigint NOT NULL CHECK (number > 0),
  der          bytea NOT NULL,
  revoked      text NOT NULL,
  this_update  timestamptz NOT NULL,
  next_update  timestamptz NOT NULL
);
