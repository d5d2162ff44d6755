import { createHash } from 'node:crypto'

/** sha256 of an API key or link token, as stored: the token itself is 256 random bits, so no slow hash is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
