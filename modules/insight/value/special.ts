/** Special functions in double precision. Checked against high-precision reference values in special.test.ts. */

const HALF_LOG_2PI = 0.9189385332046727

/** ln Γ(x) for x > 0 (shifted Stirling series, absolute error below 1e-13 for x up to 1e6). NaN for x ≤ 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let shift = 1
  let z = x
  while (z < 10) {
    shift *= z
    z += 1
  }
  const i = 1 / (z * z)
  const series =
    (1 / 12 + i * (-1 / 360 + i * (1 / 1260 + i * (-1 / 1680 + i * (1 / 1188 + i * (-691 / 360360 + i / 156)))))) / z
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_2PI + series - Math.log(shift)
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** ln(e^a + e^b) without overflow. */
export function logAdd(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b
  if (b === Number.NEGATIVE_INFINITY) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}

/** ln(e^a − e^b); −Infinity where a ≤ b (rounding only; callers pass a ≥ b). */
export function logSubtract(a: number, b: number): number {
  if (!(a > b)) return Number.NEGATIVE_INFINITY
  return a + Math.log(-Math.expm1(b - a))
}

/**
 * Gauss' hypergeometric function ₂F₁(a, b; c; z), 0 ≤ z < 1, by its power series (Abramowitz & Stegun 15.1.1).
 * Callers transform (Euler, A&S 15.3.3) so that the series is short.
 */
export function hyp2f1(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let n = 0; n < 200_000; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
    if (n > Math.abs(a) + Math.abs(b) && Math.abs(term) < 1e-16 * Math.abs(sum) * (1 - z)) break
    if (term === 0) break
  }
  return sum
}

/**
 * ₂F₁(1, b; c; z) for 0 ≤ z < 1, c > 0, c > b > 0, by Gauss' continued fraction (DLMF 15.7.1 with a = 1), modified
 * Lentz. It converges fast even near z = 1, where the power series needs thousands of terms.
 */
export function hyp2f1One(b: number, c: number, z: number): number {
  if (z === 0) return 1
  let f = 1
  let C = 1
  let D = 0
  for (let k = 1; k < 5000; k++) {
    const n = k >> 1
    const u =
      k % 2 === 1
        ? ((b + n) * (c - 1 + n)) / ((c + 2 * n - 1) * (c + 2 * n))
        : (n * (c - b + n - 1)) / ((c + 2 * n - 2) * (c + 2 * n - 1))
    D = 1 / (1 - u * z * D)
    C = 1 - (u * z) / C
    const delta = C * D
    f *= delta
    if (Math.abs(delta - 1) < 1e-15) break
  }
  return 1 / f
}
