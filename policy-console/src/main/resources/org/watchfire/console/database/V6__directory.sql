-- People, assets and departments: found without reading all of them; brought in from files and directories; graded.

-- What lists are filtered by, worked out from the bodies. Not sealed: lists are shown, never decided from.
CREATE FUNCTION directory_texts(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(list) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(list)) ELSE '{}'::text[] END
$$;
CREATE FUNCTION directory_search(kind text, id text, body jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN kind IN ('person', 'asset', 'department') THEN left(lower(id || ' ' || coalesce(body ->> 'name', '')
    || ' ' || coalesce(body ->> 'accounts', '') || coalesce(body ->> 'selectors', '')), 1000) ELSE '' END
$$;
-- Pairs of characters: they find Chinese as well, and need no extension.
CREATE FUNCTION directory_pairs(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT DISTINCT substr(value, i, 2) FROM generate_series(1, char_length(value) - 1) AS i)
$$;
ALTER TABLE policy_objects
  ADD COLUMN rank integer GENERATED ALWAYS AS (CASE type WHEN 'person' THEN (body ->> 'clearance')::integer
    WHEN 'asset' THEN (body ->> 'level')::integer END) STORED,
  ADD COLUMN status text GENERATED ALWAYS AS (CASE type WHEN 'person' THEN body ->> 'status'
    WHEN 'asset' THEN body ->> 'kind' END) STORED,
  ADD COLUMN owner text GENERATED ALWAYS AS (CASE type WHEN 'asset' THEN body ->> 'owner' END) STORED,
  ADD COLUMN review text GENERATED ALWAYS AS (CASE type WHEN 'asset' THEN body ->> 'review' END) STORED,
  ADD COLUMN departments text[] GENERATED ALWAYS AS (CASE type
    WHEN 'person' THEN array_remove(ARRAY[body ->> 'department'], '')
    WHEN 'asset' THEN directory_texts(body -> 'departments')
    WHEN 'department' THEN array_remove(array_remove(ARRAY[body ->> 'parent'], ''), NULL) END) STORED,
  ADD COLUMN search text GENERATED ALWAYS AS (directory_search(type, id, body)) STORED,
  ADD COLUMN pairs text[] GENERATED ALWAYS AS (directory_pairs(directory_search(type, id, body))) STORED;
CREATE INDEX policy_objects_by_rank ON policy_objects (type, rank, id) WHERE NOT deleted;
CREATE INDEX policy_objects_by_status ON policy_objects (type, status, id) WHERE NOT deleted;
CREATE INDEX policy_objects_by_owner ON policy_objects (owner, id) WHERE NOT deleted AND owner IS NOT NULL;
CREATE INDEX policy_objects_by_review ON policy_objects (review, id) WHERE NOT deleted AND review IS NOT NULL;
CREATE INDEX policy_objects_by_department ON policy_objects USING gin (departments) WHERE NOT deleted;
CREATE INDEX people_by_text ON policy_objects USING gin (pairs) WHERE type = 'person' AND NOT deleted;
CREATE INDEX assets_by_text ON policy_objects USING gin (pairs) WHERE type = 'asset' AND NOT deleted;

-- A file, or what a directory server answered, compared with what is there; then applied as it was shown.
CREATE TABLE imports (
  id          text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  kind        text NOT NULL CHECK (kind IN ('person', 'asset', 'department')),
  format      text NOT NULL CHECK (format IN ('csv', 'json', 'ldap')),
  mode        text NOT NULL CHECK (mode IN ('merge', 'replace')),
  source      text NOT NULL,
  sha256      text NOT NULL DEFAULT '',
  state       text NOT NULL CHECK (state IN ('reading', 'ready', 'refused', 'applying', 'applied', 'stopped', 'discarded')),
  problem     jsonb,
  read_rows   bigint NOT NULL DEFAULT 0,
  created     bigint NOT NULL DEFAULT 0,
  changed     bigint NOT NULL DEFAULT 0,
  unchanged   bigint NOT NULL DEFAULT 0,
  removed     bigint NOT NULL DEFAULT 0,
  errors      bigint NOT NULL DEFAULT 0,
  raised      bigint NOT NULL DEFAULT 0,
  applied     bigint NOT NULL DEFAULT 0,
  conflicts   bigint NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL,
  created_by  text NOT NULL REFERENCES accounts (username),
  touched_at  timestamptz NOT NULL,
  applied_by  text REFERENCES accounts (username),
  ended_at    timestamptz
);
CREATE INDEX imports_by_time ON imports (created_at DESC, id DESC);
CREATE INDEX imports_at_work ON imports (state, touched_at) WHERE state IN ('reading', 'ready', 'applying');

-- expected is the version that a row was compared with; another one at the application is a conflict.
CREATE TABLE import_rows (
  import_id  text NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  number     integer NOT NULL,
  line       bigint,
  object_id  text NOT NULL,
  change     text NOT NULL CHECK (change IN ('created', 'changed', 'unchanged', 'removed', 'error')),
  expected   bigint NOT NULL DEFAULT 0,
  body       text,
  diff       jsonb,
  accounts   text[] NOT NULL DEFAULT '{}',
  raised     text[] NOT NULL DEFAULT '{}',
  problems   jsonb,
  batch      integer,
  outcome    text CHECK (outcome IN ('applied', 'conflict')),
  reason     text,
  PRIMARY KEY (import_id, number)
);
CREATE INDEX import_rows_by_object ON import_rows (import_id, object_id);
CREATE INDEX import_rows_by_change ON import_rows (import_id, change, number);
CREATE INDEX import_rows_by_batch ON import_rows (import_id, batch) WHERE batch IS NOT NULL;

-- A batch is applied in one transaction. Sealed: digest says its rows, so nobody changes what was shown.
CREATE TABLE import_batches (
  import_id  text NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  batch      text NOT NULL CHECK (batch ~ '^[0-9]{6}$'),
  digest     text NOT NULL,
  state      text NOT NULL CHECK (state IN ('waiting', 'applied')),
  PRIMARY KEY (import_id, batch)
);

-- What agents found in an asset, by detector; the newest word of each of them counts.
CREATE TABLE asset_findings (
  asset_id    text NOT NULL,
  reporter    text NOT NULL,
  detector    text NOT NULL,
  found       bigint NOT NULL CHECK (found >= 0),
  confidence  integer NOT NULL CHECK (confidence BETWEEN 0 AND 100),
  place       text NOT NULL DEFAULT '',
  seen_at     timestamptz NOT NULL,
  PRIMARY KEY (asset_id, reporter, place, detector)
);
-- How much there is of it, as far as it is known.
CREATE TABLE asset_facts (
  asset_id  text NOT NULL,
  reporter  text NOT NULL,
  records   bigint CHECK (records >= 0),
  subjects  bigint CHECK (subjects >= 0),
  names     text[] NOT NULL DEFAULT '{}',
  seen_at   timestamptz NOT NULL,
  PRIMARY KEY (asset_id, reporter)
);

-- The recommendation that stands for an asset, and every one there ever was.
CREATE TABLE asset_recommendations (
  asset_id    text PRIMARY KEY,
  rank        integer NOT NULL,
  certain     boolean NOT NULL,
  reasons     jsonb NOT NULL,
  inputs      text NOT NULL,
  made_at     timestamptz NOT NULL,
  checked_at  timestamptz NOT NULL
);
CREATE INDEX asset_recommendations_by_rank ON asset_recommendations (rank, asset_id) WHERE certain;
CREATE TABLE recommendation_history (
  seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset_id  text NOT NULL,
  rank      integer NOT NULL,
  certain   boolean NOT NULL,
  decided   integer,
  reasons   jsonb NOT NULL,
  inputs    text NOT NULL,
  made_at   timestamptz NOT NULL
);
CREATE INDEX recommendation_history_by_asset ON recommendation_history (asset_id, seq DESC);
CREATE TRIGGER recommendation_history_append_only BEFORE UPDATE OR DELETE ON recommendation_history
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Levels that were raised without a person: told to who answers for the asset.
CREATE TABLE classification_notices (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset_id    text NOT NULL,
  owner       text,
  from_rank   integer,
  to_rank     integer NOT NULL,
  version     bigint NOT NULL,
  reasons     jsonb NOT NULL,
  at          timestamptz NOT NULL,
  seen_by     text,
  seen_at     timestamptz
);
CREATE INDEX classification_notices_by_asset ON classification_notices (asset_id, id DESC);

-- Reviews of levels: each asset of the scope is looked at again by who answers for it, until a day.
CREATE TABLE review_campaigns (
  id          text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  title       text NOT NULL,
  department  text,
  owner       text,
  due         date NOT NULL,
  created_at  timestamptz NOT NULL,
  created_by  text NOT NULL REFERENCES accounts (username),
  closed_at   timestamptz
);
CREATE INDEX review_campaigns_by_time ON review_campaigns (created_at DESC, id DESC);
CREATE TABLE review_items (
  campaign_id  text NOT NULL REFERENCES review_campaigns (id),
  asset_id     text NOT NULL,
  version      bigint NOT NULL,
  rank         integer,
  decision     text CHECK (decision IN ('keep', 'raise', 'lower-request')),
  to_rank      integer,
  comment      text NOT NULL DEFAULT '',
  approval     text,
  decided_by   text,
  decided_at   timestamptz,
  PRIMARY KEY (campaign_id, asset_id)
);
CREATE INDEX review_items_open ON review_items (campaign_id, asset_id) WHERE decision IS NULL;
CREATE INDEX review_items_by_asset ON review_items (asset_id);
