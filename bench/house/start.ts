import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type BenchHouse, benchHouse } from './build.ts'

export interface Running {
  house: BenchHouse
  /** The real server. */
  url: string
  /** The bare one. */
  floor: string
  cookie(who: 'rep' | 'lead' | 'director'): Promise<string>
  stop(): Promise<void>
}

async function child(
  file: string,
  args: string[],
): Promise<{ process: ChildProcess; said: { url: string; pg?: string } }> {
  const started = fork(join(import.meta.dirname, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [said] = (await once(started, 'message')) as [{ url: string; pg?: string }]
  return { process: started, said }
}

/** Both servers on the bench house, each in a process of its own, on one PostgreSQL. */
export async function startBench(): Promise<Running> {
  const house = await benchHouse()
  const real = await child('serve.ts', [house.dataDir])
  const bare = await child('floor.ts', [real.said.pg!, 't_main'])
  const url = real.said.url.replace('localhost', '127.0.0.1')
  return {
    house,
    url,
    floor: bare.said.url,
    async cookie(who) {
      const answer = await fetch(`${real.said.url}/api/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: who, password: house.password }),
      })
      if (!answer.ok) throw new Error(`sign-in as ${who}: ${answer.status} ${await answer.text()}`)
      return answer.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; ')
    },
    async stop() {
      for (const p of [bare.process, real.process]) {
        p.kill('SIGTERM')
        await once(p, 'exit')
      }
    },
  }
}
