-- The key vault. Nothing here opens anything without the root key, which is never stored.

-- How the root key is recognised: the public description of its shares or the parameters of its passphrase, and a
-- known text wrapped under it.
CREATE TABLE vault_root (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  kind         text NOT NULL CHECK (kind IN ('shares', 'passphrase', 'pkcs12', 'pkcs11')),
  suite        text NOT NULL CHECK (suite IN ('INTL', 'SM')),
  description  text NOT NULL,
  probe        text,
  set_up_at    timestamptz NOT NULL,
  set_up_by    text NOT NULL
);

-- A domain key is wrapped by the root key, a data key by its domain key.
CREATE TABLE vault_keys (
  id           text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,39}$'),
  kind         text NOT NULL CHECK (kind IN ('domain', 'data')),
  domain       text REFERENCES vault_keys (id),
  purpose      text NOT NULL,
  description  text NOT NULL,
  current      integer NOT NULL CHECK (current > 0),
  created_at   timestamptz NOT NULL,
  created_by   text NOT NULL,
  CHECK ((kind = 'data') = (domain IS NOT NULL))
);

-- material is an envelope, and null once the version is destroyed.
CREATE TABLE vault_key_versions (
  key_id    text NOT NULL REFERENCES vault_keys (id),
  version   integer NOT NULL CHECK (version > 0),
  state     text NOT NULL,
  material  text,
  wrapped   integer NOT NULL,
  sealed    bigint NOT NULL DEFAULT 0,
  opened    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, version),
  CHECK ((material IS NULL) = (state IN ('DESTROYED', 'DESTROYED_COMPROMISED')))
);

CREATE TABLE vault_key_transitions (
  seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id      text NOT NULL,
  version     integer NOT NULL,
  from_state  text,
  to_state    text NOT NULL,
  at          timestamptz NOT NULL,
  actor       text NOT NULL,
  reason      text NOT NULL,
  FOREIGN KEY (key_id, version) REFERENCES vault_key_versions (key_id, version)
);
CREATE INDEX vault_key_transitions_by_version ON vault_key_transitions (key_id, version, seq);
CREATE TRIGGER vault_key_transitions_append_only BEFORE UPDATE OR DELETE ON vault_key_transitions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What outside the vault is protected by a key, as its users report it.
CREATE TABLE vault_key_users (
  key_id       text NOT NULL REFERENCES vault_keys (id),
  name         text NOT NULL,
  description  text NOT NULL,
  objects      bigint NOT NULL CHECK (objects >= 0),
  reported_at  timestamptz NOT NULL,
  PRIMARY KEY (key_id, name)
);

CREATE TABLE vault_holds (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id         text NOT NULL REFERENCES vault_keys (id),
  reason         text NOT NULL,
  placed_at      timestamptz NOT NULL,
  placed_by      text NOT NULL,
  placed_person  text NOT NULL,
  released_at    timestamptz,
  released_by    text,
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);
CREATE INDEX vault_holds_open ON vault_holds (key_id) WHERE released_at IS NULL;

CREATE TABLE vault_destructions (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id        text NOT NULL REFERENCES vault_keys (id),
  version       integer,
  due_at        timestamptz NOT NULL,
  reason        text NOT NULL,
  approval      text NOT NULL,
  scheduled_at  timestamptz NOT NULL,
  scheduled_by  text NOT NULL,
  state         text NOT NULL DEFAULT 'scheduled' CHECK (state IN ('scheduled', 'blocked', 'done', 'cancelled')),
  ended_at      timestamptz
);
CREATE INDEX vault_destructions_open ON vault_destructions (due_at) WHERE state IN ('scheduled', 'blocked');

CREATE TABLE vault_rewraps (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_id      text NOT NULL REFERENCES vault_keys (id),
  version     integer NOT NULL,
  total       bigint NOT NULL,
  done        bigint NOT NULL DEFAULT 0,
  state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
  problem     text,
  started_at  timestamptz NOT NULL,
  started_by  text NOT NULL,
  ended_at    timestamptz
);
CREATE UNIQUE INDEX vault_rewraps_running ON vault_rewraps (key_id) WHERE state = 'running';

-- Small secrets that the console keeps for people and for itself.
CREATE TABLE vault_secrets (
  name         text PRIMARY KEY,
  key_id       text NOT NULL REFERENCES vault_keys (id),
  key_version  integer NOT NULL,
  asset        text NOT NULL,
  purpose      text NOT NULL,
  sealed       text NOT NULL,
  changed_at   timestamptz NOT NULL,
  changed_by   text NOT NULL
);
CREATE INDEX vault_secrets_by_key ON vault_secrets (key_id, key_version);

-- A key that left, wrapped to its recipient's public key.
CREATE TABLE vault_exports (
  approval     text PRIMARY KEY,
  key_id       text NOT NULL REFERENCES vault_keys (id),
  version      integer NOT NULL,
  recipient    text NOT NULL,
  wrapped      text NOT NULL,
  exported_at  timestamptz NOT NULL,
  exported_by  text NOT NULL
);
