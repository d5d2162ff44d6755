/** A small seeded generator (mulberry32), so that bootstraps, searches and test corpora can be repeated exactly. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A Poisson variate; by inversion below 30, by normal approximation above. */
export function poisson(mean: number, random: () => number): number {
  if (!(mean > 0)) return 0
  if (mean > 30) {
    const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z))
  }
  let p = Math.exp(-mean)
  let u = random()
  let k = 0
  while (u > p && k < 1000) {
    u -= p
    k++
    p *= mean / k
  }
  return k
}
