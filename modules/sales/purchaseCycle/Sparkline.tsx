import { useText } from '#ui/fields/text.ts'

const HEIGHT = 32
const BAR = 5
const GAP = 2

/** The last `count` months up to now, `YYYY-MM`, oldest first. */
function lastMonths(today: string, count: number): string[] {
  const [year, month] = today.split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, i) => {
    const n = year * 12 + (month - 1) - (count - 1 - i)
    return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
  })
}

/** Quantities by month as small bars: seen at a glance, told in words to who cannot see them. */
export function Sparkline({
  months,
  today,
  count = 24,
}: {
  months: { month: string; qty: string }[]
  today: string
  count?: number
}) {
  const { say } = useText()
  const known = new Map(months.map((m) => [m.month, Number(m.qty)]))
  const bars = lastMonths(today, count).map((month) => ({ month, qty: known.get(month) ?? 0 }))
  const most = Math.max(1, ...bars.map((b) => b.qty))
  const width = count * (BAR + GAP)
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={say(`近 ${count} 个月购买数量`, `Quantities of the last ${count} months`)}
    >
      {bars.map((b, i) => {
        const h = b.qty ? Math.max(3, (b.qty / most) * (HEIGHT - 2)) : 1
        return (
          <rect
            key={b.month}
            x={i * (BAR + GAP)}
            y={HEIGHT - h}
            width={BAR}
            height={h}
            rx={1}
            fill={b.qty ? 'var(--xl-primary)' : 'var(--xl-line)'}
          >
            <title>{`${b.month}: ${b.qty}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
