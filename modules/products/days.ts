const iso = (at: Date): string => at.toISOString().slice(0, 10)

/** The day some days after (or, negative, before) a day; both `YYYY-MM-DD`. */
export const addDays = (day: string, days: number): string => iso(new Date(Date.parse(day) + days * 86_400_000))

/**
 * The same day of the month some months later, or that month's last day where it has none such (31 August + 6 → the
 * last of February), as PostgreSQL adds months.
 */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return iso(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))))
}

/** Days from one day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
