import { badRequest } from '../errors.ts'

/** Where a page ended: the sort value of its last row and that row's id. */
export interface Cursor {
  key: string | null
  id: string
}

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.key, cursor.id])).toString('base64url')

/** Reads a cursor that a page gave. Anything else is refused; it only ever becomes two parameters. */
export function decodeCursor(text: string): Cursor {
  try {
    const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string | null, string]
    const isKey = key === null || (typeof key === 'string' && key.length <= 500 && !key.includes('\u0000'))
    if (isKey && /^[0-9a-f-]{36}$/.test(id)) return { key, id }
  } catch {
    // falls through to the refusal
  }
  throw badRequest('query.cursor', {
    zh: '分页游标无效，请从第一页重新开始',
    en: 'The page cursor is not valid; start from the first page',
  })
}
