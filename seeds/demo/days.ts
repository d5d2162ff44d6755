const DAY = 86_400_000

/** The calendar day `n` days later. */
export const day = (date: string, n: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10)

/** The day itself, or the Monday after when it is a Saturday or Sunday. */
export function workday(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 6 ? day(date, 2) : weekday === 0 ? day(date, 1) : date
}

/** An instant on a working day in China: `hour` is the local hour. */
export const instant = (date: string, hour: number, minute = 0): Date =>
  new Date(Date.parse(`${date}T00:00:00Z`) + ((hour - 8) * 60 + minute) * 60_000)

/** The first day of each month from the month of `from` to that of `to`. */
export function months(from: string, to: string): string[] {
  const list: string[] = []
  for (let m = `${from.slice(0, 7)}-01`; m <= to; ) {
    list.push(m)
    m = `${day(m, 32).slice(0, 8)}01`
  }
  return list
}

/** The earlier and the later of two days. */
export const earlier = (a: string, b: string): string => [a, b].toSorted()[0]!
export const later = (a: string, b: string): string => [a, b].toSorted()[1]!
