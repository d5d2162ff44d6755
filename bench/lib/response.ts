/** One complete HTTP/1.1 response found at the start of a buffer. */
export interface Found {
  status: number
  /** Bytes of the whole response, head included. */
  length: number
  body: Buffer
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Reads one response (Content-Length or chunked) from `buffer`; undefined while it is incomplete. */
export function readResponse(buffer: Buffer): Found | undefined {
  const headEnd = buffer.indexOf(HEAD_END)
  if (headEnd < 0) return undefined
  const head = buffer.toString('latin1', 0, headEnd)
  const status = Number(head.slice(9, 12))
  const start = headEnd + 4
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (declared === undefined && /\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(buffer, start, status)
  const end = start + (status === 204 || status === 304 ? 0 : Number(declared ?? 0))
  return buffer.length < end ? undefined : { status, length: end, body: buffer.subarray(start, end) }
}

function readChunks(buffer: Buffer, start: number, status: number): Found | undefined {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = buffer.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(buffer.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (buffer.length < next) return undefined
    if (size === 0) return { status, length: next, body: Buffer.concat(parts) }
    parts.push(buffer.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}
