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
