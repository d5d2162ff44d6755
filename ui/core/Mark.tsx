import { color } from './tokens.ts'

export const PETAL =
  'M0 -3.2 C-5.6 -6 -6.4 -12.4 -2.6 -14.6 C-1.3 -15.3 -.4 -14.6 0 -13.7 C.4 -14.6 1.3 -15.3 2.6 -14.6 C6.4 -12.4 5.6 -6 0 -3.2 Z'
export const LEAF = 'M0 -3.2 C-4.6 -6.4 -4.2 -12 0 -16.4 C4.2 -12 4.6 -6.4 0 -3.2 Z'

/** The mark: an apricot blossom of five petals, one of which is a leaf. `tone` light is for dark ground. */
export function Mark({ size = 28, tone = 'dark' }: { size?: number; tone?: 'dark' | 'light' }) {
  const leaf = tone === 'light' ? '#8fcbb3' : color.primary
  const petal = tone === 'light' ? '#f0a070' : color.accent
  return (
    <svg width={size} height={size} viewBox="-16.5 -17 33 33" aria-hidden="true" focusable="false">
      {[72, 144, 216, 288].map((turn) => (
        <path key={turn} d={PETAL} fill={petal} transform={`rotate(${turn})`} opacity={turn % 144 ? 1 : 0.86} />
      ))}
      <path d={LEAF} fill={leaf} />
    </svg>
  )
}

/** Mark and name side by side. */
export function Wordmark({
  size = 28,
  tone = 'dark',
  name = true,
}: {
  size?: number
  tone?: 'dark' | 'light'
  name?: boolean
}) {
  return (
    <span className={`xl-wordmark xl-wordmark-${tone}`}>
      <Mark size={size} tone={tone} />
      {name && (
        <span className="xl-wordmark-text" style={{ fontSize: Math.round(size * 0.66) }}>
          杏林<small>Xinglin</small>
        </span>
      )}
    </span>
  )
}
