import type { IncomingHttpHeaders } from 'node:http'
import type { AuthRefusal } from './refusal.ts'
import { crossSite, notJson } from './refusals.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A body, or a header, that an HTML form cannot send: a foreign page would need a CORS preflight, which we never grant. */
const unlikeForm = (headers: IncomingHttpHeaders) =>
  isJson(headers) || headers['idempotency-key'] !== undefined || headers['if-match'] !== undefined

const isJson = (headers: IncomingHttpHeaders) =>
  /^application\/([a-z.+-]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '')
const isUpload = (headers: IncomingHttpHeaders) => /^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '')
const hasBody = (headers: IncomingHttpHeaders) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function originHost(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}

/**
 * Why a state-changing request must not be served, or null (bar #18). Three questions, all of which a foreign page
 * fails: does the browser say it comes from our own site, is the body JSON (or an upload), and, when the browser says
 * nothing, does it carry something no form can send. Requests with a Bearer token are not the browser's own doing.
 *
 * @param ownOrigins further origins that are us, e.g. the configured base URL behind a proxy that rewrites Host.
 */
export function forgeryRefusal(
  method: string,
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[] = [],
): AuthRefusal | null {
  if (SAFE.has(method)) return null
  if (hasBody(headers) && !isJson(headers) && !isUpload(headers)) return notJson()
  if (headers.authorization !== undefined) return null
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return crossSite()
  const { origin } = headers
  if (origin !== undefined) {
    const own = ownOrigins.includes(origin) || (originHost(origin) !== null && originHost(origin) === headers.host)
    return own ? null : crossSite()
  }
  return site !== undefined || unlikeForm(headers) || !hasBody(headers) ? null : crossSite()
}
