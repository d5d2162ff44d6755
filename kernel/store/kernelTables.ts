import type { Table } from './model.ts'

/**
 * The kernel's own tables in every tenant. `{schema}` is replaced when a migration is applied.
 * Audit and seals are append-only: the application's role is granted insert and select, nothing else.
 */
export const kernelTables: Table[] = [
  {
    // One row. Its number changes with every change of roles, grants, people, departments, custom fields or
    // dictionaries; each statement compares it, so that a cached actor is never a stale one.
    name: 'access_epoch',
    columns: { id: 'integer not null', n: 'bigint not null' },
    primaryKey: ['id'],
    indexes: {},
  },
  {
    name: 'role_grant',
    columns: { role_id: 'uuid not null', object: 'text not null', verb: 'text not null', scope: 'text not null' },
    primaryKey: ['role_id', 'object', 'verb'],
    indexes: {},
  },
  {
    name: 'role_field_right',
    columns: { role_id: 'uuid not null', object: 'text not null', field: 'text not null', right: 'text not null' },
    primaryKey: ['role_id', 'object', 'field'],
    indexes: {},
  },
  {
    // Which shipped defaults have been laid down, so that an administrator's removal is not undone by an upgrade.
    name: 'shipped_default',
    columns: { key: 'text not null' },
    primaryKey: ['key'],
    indexes: {},
  },
  {
    name: 'team_member',
    columns: {
      record_id: 'uuid not null',
      employee_id: 'uuid not null',
      object: 'text not null',
      level: 'text not null',
      until: 'date',
      added_by: 'uuid not null',
      added_at: 'timestamptz not null',
    },
    primaryKey: ['record_id', 'employee_id'],
    indexes: { team_member_employee_idx: '(employee_id, object, record_id)' },
    checks: { team_member_level_check: "level in ('read', 'edit')" },
  },
  {
    // 星标: what a person wants at hand. The key leads from him to his rows.
    name: 'star',
    columns: { employee_id: 'uuid not null', object: 'text not null', record_id: 'uuid not null' },
    primaryKey: ['employee_id', 'object', 'record_id'],
    indexes: { star_record_idx: '(record_id)' },
  },
  {
    // Time-boxed stand-ins; filled by the delegation capability, read by the actor loader.
    name: 'delegation',
    columns: {
      id: 'uuid not null',
      from_employee_id: 'uuid not null',
      to_employee_id: 'uuid not null',
      starts_on: 'date not null',
      ends_on: 'date not null',
      objects: 'text[]',
      created_at: 'timestamptz not null',
      created_by: 'uuid not null',
      ended_at: 'timestamptz',
    },
    primaryKey: ['id'],
    indexes: { delegation_to_idx: '(to_employee_id, ends_on)' },
  },
  {
    name: 'audit',
    columns: {
      id: 'uuid not null',
      at: 'timestamptz not null',
      actor_id: 'uuid not null',
      on_behalf_of: 'uuid',
      request_id: 'text not null',
      object: 'text not null',
      record_id: 'uuid',
      verb: 'text not null',
      // json, not jsonb: the hash covers the text as it was written.
      changes: 'json not null',
      prev_hash: 'text not null',
      hash: 'text not null',
      // The writing transaction: seals pass over the log in an order in which nothing can still slip in behind them.
      tx: 'xid8 not null',
    },
    primaryKey: ['id'],
    indexes: {
      audit_tx_idx: '(tx, id)',
      audit_record_idx: '(record_id, id desc)',
      audit_actor_idx: '(actor_id, id desc)',
      audit_object_idx: '(object, id desc)',
    },
  },
  {
    name: 'audit_seal',
    columns: {
      n: 'bigint not null',
      at: 'timestamptz not null',
      upto: 'xid8 not null',
      after: 'xid8 not null',
      rows: 'bigint not null',
      prev_hash: 'text not null',
      hash: 'text not null',
    },
    primaryKey: ['n'],
    indexes: {},
  },
  {
    // `tx` lets a reader pass over rows whose transaction may still be open: a cursor by time or id would lose them.
    name: 'outbox',
    columns: {
      id: 'uuid not null',
      tx: 'xid8 not null',
      at: 'timestamptz not null',
      topic: 'text not null',
      object: 'text',
      record_id: 'uuid',
      actor_id: 'uuid not null',
      payload: 'jsonb not null',
    },
    primaryKey: ['id'],
    indexes: { outbox_tx_idx: '(tx, id)' },
  },
  {
    name: 'outbox_cursor',
    columns: {
      consumer: 'text not null',
      tx: 'xid8 not null',
      id: 'uuid not null',
      lease_until: 'timestamptz',
      holder: 'text',
    },
    primaryKey: ['consumer'],
    indexes: {},
  },
  {
    // Events that a consumer could not digest: tried again at `next_at`, left for a person once that is null.
    name: 'dead_letter',
    columns: {
      consumer: 'text not null',
      event_id: 'uuid not null',
      topic: 'text not null',
      object: 'text',
      record_id: 'uuid',
      actor_id: 'uuid not null',
      payload: 'jsonb not null',
      event_at: 'timestamptz not null',
      attempts: 'integer not null',
      next_at: 'timestamptz',
      failed_at: 'timestamptz not null',
      error: 'text not null',
    },
    primaryKey: ['consumer', 'event_id'],
    indexes: { dead_letter_due_idx: '(next_at) where next_at is not null' },
  },
  {
    // What alerts have told: once for each stage of a record.
    name: 'alert_sent',
    columns: {
      alert: 'text not null',
      record_id: 'uuid not null',
      stage: 'text not null',
      object: 'text not null',
      at: 'timestamptz not null',
    },
    primaryKey: ['alert', 'record_id', 'stage'],
    indexes: {},
  },
  {
    // What an administrator sets for the whole company: the mail server.
    name: 'setting',
    columns: { name: 'text not null', value: 'jsonb not null', at: 'timestamptz not null', by: 'uuid not null' },
    primaryKey: ['name'],
    indexes: {},
  },
  {
    name: 'idempotency',
    columns: {
      actor_id: 'uuid not null',
      key: 'text not null',
      command: 'text not null',
      body_hash: 'text not null',
      reply: 'json',
      at: 'timestamptz not null',
    },
    primaryKey: ['actor_id', 'key'],
    indexes: { idempotency_at_idx: '(at)' },
  },
  {
    name: 'counter',
    columns: { key: 'text not null', value: 'bigint not null' },
    primaryKey: ['key'],
    indexes: {},
  },
  {
    name: 'merge_log',
    columns: {
      id: 'uuid not null',
      object: 'text not null',
      winner_id: 'uuid not null',
      loser_id: 'uuid not null',
      at: 'timestamptz not null',
      actor_id: 'uuid not null',
      // Every row that was moved and what it pointed at, so that the merge can be taken back exactly.
      moved: 'jsonb not null',
      winner_before: 'jsonb not null',
      undone_at: 'timestamptz',
    },
    primaryKey: ['id'],
    indexes: { merge_log_winner_idx: '(winner_id)', merge_log_loser_idx: '(loser_id)' },
  },
  {
    name: 'file',
    columns: {
      id: 'uuid not null',
      name: 'text not null',
      mime: 'text not null',
      size: 'bigint not null',
      sha256: 'text not null',
      preview: 'text',
      body_text: "text not null default ''",
      created_at: 'timestamptz not null',
      created_by: 'uuid not null',
      // Set once the file hangs on a record; an unattached file is its uploader's alone.
      object: 'text',
      record_id: 'uuid',
      field: 'text',
    },
    primaryKey: ['id'],
    indexes: {
      file_record_idx: '(record_id)',
      file_sha_idx: '(sha256)',
      file_loose_idx: '(created_at) where record_id is null',
      // The words inside papers: short queries by one and two characters, longer ones by trigrams.
      file_gram_idx: "using gin ({schema}.grams(body_text)) where body_text <> ''",
      file_trgm_idx: "using gin (body_text gin_trgm_ops) where body_text <> ''",
    },
  },
  {
    // The stored file is the stage: a row is read from it, judged and written, and `next_row` moves on, in one transaction.
    name: 'import_job',
    columns: {
      id: 'uuid not null',
      object: 'text not null',
      file_name: 'text not null',
      // Format, encoding, delimiter, sheet, header row: how the file is read, found once.
      source: 'jsonb not null',
      columns: 'jsonb not null',
      sample: 'jsonb not null',
      mapping: "jsonb not null default '{}'",
      // Values for new records where the file says nothing.
      defaults: "jsonb not null default '{}'",
      mode: "text not null default 'skip'",
      state: 'text not null',
      total: 'bigint',
      next_row: 'bigint not null default 1',
      counts: "jsonb not null default '{}'",
      error: 'jsonb',
      failures: 'integer not null default 0',
      lease_until: 'timestamptz',
      holder: 'text',
      created_by: 'uuid not null',
      created_at: 'timestamptz not null',
      finished_at: 'timestamptz',
    },
    primaryKey: ['id'],
    indexes: {
      import_job_by_idx: '(created_by, created_at desc)',
      import_job_open_idx: "(created_at) where state in ('running', 'undoing')",
    },
    checks: {
      import_job_mode_check: "mode in ('skip', 'update', 'create')",
      import_job_state_check:
        "state in ('draft', 'running', 'paused', 'done', 'failed', 'cancelled', 'undoing', 'undone')",
    },
  },
  {
    // What became of each row of the file; `n` is its number there. The words are kept of rows that did not get in.
    name: 'import_row',
    columns: {
      job_id: 'uuid not null',
      n: 'bigint not null',
      result: 'text not null',
      record_id: 'uuid',
      // Version that the import left, so that undo knows what somebody changed since.
      version: 'bigint',
      before: 'jsonb',
      cells: 'text[]',
      reasons: 'jsonb',
    },
    primaryKey: ['job_id', 'n'],
    indexes: {
      import_row_bad_idx: "(job_id, n) where result in ('failed', 'skipped', 'kept')",
      import_row_record_idx: '(record_id) where record_id is not null',
    },
  },
  {
    name: 'import_mapping',
    columns: {
      employee_id: 'uuid not null',
      object: 'text not null',
      header_hash: 'text not null',
      mapping: 'jsonb not null',
      defaults: "jsonb not null default '{}'",
      at: 'timestamptz not null',
    },
    primaryKey: ['employee_id', 'object', 'header_hash'],
    indexes: {},
  },
]

/** Statements that precede the tables in a new tenant. */
export const preamble: string[] = [
  'create extension if not exists pg_trgm',
  // Equality inside exclusion constraints: no two periods of one price overlap.
  'create extension if not exists btree_gist',
  // The index terms of a search text, see kernel/text/grams.ts: each pair of neighbours (those that hold a space are never
  // asked for) and each single character that is no plain letter or digit. Scalar functions only: twelve times faster
  // than unnesting, and every write of a searchable row pays for it.
  `create or replace function {schema}.grams(t text) returns text[] language sql immutable parallel safe return
     string_to_array(regexp_replace(t || ' ', '(..)', '\\1|', 'g') || regexp_replace(substr(t, 2) || ' ', '(..)', '\\1|', 'g'), '|')
       || string_to_array(translate(t, 'abcdefghijklmnopqrstuvwxyz0123456789 ', ''), null)`,
]
