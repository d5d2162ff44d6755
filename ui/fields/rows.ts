/** Replies that are a bare list or a page of one: the rows either way. */
export function rowsOf<T>(reply: T[] | { data: T[] } | undefined): T[] {
  if (!reply) return []
  return Array.isArray(reply) ? reply : reply.data
}
