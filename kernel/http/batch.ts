import type { Caller } from '../access/actor.ts'
import { afresh } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { badRequest, Problem } from '../errors.ts'
import type { Unit } from '../records/unit.ts'
import { type ApiRequest, type ApiRoute, listOf, object as obj, uuid } from './api.ts'
import { KEY } from './recordRoutes.ts'

export interface BatchOutcome {
  done: string[]
  /** Rows of which the work waits for an approval. */
  started: string[]
  failed: { id: string; code: string; message: unknown }[]
}

type Work = (unit: Unit, recordId: string, input: Record<string, unknown>) => Promise<unknown>

/** Runs one verb on each of several rows, each in a transaction of its own; what failed says why. */
async function runBatch(caller: Caller, request: ApiRequest, most: number, work: Work): Promise<BatchOutcome> {
  const { ids, input } = request.body
  if (!Array.isArray(ids) || !ids.length || ids.length > most)
    throw badRequest('batch.size', { zh: `一次最多处理 ${most} 条`, en: `At most ${most} at once` })
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const outcome: BatchOutcome = { done: [], started: [], failed: [] }
  for (const recordId of ids.map(String)) {
    try {
      // Rights may change between two rows; each is done as the caller is by then.
      const result = await afresh(caller, (now) =>
        write(now, { command: 'batch', body: null }, (unit) => work(unit, recordId, given)),
      )
      const waits = typeof result === 'object' && result !== null && 'approval' in result && result.approval
      outcome[waits ? 'started' : 'done'].push(recordId)
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      outcome.failed.push({ id: recordId, code: error.code, message: error.label })
    }
  }
  return outcome
}

/** A route of the list's batch bar. */
export function batchRoute(route: Pick<ApiRoute, 'tag' | 'path' | 'summary'>, most: number, work: Work): ApiRoute {
  return {
    ...route,
    method: 'POST',
    headers: KEY,
    body: obj({ ids: listOf(uuid), input: { type: 'object' } }, ['ids']),
    reply: obj({ done: listOf(uuid), started: listOf(uuid), failed: listOf({ type: 'object' }) }),
    run: (caller, request) => runBatch(caller, request, most, work),
  }
}
