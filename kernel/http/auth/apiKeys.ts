import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Queryable } from '#kernel/store/control/index.ts'
import { isoTimes } from './instants.ts'
import { AuthRefusal } from './refusal.ts'
import { hashToken } from './token.ts'

/** What may be shown of an API key after it was made: its beginning tells it apart. */
export interface ApiKeyInfo {
  id: string
  name: string
  prefix: string
  /** Instants are ISO 8601 UTC. */
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export interface NewApiKey extends ApiKeyInfo {
  /** `xl_…`, shown this once; only its sha256 is kept. */
  token: string
}

const MAX_KEYS = 50
const COLUMNS = `id, name, prefix, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"`

/**
 * Makes a key that asks as the user. @throws AuthRefusal 422 for a name that is empty or over 100 characters, an expiry
 * in the past, or more than 50 keys.
 */
export async function createApiKey(
  db: Queryable,
  userId: string,
  name: string,
  expiresAt: Date | null = null,
): Promise<NewApiKey> {
  const label = name.trim().normalize('NFC')
  if (!label || label.length > 100) throw invalid('name', '名称须为 1–100 个字', 'A name of 1 to 100 characters')
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw invalid('expiresAt', '到期时间须在将来', 'The expiry must be in the future')
  }
  if ((await listApiKeys(db, userId)).length >= MAX_KEYS) {
    throw invalid('name', `最多 ${MAX_KEYS} 个密钥`, `At most ${MAX_KEYS} keys`)
  }
  const token = `xl_${randomBytes(32).toString('base64url')}`
  const { rows } = await db.query<ApiKeyInfo>(
    `insert into control.api_key (id, user_id, name, prefix, hash, expires_at) values ($1, $2, $3, $4, $5, $6)
     returning ${COLUMNS}`,
    [uuid(), userId, label, token.slice(0, 9), hashToken(token), expiresAt],
  )
  return { ...isoTimes(rows[0]!), token }
}

/** The user's keys that are not revoked, newest first; expired ones are listed too. */
export async function listApiKeys(db: Queryable, userId: string): Promise<ApiKeyInfo[]> {
  const { rows } = await db.query<ApiKeyInfo>(
    `select ${COLUMNS} from control.api_key where user_id = $1 and revoked_at is null order by id desc`,
    [userId],
  )
  return rows.map(isoTimes)
}

/** Ends one of the user's keys; false when it is not theirs or already revoked. */
export async function revokeApiKey(db: Queryable, userId: string, keyId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update control.api_key set revoked_at = now() where id = $1 and user_id = $2 and revoked_at is null',
    [keyId, userId],
  )
  return rowCount === 1
}

const invalid = (field: string, zh: string, en: string) =>
  new AuthRefusal(422, `apiKey.${field}Invalid`, { zh, en }, { field })
