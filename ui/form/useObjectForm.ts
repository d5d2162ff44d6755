import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, Awaiting, api, uuid } from '#ui/core/api.ts'
import { refreshObject } from '#ui/core/meta.ts'
import { useMe } from '#ui/core/session.tsx'
import type { Row } from '#ui/core/types.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { check, fieldErrors } from './check.ts'
import type { Match } from './Duplicates.tsx'
import { type Draft, dropDraft, readDraft, writeDraft } from './draft.ts'
import { createBody, defaultsOf, updateBody, type Values } from './values.ts'

const DRAFT_MS = 250

export interface FormState {
  values: Values
  errors: Record<string, string>
  /** What is wrong with the whole rather than with one field. */
  problem: string | null
  dirty: boolean
  busy: boolean
  /** A draft of an earlier visit was put back. */
  restored: Draft | null
  /** The server refused because of these; `suspected` may be overruled. */
  refused: { matches: Match[]; suspected: boolean } | null
  stale: { current: Row } | null
  set: (name: string, value: unknown) => void
  submit: (options?: { acceptDuplicates?: boolean }) => Promise<Row | null>
  resolve: (values: Values, current: Row) => Promise<Row | null>
  dismiss: () => void
  discard: () => void
  onInvalid: { current: ((errors: Record<string, string>) => void) | null }
  /** Called where what was sent waits for approval: nothing is saved yet, and nothing left to fill in. */
  onAwaiting: { current: (() => void) | null }
}

/** Another way to the server than creating or changing the row. */
export type Send = (body: Values, how: { accept: boolean; version: number | undefined; key: string }) => Promise<Row>

export interface FormOptions {
  /** A new row written from another row's page has a draft of its own there. */
  place?: string | undefined
  /** What is filled in beforehand over the row. */
  changes?: Values | undefined
  send?: Send | undefined
}

interface Base {
  values: Values
  version?: number
}

/**
 * State of one form: values, drafts, errors, submit. A click that follows a click finds the first one still running
 * and does nothing; a retry after a lost answer carries the same key, so that the server does the work once.
 */
