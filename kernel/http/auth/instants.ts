/** Instants of a row as ISO 8601 UTC, whether the driver's parsers gave a `Date` or text. */
export function isoTimes<R extends object>(row: R): R {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    value !== null && key.endsWith('At') ? new Date(value).toISOString() : value,
  ])
  return Object.fromEntries(entries)
}
