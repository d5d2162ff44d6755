import { useEffect, useRef, useState } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { ApiError, uuid } from '#ui/core/api.ts'

const WAIT_MS = 800

export interface Preview {
  /** Address of the drawn PDF, while there is one. */
  url: string | null
  problem: Label | null
  busy: boolean
}

async function draw(body: object, signal: AbortSignal): Promise<string> {
  const response = await fetch('/api/v1/prints/preview', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'idempotency-key': uuid() },
    body: JSON.stringify(body),
    signal,
  })
  if (response.ok) return URL.createObjectURL(await response.blob())
  const problem = (await response.json().catch(() => ({}))) as ConstructorParameters<typeof ApiError>[1]
  throw new ApiError(response.status, problem)
}

/** Draws a layout a moment after it was last changed. */
export function usePreview(object: string, layout: string, language: string, on: boolean): Preview {
  const [preview, setPreview] = useState<Preview>({ url: null, problem: null, busy: false })
  const last = useRef<string | null>(null)
  useEffect(() => {
    if (!on) return
    const ending = new AbortController()
    const timer = setTimeout(async () => {
      setPreview((p) => ({ ...p, busy: true }))
      try {
        const url = await draw({ object, layout, language }, ending.signal)
        if (last.current) URL.revokeObjectURL(last.current)
        last.current = url
        setPreview({ url, problem: null, busy: false })
      } catch (error) {
        if (ending.signal.aborted) return
        const text = error instanceof ApiError ? error.text : String(error)
        setPreview((p) => ({ ...p, problem: { zh: text, en: text }, busy: false }))
      }
    }, WAIT_MS)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [object, layout, language, on])
  return preview
}
