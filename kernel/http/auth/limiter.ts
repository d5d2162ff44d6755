import type { Queryable } from '#kernel/store/control/index.ts'

/** A bucket admits `limit` guesses in any `windowSeconds`. */
export interface Limit {
  limit: number
  windowSeconds: number
}

/** One guess that was let through; give it back when it turned out right. */
export interface Ticket {
  bucket: string
  at: string
}

export type Taken = { ok: true; ticket: Ticket } | { ok: false; retryAfter: number }

/**
 * Takes one guess from `bucket`, or says how many seconds until there is one. A sliding window of instants in one row:
 * the row lock of the upsert makes parallel guesses count one after the other, over all server processes.
 */
export async function takeGuess(db: Queryable, bucket: string, { limit, windowSeconds }: Limit): Promise<Taken> {
  const { rows } = await db.query<{ allowed: boolean; at: string; wait: number }>(
    `insert into control.login_attempt as a (bucket, hits, allowed, updated_at)
     values ($1, array[clock_timestamp()], true, clock_timestamp())
     on conflict (bucket) do update set (hits, allowed, updated_at) = (
       select case when cardinality(recent) < $2 then recent || clock_timestamp() else recent end,
         cardinality(recent) < $2, clock_timestamp()
       from (select array(
         select hit from unnest(a.hits) hit where hit > clock_timestamp() - make_interval(secs => $3) order by hit
       ) as recent) r)
     returning allowed, hits[cardinality(hits)]::text as at,
       extract(epoch from hits[1] + make_interval(secs => $3) - clock_timestamp())::float8 as wait`,
    [bucket, limit, windowSeconds],
  )
  const { allowed, at, wait } = rows[0]!
  return allowed ? { ok: true, ticket: { bucket, at } } : { ok: false, retryAfter: Math.max(1, Math.ceil(wait)) }
}

/** Gives back a guess that was right: only wrong ones stay counted. */
export async function giveBack(db: Queryable, ticket: Ticket): Promise<void> {
  await db.query(
    'update control.login_attempt set hits = array_remove(hits, $2::timestamptz), updated_at = now() where bucket = $1',
    [ticket.bucket, ticket.at],
  )
}
