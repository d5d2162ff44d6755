import type { Label } from '#kernel/declare/label.ts'
import { pick } from '#kernel/declare/label.ts'
import { getLocale } from './locale.ts'
import type { ListQuery, Page, Row } from './types.ts'
import { words } from './words.ts'

const BASE = '/api/v1'

export interface FieldProblem {
  field: string
  code: string
  message: Label
}

/** A refusal of the server (problem+json, RFC 9457) or, with status 0, a request that never got there. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly label: Label
  readonly fields: FieldProblem[]
  readonly requestId: string | undefined
  /** The whole problem document: `matches` of a duplicate, `current` and `yours` of a stale version. */
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>) {
    const label = labelOf(status, body)
    super(pick(label, getLocale()))
    this.name = 'ApiError'
    this.status = status
    this.code = typeof body.code === 'string' ? body.code : `http.${status}`
    this.label = label
    this.fields = Array.isArray(body.fields) ? (body.fields as FieldProblem[]) : []
    this.requestId = typeof body.requestId === 'string' ? body.requestId : undefined
    this.body = body
  }

  /** What to say to the reader, in the language now chosen. */
  get text(): string {
    return pick(this.label, getLocale())
  }
}

function labelOf(status: number, body: Record<string, unknown>): Label {
  const message = body.message
  if (message && typeof message === 'object' && 'zh' in message) return message as Label
  if (status === 0) return words.errorNetwork
  const text = [message, body.detail, body.title].find((x) => typeof x === 'string' && x !== '')
  return typeof text === 'string' ? { zh: text, en: text } : words.errorUnknown
}

/** A random UUID (v4); works on plain http too, where browsers withhold `crypto.randomUUID`. */
export function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x40
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export interface RequestOptions {
  query?: Record<string, unknown> | undefined
  body?: unknown
  /** Version of the row being changed; sent as `If-Match`. */
  version?: number | undefined
  headers?: Record<string, string> | undefined
  signal?: AbortSignal | undefined
  /** Pass the same key when the same submit is repeated; default: a new one. */
  key?: string | undefined
  /** One of many: whoever sends it says himself that it waits for approval. */
  quiet?: boolean | undefined
}

/** Answer 202 of a command that waits for approval: nothing has happened yet but the request. */
export interface Submitted {
  approval: { id: string; state?: string; number?: string | null }
}

/** Did the command only open an approval? Then "done" would be the wrong word. */
export const isSubmitted = (reply: unknown): reply is Submitted =>
  typeof reply === 'object' && reply !== null && 'approval' in reply && Boolean(reply.approval)

/** Thrown where a row was to be written and that only waits for approval now: there is no row to go on with. */
export class Awaiting extends ApiError {
  constructor() {
    super(202, {
      code: 'approval.submitted',
      message: { zh: '已提交审批，通过后自动生效', en: 'Handed in for approval; it takes effect once approved' },
    })
  }
}

/** For what may well be done later: only a failure is one. */
export const unlessAwaiting = (error: unknown): void => {
  if (!(error instanceof Awaiting)) throw error
}

async function written<T>(reply: Promise<T>): Promise<T> {
  const answer = await reply
  if (isSubmitted(answer) && 'row' in answer) throw new Awaiting()
  return answer
}

const submitted = new Set<(approval: Submitted['approval']) => void>()

/** Calls back whenever a command was handed in for approval, whichever page sent it. */
export function onSubmitted(listener: (approval: Submitted['approval']) => void): () => void {
  submitted.add(listener)
  return () => submitted.delete(listener)
}

const unauthorized = new Set<() => void>()

/** Calls back whenever the server says that the session is over (401). */
export function onUnauthorized(listener: () => void): () => void {
  unauthorized.add(listener)
  return () => unauthorized.delete(listener)
}

/** What a person has to do before anything else is open to him. */
export type Owed = 'twoFactor' | 'password'
const OWED: Record<string, Owed> = { 'auth.twoFactorRequired': 'twoFactor', 'auth.mustChangePassword': 'password' }
const owing = new Set<(what: Owed) => void>()

/** Calls back whenever the server says that something else comes first (403 with one of those codes). */
export function onOwed(listener: (what: Owed) => void): () => void {
  owing.add(listener)
  return () => owing.delete(listener)
}

/** `{a: 1, where: {…}}` → `?a=1&where=%7B…`; undefined, null and '' are left out; arrays are joined by commas. */
export function queryString(query: Record<string, unknown> | undefined): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)) continue
    if (Array.isArray(value)) params.set(name, value.join(','))
    else params.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

function headersOf(method: string, options: RequestOptions): Headers {
  const headers = new Headers({ 'Accept-Language': getLocale(), Accept: 'application/json', ...options.headers })
  if (method !== 'GET') headers.set('Idempotency-Key', options.key ?? uuid())
  if (options.version !== undefined) headers.set('If-Match', `"${options.version}"`)
  if (options.body !== undefined && !(options.body instanceof FormData)) headers.set('Content-Type', 'application/json')
  return headers
}

