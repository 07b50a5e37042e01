CREATE SCHEMA audit;
CREATE TYPE call_status AS ENUM ('queued', 'active', 'done');
CREATE TYPE address AS (street text, city text, zip text);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE orgs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  slug text UNIQUE,
  plan text DEFAULT 'free',
  created_at timestamptz DEFAULT now()
);
CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid REFERENCES orgs (id),
  email email NOT NULL,
  full_name text,
  "displayName" text,
  home address,
  tags text[] DEFAULT '{}',
  settings jsonb DEFAULT '{}',
  is_admin boolean DEFAULT false,
  created_at timestamptz DEFAULT now(),
  CONSTRAINT users_org_email_key UNIQUE (org_id, email)
);
CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  session_token varchar(255) NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users (id),
  expires timestamptz NOT NULL
);
CREATE TABLE calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id uuid NOT NULL REFERENCES orgs (id),
  user_id uuid REFERENCES users (id),
  parent_id bigint REFERENCES calls (id),
  status call_status NOT NULL DEFAULT 'queued',
  seconds integer NOT NULL DEFAULT 0,
  cost numeric(10, 2),
  started_at timestamptz,
  during tstzrange
);
CREATE TABLE audit.events (
  id bigserial PRIMARY KEY,
  actor_id uuid,
  kind text NOT NULL,
  payload jsonb,
  created_at timestamptz DEFAULT now()
);
CREATE TABLE audit.users (id int, note text);
CREATE VIEW active_users AS SELECT u.id, u.email, lower(u.full_name) AS lname, o.name AS org, count(*) OVER () FROM users u JOIN orgs o ON o.id = u.org_id;
CREATE MATERIALIZED VIEW call_totals AS SELECT org_id, sum(seconds) AS seconds, count(*) FROM calls GROUP BY org_id;
CREATE FUNCTION org_users(p_org uuid) RETURNS TABLE (user_id uuid, email text) LANGUAGE sql AS $$ SELECT id, email::text FROM users WHERE org_id = p_org $$;
CREATE FUNCTION users_of(p_org uuid) RETURNS SETOF users LANGUAGE sql AS $$ SELECT * FROM users WHERE org_id = p_org $$;
CREATE FUNCTION initials(u users) RETURNS text LANGUAGE sql AS $$ SELECT left(u.full_name, 1) $$;
CREATE FUNCTION split_pair(t text, OUT head text, OUT tail text) LANGUAGE sql AS $$ SELECT left(t, 1), substr(t, 2) $$;
CREATE FUNCTION audit.log(kind text) RETURNS bigint LANGUAGE sql AS $$ SELECT 1::bigint $$;
