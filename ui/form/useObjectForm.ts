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

interface Contents {
  base: Base
  values: Values
  touched: boolean
  /** A draft of an earlier visit was put back. */
  restored: Draft | null
  set: (name: string, value: unknown) => void
  /** Goes on from another row as it is on the server. */
  rebase: (base: Base, values: Values) => void
  /** Saved: the draft is needed no more. */
  settle: () => void
  /** Everything as it was before the first key. */
  restart: () => void
}

/** What is in the form, kept as a draft while it is written. */
function useContents(object: ObjectMeta, row: Row | undefined, initial: Values, options: FormOptions): Contents {
  const { place, changes } = options
  const me = useMe()
  const slot = place ?? row?.id
  const [base, setBase] = useState<Base>(() => ({
    values: row ?? { ...defaultsOf(object.fields), ...initial },
    version: row?.version,
  }))
  const [restored, setRestored] = useState(() => readDraft(me.user.id, object.name, slot))
  const [values, setValues] = useState<Values>(() => ({ ...base.values, ...changes, ...restored?.values }))
  const [touched, setTouched] = useState(restored !== null)
  // False once saved or discarded, so that the last pending write does not bring the draft back.
  const drafting = useRef(restored !== null)

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

  const settle = (): void => {
    drafting.current = false
    dropDraft(me.user.id, object.name, slot)
    setTouched(false)
  }
  const set = (name: string, value: unknown): void => {
    drafting.current = true
    setTouched(true)
    setValues((v) => ({ ...v, [name]: value }))
  }
  const rebase = (next: Base, written: Values): void => {
    setBase(next)
    setValues(written)
  }
  const restart = (): void => {
    settle()
    setRestored(null)
    setValues({ ...base.values, ...changes })
  }
  return { base, values, touched, restored, set, rebase, settle, restart }
}

interface Trouble extends Pick<FormState, 'errors' | 'problem' | 'refused' | 'stale' | 'onInvalid'> {
  setErrors: (errors: Record<string, string>) => void
  setProblem: (problem: string | null) => void
  setRefused: (refused: FormState['refused']) => void
  setStale: (stale: FormState['stale']) => void
  /** The field was changed: what was said of it holds no more. */
  forgive: (name: string) => void
  /** Shows what the server would not take; fails where the row of now cannot be read. */
  refuse: (error: unknown) => Promise<void>
}

/** What is wrong with a form: by field, as a whole, because of doubles, or because somebody else saved first. */
function useTrouble(object: ObjectMeta, row: Row | undefined): Trouble {
  const { t } = useText()
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [refused, setRefused] = useState<FormState['refused']>(null)
  const [stale, setStale] = useState<FormState['stale']>(null)
  const onInvalid = useRef<FormState['onInvalid']['current']>(null)
  const forgive = (name: string): void => {
    setProblem(null)
    setErrors((e) => Object.fromEntries(Object.entries(e).filter(([k]) => k !== name && !k.startsWith(`${name}.`))))
  }
  const refuse = async (error: unknown): Promise<void> => {
    if (!(error instanceof ApiError)) {
      setProblem(problemText(error))
    } else if (error.code.startsWith('duplicate.') && Array.isArray(error.body.matches)) {
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
  return { errors, problem, refused, stale, onInvalid, setErrors, setProblem, setRefused, setStale, forgive, refuse }
}

/** The key of an attempt: the same for the same body, until the server has refused it. */
function useAttempt(): { keyFor: (body: unknown) => string; refused: (error: unknown) => void } {
  const attempt = useRef<{ key: string; body: string } | null>(null)
  return {
    keyFor: (body) => {
      const text = JSON.stringify(body)
      if (attempt.current?.body !== text) attempt.current = { key: uuid(), body: text }
      return attempt.current.key
    },
    // A refusal is final for this key; only a lost answer is asked again under the same one.
    refused: (error) => {
      if (error instanceof ApiError && error.status > 0 && error.status < 500) attempt.current = null
    },
  }
}

type SendForm = (next: Values, from: Base, acceptDuplicates: boolean) => Promise<Row | null>

/** Sends the form, one click at a time. */
function useSend(
  object: ObjectMeta,
  row: Row | undefined,
  { settle }: Contents,
  trouble: Trouble,
  other: Send | undefined,
): { send: SendForm; busy: boolean; onAwaiting: FormState['onAwaiting'] } {
  const { t } = useText()
  const client = useQueryClient()
  const attempt = useAttempt()
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const onAwaiting = useRef<FormState['onAwaiting']['current']>(null)
  const { setErrors, setProblem, setRefused, refuse, onInvalid } = trouble
  const taken = (): void => {
    settle()
    refreshObject(client, object.name)
  }
  const send: SendForm = async (next, from, acceptDuplicates) => {
    if (running.current) return null
    const wrong = check(object, next, row === undefined, t)
    setErrors(wrong)
    setProblem(null)
    if (Object.keys(wrong).length > 0) {
      onInvalid.current?.(wrong)
      return null
    }
    running.current = true
    setBusy(true)
    setRefused(null)
    try {
      const saved = row
        ? await update(object, row, from, next, attempt.keyFor, other)
        : await create(object, next, acceptDuplicates, attempt.keyFor, other)
      taken()
      return saved
    } catch (error) {
      if (error instanceof Awaiting) {
        taken()
        onAwaiting.current?.()
        return null
      }
      attempt.refused(error)
      await refuse(error).catch((again: unknown) => setProblem(problemText(again)))
      return null
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { send, busy, onAwaiting }
}

/**
 * State of one form: values, drafts, errors, submit. A click that follows a click finds the first one still running
 * and does nothing; a retry after a lost answer carries the same key, so that the server does the work once.
 */
export function useObjectForm(
  object: ObjectMeta,
  row: Row | undefined,
  initial: Values,
  options: FormOptions = {},
): FormState {
  const contents = useContents(object, row, initial, options)
  const trouble = useTrouble(object, row)
  const { send, busy, onAwaiting } = useSend(object, row, contents, trouble, options.send)
  const { base, values } = contents
  const { errors, problem, refused, stale, onInvalid } = trouble
  return {
    values,
    errors,
    problem,
    dirty: contents.touched,
    busy,
    restored: contents.restored,
    refused,
    stale,
    set: (name, value) => {
      contents.set(name, value)
      trouble.forgive(name)
    },
    submit: (how) => send(values, base, how?.acceptDuplicates ?? false),
    resolve: (next, current) => {
      const rebased = { values: current, version: current.version }
      trouble.setStale(null)
      contents.rebase(rebased, next)
      return send(next, rebased, false)
    },
    dismiss: () => {
      trouble.setRefused(null)
      trouble.setStale(null)
    },
    discard: () => {
      contents.restart()
      trouble.setErrors({})
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