async function send(method: string, url: string, options: RequestOptions): Promise<Response> {
  const body =
    options.body === undefined || options.body instanceof FormData ? options.body : JSON.stringify(options.body)
  try {
    return await fetch(url + queryString(options.query), {
      method,
      headers: headersOf(method, options),
      credentials: 'same-origin',
      body: (body as BodyInit | undefined) ?? null,
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, { code: 'network.unreachable' })
  }
}

async function fail(response: Response, url: string): Promise<never> {
  const body = await response.json().catch(() => ({}))
  if (response.status === 401 && !url.startsWith('/api/auth/')) for (const listener of unauthorized) listener()
  const error = new ApiError(response.status, body && typeof body === 'object' ? body : {})
  const owed = response.status === 403 ? OWED[error.code] : undefined
  if (owed && !url.startsWith('/api/auth/')) for (const listener of owing) listener(owed)
  throw error
}

/**
 * One request. `path` is relative to `/api/v1` unless it starts with `/api/`. Resolves to the JSON body (undefined for
 * an empty one); throws `ApiError`, or the browser's `AbortError` when `signal` fired.
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const url = path.startsWith('/api/') ? path : BASE + path
  const response = await send(method, url, options)
  if (!response.ok) return fail(response, url)
  const text = await response.text()
  const reply = (text ? JSON.parse(text) : undefined) as T
  if (response.status === 202 && !options.quiet && isSubmitted(reply))
    for (const listener of submitted) listener(reply.approval)
  return reply
}

/** Fetches a file under the session and hands it to the browser's download. */
export async function download(
  path: string,
  query?: Record<string, unknown>,
  fallbackName = 'download',
): Promise<void> {
  const response = await send('GET', BASE + path, { query })
  if (!response.ok) return fail(response, path)
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const star = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = star ? decodeURIComponent(star) : (plain ?? fallbackName)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const api = {
  get: <T>(path: string, query?: Record<string, unknown>, signal?: AbortSignal) =>
    request<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('POST', path, { ...options, body: body ?? {} }),
  put: <T>(path: string, body: unknown, options?: RequestOptions) => request<T>('PUT', path, { ...options, body }),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) => request<T>('PATCH', path, { ...options, body }),
  delete: <T>(path: string, options?: RequestOptions) => request<T>('DELETE', path, options),

  /** One page of an object's list; `path` is the object's path, e.g. `accounts`. */
  list: <R = Row>(path: string, query?: ListQuery, signal?: AbortSignal) =>
    request<Page<R>>('GET', `/${path}`, { query: query as Record<string, unknown> | undefined, signal }),
  one: <R = Row>(path: string, id: string, signal?: AbortSignal) => request<R>('GET', `/${path}/${id}`, { signal }),
  create: <R = Row>(path: string, values: object, options: RequestOptions & { acceptDuplicates?: boolean } = {}) =>
    written(
      request<R>('POST', `/${path}`, {
        ...options,
        body: values,
        headers: { ...options.headers, ...(options.acceptDuplicates ? { 'X-Accept-Duplicates': 'true' } : {}) },
      }),
    ),
  /** Changes fields of a row the reader last saw at `version`; 409 `version.stale` when somebody was faster. */
  update: <R = Row>(path: string, id: string, version: number, changes: object, options?: RequestOptions) =>
    written(request<R>('PATCH', `/${path}/${id}`, { ...options, version, body: changes })),
  remove: (path: string, id: string, version: number, options?: RequestOptions) =>
    written(request<void>('DELETE', `/${path}/${id}`, { ...options, version })),
  command: <Result = unknown>(path: string, id: string, name: string, input: object = {}, options?: RequestOptions) =>
    request<{ row: Row; result: Result } & Partial<Submitted>>('POST', `/${path}/${id}/${name}`, {
      ...options,
      body: input,
    }),
  /** A command of the whole object, no row. */
  collection: <Result = unknown>(path: string, name: string, input: object = {}) =>
    request<Result>('POST', `/${path}/${name}`, { body: input }),
  batch: (path: string, name: string, ids: string[], input: object = {}) =>
    request<{ done: string[]; failed: { id: string; code: string; message: Label }[] }>(
      'POST',
      `/${path}/batch/${name}`,
      { body: { ids, input } },
    ),
  upload: (file: File, about: { object?: string; record?: string } = {}) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(about)) if (value) form.append(name, value)
    form.append('file', file)
    return request<{ id: string; name: string; size: number; mime: string; preview: string | null }>('POST', '/files', {
      body: form,
    })
  },
  download,
}

/**
 * Query keys: everything about an object starts with `['o', object]`, so that a `changed` event from the server
 * refreshes whatever shows it and nothing else.
 */
export const keys = {
  me: ['me'] as const,
  meta: ['meta'] as const,
  object: (object: string) => ['o', object] as const,
  list: (object: string, query?: unknown) => ['o', object, 'list', query] as const,
  count: (object: string, where?: unknown) => ['o', object, 'count', where] as const,
  one: (object: string, id: string) => ['o', object, 'one', id] as const,
  part: (object: string, id: string, part: string, query?: unknown) => ['o', object, 'one', id, part, query] as const,
}
