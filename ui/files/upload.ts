import { ApiError, uuid } from '#ui/core/api.ts'
import { getLocale } from '#ui/core/locale.ts'

export interface Uploaded {
  id: string
  name: string
  size: number
  mime: string
  preview: 'image' | 'pdf' | 'text' | null
}

export interface UploadOptions {
  path?: string
  fields?: Record<string, string | undefined>
  /** 0–100. */
  onProgress?: (percent: number) => void
}

/**
 * Sends one file with its progress (which `fetch` cannot tell). Rejects with `ApiError`; the returned `abort` stops it.
 */
export function upload<T = Uploaded>(file: File, options: UploadOptions = {}): { done: Promise<T>; abort: () => void } {
  const xhr = new XMLHttpRequest()
  const done = new Promise<T>((resolve, reject) => {
    xhr.open('POST', `/api/v1${options.path ?? '/files'}`)
    xhr.setRequestHeader('Accept-Language', getLocale())
    xhr.setRequestHeader('Idempotency-Key', uuid())
    xhr.upload.onprogress = (e) => e.lengthComputable && options.onProgress?.(Math.round((e.loaded / e.total) * 100))
    xhr.onerror = () => reject(new ApiError(0, { code: 'network.unreachable' }))
    xhr.onload = () => {
      const body = parse(xhr.responseText)
      if (xhr.status >= 200 && xhr.status < 300) resolve(body as T)
      else reject(new ApiError(xhr.status, body))
    }
    const form = new FormData()
    for (const [name, value] of Object.entries(options.fields ?? {})) if (value) form.append(name, value)
    form.append('file', file)
    xhr.send(form)
  })
  return { done, abort: () => xhr.abort() }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
