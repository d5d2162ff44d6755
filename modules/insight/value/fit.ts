/** Maximum likelihood on log-parameters, shared by every model: starts, search, errors, and the word of warning. */
import { bfgs, gradient, hessian, invertPositiveDefinite, nelderMead, type Objective } from './optimise.ts'

export interface Fit<P> {
  params: P
  /** Log-likelihood at the estimate, in the caller's time unit. */
  logLikelihood: number
  customers: number
  /** Standard errors (delta method from the Hessian in log-parameters); null where the data do not determine them. */
  standardErrors: P | null
  /** 95 % intervals, symmetric on the log scale; null with the standard errors. */
  intervals: { [K in keyof P]: [number, number] } | null
  /** May the parameters be believed? When false, `reasons` say why: use pooled parameters or RFM scores instead. */
  reliable: boolean
  reasons: string[]
  evaluations: number
}

/** How far a log-parameter may wander from 0 before the answer counts as "at the edge" (e^±9 of scaled time). */
const EDGE = 9

export interface FitTask<K extends string> {
  names: readonly K[]
  /** Negative log-likelihood of log-parameters on all data. */
  objective: Objective
  /** The same on a small sample; used to find a start. */
  sample?: Objective
  starts: readonly (readonly number[])[]
  /** Factor that turns a scaled parameter into the caller's unit (time scale for scale parameters, else 1). */
  units: { [k in K]: number }
  /** Constant to add to the log-likelihood (Jacobian of the time scaling). */
  constant?: number
  customers: number
  reasons?: string[]
}

/** Minimise; never throws and never returns NaN. Doubts are told in `reasons`. */
export function fitMaximumLikelihood<K extends string>(task: FitTask<K>): Fit<Record<K, number>> {
  const boxed = box(task.objective)
  const sample = box(task.sample ?? task.objective)
  let evaluations = 0
  const rough = task.starts.map((s) => {
    const m = nelderMead(sample, s, 300)
    evaluations += m.evaluations
    return m
  })
  rough.sort((a, b) => a.value - b.value)
  let best = bfgs(boxed, rough[0]!.x)
  evaluations += best.evaluations
  if (!best.converged || atEdge(best.x)) {
    const retry = nelderMead(boxed, best.x, 1500, 0.3)
    evaluations += retry.evaluations
    if (retry.value < best.value) best = retry
    const polish = bfgs(boxed, best.x)
    evaluations += polish.evaluations
    if (polish.value <= best.value) best = polish
  }
  const x = best.x.map((v) => Math.min(EDGE, Math.max(-EDGE, v)))
  const reasons = [...(task.reasons ?? []), ...doubts(task, boxed, x, best.converged)]
  const params = name(task, (k, i) => Math.exp(x[i]!) * task.units[k])
  const errors = atEdge(x) ? null : logErrors(boxed, x)
  if (!errors && !atEdge(x)) reasons.push('the likelihood is flat: standard errors could not be computed')
  return {
    params,
    logLikelihood: -task.objective(x) + (task.constant ?? 0),
    customers: task.customers,
    standardErrors: errors && name(task, (k, i) => params[k] * errors[i]!),
    intervals:
      errors &&
      name(task, (k, i): [number, number] => [
        params[k] * Math.exp(-1.959964 * errors[i]!),
        params[k] * Math.exp(1.959964 * errors[i]!),
      ]),
    reliable: reasons.length === 0,
    reasons,
    evaluations,
  }
}

function doubts<K extends string>(task: FitTask<K>, f: Objective, x: number[], converged: boolean): string[] {
  const out: string[] = []
  task.names.forEach((k, i) => {
    if (Math.abs(x[i]!) > EDGE - 0.5)
      out.push(`parameter ${k} ran to the edge of the search: the data do not determine it`)
  })
  const slope = Math.max(...gradient(f, x, 1e-4).map(Math.abs))
  if (!converged && slope > 1e-3 * (1 + task.customers)) out.push('the search did not converge')
  return out
}

/** Outside the box the objective is that of the nearest point plus a wall, so the search turns back. */
function box(f: Objective): Objective {
  return (x) => {
    let wall = 0
    const inside = x.map((v) => {
      const c = Math.min(EDGE, Math.max(-EDGE, v))
      wall += (v - c) ** 2
      return c
    })
    return wall === 0 ? f(x) : f(inside) + 100 * wall
  }
}

const atEdge = (x: readonly number[]) => x.some((v) => Math.abs(v) > EDGE - 0.5)

function logErrors(f: Objective, x: readonly number[]): number[] | null {
  const covariance = invertPositiveDefinite(hessian(f, x))
  if (!covariance) return null
  const errors = covariance.map((row, i) => Math.sqrt(row[i]!))
  return errors.every((e) => Number.isFinite(e) && e < 20) ? errors : null
}

function name<K extends string, V>(task: FitTask<K>, value: (k: K, i: number) => V): Record<K, V> {
  return Object.fromEntries(task.names.map((k, i) => [k, value(k, i)])) as Record<K, V>
}