export function useObjectForm(
  object: ObjectMeta,
  row: Row | undefined,
  initial: Values,
  { place, changes, send: other }: FormOptions = {},
): FormState {
  const { t } = useText()
  const me = useMe()
  const client = useQueryClient()
  const creating = row === undefined
  const slot = place ?? row?.id
  const [base, setBase] = useState<Base>(() => ({
    values: row ?? { ...defaultsOf(object.fields), ...initial },
    version: row?.version,
  }))
  const [restored, setRestored] = useState(() => readDraft(me.user.id, object.name, slot))
  const [values, setValues] = useState<Values>(() => ({ ...base.values, ...changes, ...restored?.values }))
  const [touched, setTouched] = useState(restored !== null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<FormState['refused']>(null)
  const [stale, setStale] = useState<FormState['stale']>(null)
  const running = useRef(false)
  const attempt = useRef<{ key: string; body: string } | null>(null)
  // False once saved or discarded, so that the last pending write does not bring the draft back.
  const drafting = useRef(restored !== null)
  const onInvalid = useRef<FormState['onInvalid']['current']>(null)
  const onAwaiting = useRef<FormState['onAwaiting']['current']>(null)

  useEffect(() => {
    if (!touched) return
    const save = () => {
      if (drafting.current)
        writeDraft(me.user.id, object.name, slot, {
          values: changed(base.values, values),
          version: base.version,
          at: new Date().toISOString(),
        })
    }
    const timer = setTimeout(save, DRAFT_MS)
    return () => {
      clearTimeout(timer)
      save()
    }
  }, [touched, values, base, me.user.id, object.name, slot])

  const set = (name: string, value: unknown): void => {
    drafting.current = true
    setTouched(true)
    setProblem(null)
    setValues((v) => ({ ...v, [name]: value }))
    setErrors((e) => Object.fromEntries(Object.entries(e).filter(([k]) => k !== name && !k.startsWith(`${name}.`))))
  }

  const keyFor = (body: unknown): string => {
    const text = JSON.stringify(body)
    if (attempt.current?.body !== text) attempt.current = { key: uuid(), body: text }
    return attempt.current.key
  }

  const refuse = async (error: unknown): Promise<void> => {
    if (!(error instanceof ApiError)) {
      setProblem(problemText(error))
      return
    }
    // A refusal is final for this key; only a lost answer is asked again under the same one.
    if (error.status > 0 && error.status < 500) attempt.current = null
    if (error.code.startsWith('duplicate.') && Array.isArray(error.body.matches)) {
      setRefused({ matches: error.body.matches as Match[], suspected: error.code === 'duplicate.suspected' })
    } else if (error.code === 'version.stale' && row) {
      // The refusal names only what differs; to go on, the whole row as it is now is needed.
      setStale({ current: await api.one<Row>(object.path, row.id) })
    } else {
      const byField = fieldErrors(error.fields, t)
      setErrors(byField)
      setProblem(error.text)
      onInvalid.current?.(byField)
    }
  }

  const send = async (next: Values, from: Base, acceptDuplicates: boolean): Promise<Row | null> => {
    if (running.current) return null
    const wrong = check(object, next, creating, t)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) {
      setProblem(null)
      onInvalid.current?.(wrong)
      return null
    }
    running.current = true
    setBusy(true)
    setProblem(null)
    setRefused(null)
    const taken = (): void => {
      drafting.current = false
      dropDraft(me.user.id, object.name, slot)
      setTouched(false)
      refreshObject(client, object.name)
    }
    try {
      const saved = creating
        ? await create(object, next, acceptDuplicates, keyFor, other)
        : await update(object, row, from, next, keyFor, other)
      taken()
      return saved
    } catch (error) {
      if (error instanceof Awaiting) {
        taken()
        onAwaiting.current?.()
        return null
      }
      await refuse(error).catch((again: unknown) => setProblem(problemText(again)))
      return null
    } finally {
      running.current = false
      setBusy(false)
    }
  }

  return {
    values,
    errors,
    problem,
    dirty: touched,
    busy,
    restored,
    refused,
    stale,
    set,
    submit: (options) => send(values, base, options?.acceptDuplicates ?? false),
    resolve: (next, current) => {
      const rebased = { values: current, version: current.version }
      setStale(null)
      setBase(rebased)
      setValues(next)
      return send(next, rebased, false)
    },
    dismiss: () => {
      setRefused(null)
      setStale(null)
    },
    discard: () => {
      drafting.current = false
      dropDraft(me.user.id, object.name, slot)
      setRestored(null)
      setTouched(false)
      setErrors({})
      setValues({ ...base.values, ...changes })
    },
    onInvalid,
    onAwaiting,
  }
}

const changed = (before: Values, now: Values): Values =>
  Object.fromEntries(Object.entries(now).filter(([k, v]) => JSON.stringify(before[k]) !== JSON.stringify(v)))

function create(
  object: ObjectMeta,
  values: Values,
  acceptDuplicates: boolean,
  keyFor: (b: unknown) => string,
  send?: Send,
): Promise<Row> {
  const body = createBody(object.fields, object.lines, values)
  if (send) return send(body, { accept: acceptDuplicates, version: undefined, key: keyFor({ body, acceptDuplicates }) })
  return api.create(object.path, body, { acceptDuplicates, key: keyFor({ body, acceptDuplicates }) })
}

async function update(
  object: ObjectMeta,
  row: Row,
  from: Base,
  values: Values,
  keyFor: (b: unknown) => string,
  send?: Send,
): Promise<Row> {
  const body = updateBody(object.fields, object.lines, from.values, values)
  if (Object.keys(body).length === 0) return row
  const version = from.version ?? row.version
  if (send) return send(body, { accept: false, version, key: keyFor({ body, version }) })
  return api.update(object.path, row.id, version, body, {
    key: keyFor({ body, version: from.version }),
  })
}
