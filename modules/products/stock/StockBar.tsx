import { useText } from '#ui/fields/text.ts'
import '../products.css'

export interface StockParts {
  onHand: string | null
  reserved: string | null
  locked: string | null
  /** Free and shippable. */
  available: string | null
  nearExpiry?: string | null
}

const PARTS = {
  available: 'var(--xl-success)',
  near: 'var(--xl-accent)',
  reserved: 'var(--xl-info)',
  locked: 'var(--xl-danger)',
  waiting: 'var(--xl-ink-3)',
} as const

/** How what lies there divides: free, near expiry, reserved, locked, and what is not released. Widths only; no figures. */
export function StockBar({ stock }: { stock: StockParts }) {
  const n = (v: string | null | undefined): number => Number(v ?? 0)
  // What is not known in all its parts has no picture.
  const parts = [stock.onHand, stock.available, stock.reserved, stock.locked]
  const total = parts.includes(null) ? 0 : n(stock.onHand)
  const near = n(stock.nearExpiry)
  const widths = {
    available: n(stock.available) - near,
    near,
    reserved: n(stock.reserved),
    locked: n(stock.locked),
    waiting: total - n(stock.available) - n(stock.reserved) - n(stock.locked),
  }
  return (
    <div className="xl-stock-bar" aria-hidden>
      {Object.entries(widths).map(([name, width]) =>
        width > 0 && total > 0 ? (
          <i key={name} style={{ width: `${(100 * width) / total}%`, background: PARTS[name as keyof typeof PARTS] }} />
        ) : null,
      )}
    </div>
  )
}

export function StockLegend() {
  const { say } = useText()
  const words: [keyof typeof PARTS, string][] = [
    ['available', say('可用', 'Available')],
    ['near', say('近效期', 'Near expiry')],
    ['reserved', say('占用', 'Reserved')],
    ['locked', say('锁定', 'Locked')],
    ['waiting', say('待验/过期', 'Not released')],
  ]
  return (
    <div className="xl-stock-legend">
      {words.map(([name, word]) => (
        <span key={name} style={{ '--key': PARTS[name] } as React.CSSProperties}>
          {word}
        </span>
      ))}
    </div>
  )
}
