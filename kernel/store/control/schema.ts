/**
 * The control schema: who may enter, and which tenant schema they enter. Everything else lives in a tenant schema.
 *
 * Forward-only: entries are appended, never edited (`migrateControl` refuses an edited one). One statement per entry,
 * no triggers, no sequences; ids are UUIDv7 made by the application. Column sets of "user", session, account,
 * verification and two_factor are what better-auth 1.7 asks for, in snake_case (mapped in kernel/http/auth/tables.ts),
 * plus ours.
 */
export interface ControlStep {
  name: string
  sql: string
}

export const CONTROL_STEPS: readonly ControlStep[] = [
  {
    name: 'tenant',
    sql: `create table control.tenant (
      id uuid primary key,
      schema text not null unique check (schema ~ '^[a-z][a-z0-9_]{0,62}$'),
      name text not null unique,
      label text not null,
      created_at timestamptz not null default now())`,
  },
  {
    name: 'user',
    sql: `create table control."user" (
      id uuid primary key,
      tenant_id uuid not null references control.tenant (id),
      name text not null,
      username text unique check (username = lower(username)),
      email text unique check (email = lower(email)),
      phone text unique check (phone ~ '^\\+?[0-9]{7,15}$'),
      email_verified boolean not null default false,
      image text,
      status text not null default 'active' check (status in ('active', 'disabled')),
      locale text not null default 'zh' check (locale in ('zh', 'en')),
      must_change_password boolean not null default false,
      two_factor_enabled boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (coalesce(username, email, phone) is not null))`,
  },
  { name: 'user by tenant', sql: `create index user_by_tenant on control."user" (tenant_id)` },
  {
    name: 'session',
    sql: `create table control.session (
      id uuid primary key,
      user_id uuid not null references control."user" (id) on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      last_seen_at timestamptz not null default now(),
      ip_address text,
      user_agent text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now())`,
  },
  { name: 'session by user', sql: `create index session_by_user on control.session (user_id)` },
  {
    name: 'account',
    sql: `create table control.account (
      id uuid primary key,
      user_id uuid not null references control."user" (id) on delete cascade,
      account_id text not null,
      provider_id text not null,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (provider_id, account_id))`,
  },
  { name: 'account by user', sql: `create index account_by_user on control.account (user_id)` },
  {
    name: 'verification',
    sql: `create table control.verification (
      id uuid primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now())`,
  },
  {
    name: 'verification by identifier',
    sql: `create index verification_identifier on control.verification (identifier)`,
  },
  { name: 'verification by value', sql: `create index verification_value on control.verification (value)` },
  {
    name: 'two_factor',
    sql: `create table control.two_factor (
      id uuid primary key,
      user_id uuid not null unique references control."user" (id) on delete cascade,
      secret text not null,
      backup_codes text not null,
      verified boolean default true,
      failed_verification_count integer default 0,
      locked_until timestamptz)`,
  },
  { name: 'two_factor by secret', sql: `create index two_factor_secret on control.two_factor (secret)` },
  {
    name: 'totp_use: a code that was tried once is not accepted again',
    sql: `create table control.totp_use (
      user_id uuid not null references control."user" (id) on delete cascade,
      code text not null,
      used_at timestamptz not null default now(),
      primary key (user_id, code))`,
  },
  {
    name: 'api_key',
    sql: `create table control.api_key (
      id uuid primary key,
      user_id uuid not null references control."user" (id) on delete cascade,
      name text not null,
      prefix text not null,
      hash bytea not null unique,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      created_at timestamptz not null default now())`,
  },
  { name: 'api_key by user', sql: `create index api_key_by_user on control.api_key (user_id)` },
  {
    name: 'login_attempt: the instants of recent guesses, one row per bucket',
    sql: `create table control.login_attempt (
      bucket text primary key,
      hits timestamptz[] not null,
      allowed boolean not null,
      updated_at timestamptz not null)`,
  },
  {
    name: 'one_time_link',
    sql: `create table control.one_time_link (
      id uuid primary key,
      user_id uuid not null references control."user" (id) on delete cascade,
      hash bytea not null unique,
      expires_at timestamptz not null,
      used_at timestamptz,
      created_at timestamptz not null default now())`,
  },
  { name: 'one_time_link by user', sql: `create index one_time_link_by_user on control.one_time_link (user_id)` },
]
