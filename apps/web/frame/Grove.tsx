import { LEAF, PETAL } from '#ui/core/Mark.tsx'

/** Blossoms of the grove: [x, y, size, turn, is a leaf]. Placed by hand along two boughs. */
const BLOSSOMS: [number, number, number, number][] = [
  [92, 250, 1.9, 10],
  [168, 196, 1.3, 40],
  [214, 256, 1.1, -20],
  [270, 148, 2.1, 25],
  [346, 196, 1.4, 5],
  [398, 108, 1.7, -12],
  [446, 170, 1, 50],
  [330, 92, 0.9, 0],
]
const LEAVES: [number, number, number, number][] = [
  [128, 216, 1.1, -50],
  [236, 200, 1, 70],
  [306, 172, 1.2, -30],
  [372, 150, 1, 120],
  [432, 120, 1.2, 40],
  [190, 228, 0.9, 160],
]

/** The picture of the login page: a flowering bough, drawn from the petals of the mark. */
export function Grove() {
  return (
    <svg className="xl-grove" viewBox="0 0 520 340" aria-hidden="true" preserveAspectRatio="xMaxYMax meet">
      <g fill="none" stroke="#2c5a4d" strokeLinecap="round">
        <path d="M-10 330 C90 300 130 230 220 205 S380 140 520 40" strokeWidth="7" />
        <path d="M150 244 C190 262 220 258 250 262" strokeWidth="4" />
        <path d="M300 168 C340 200 400 190 460 168" strokeWidth="4" />
        <path d="M270 186 C280 140 310 110 334 92" strokeWidth="3" />
      </g>
      {LEAVES.map(([x, y, s, r]) => (
        <path
          key={`${x}${y}`}
          d={LEAF}
          fill="#5f9d87"
          transform={`translate(${x} ${y}) rotate(${r}) scale(${s * 1.8})`}
        />
      ))}
      {BLOSSOMS.map(([x, y, s, r]) => (
        <g key={`${x}${y}`} transform={`translate(${x} ${y}) rotate(${r}) scale(${s * 1.35})`}>
          {[0, 72, 144, 216, 288].map((turn) => (
            <path key={turn} d={PETAL} fill={turn % 144 ? '#f3b48c' : '#ee9f6f'} transform={`rotate(${turn})`} />
          ))}
          <circle r="2.2" fill="#b04a1b" />
        </g>
      ))}
    </svg>
  )
}
