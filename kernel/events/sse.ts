/** Where a stream of events is written: node's response, or anything like it. */
export interface SseSink {
  write(chunk: string): boolean
  end(): void
  /** Bytes that the other side has not taken yet. */
  readonly writableLength: number
}

export interface SseMessage {
  /** Place to resume from. */
  id?: string
  event: string
  data: unknown
}

/** Bytes that may wait for a slow reader before he is let go; he resumes from where he was. */
export const MAX_WAITING_BYTES = 256 * 1024

export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A proxy that gathers the answer before passing it on would make it useless.
  'x-accel-buffering': 'no',
} as const

/** One message as text; JSON has no line breaks of its own. */
export function sseText({ id, event, data }: SseMessage): string {
  return `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Writes a message, or says false when the reader is too slow to be kept. */
export function writeSse(sink: SseSink, message: SseMessage | 'beat'): boolean {
  if (sink.writableLength > MAX_WAITING_BYTES) return false
  sink.write(message === 'beat' ? ': beat\n\n' : sseText(message))
  return true
}
