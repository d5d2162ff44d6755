import { useQueries } from '@tanstack/react-query'
import { api } from '#ui/core/api.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import type { Uploaded } from './upload.ts'

/** Ids that came from what was once sent carry no name yet; a file that is gone, or no longer to be seen, is said so. */
export function useNamed(files: FileValue[]): (FileValue & { gone?: boolean })[] {
  const { say } = useText()
  const asked = useQueries({
    queries: files.map((f) => ({
      queryKey: ['file', f.id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Uploaded>(`/files/${f.id}`, undefined, signal),
      enabled: f.label === undefined,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  return files.map((f, i) => {
    const { data, isError } = asked[i]!
    if (f.label !== undefined) return f
    if (data) return { id: f.id, label: data.name, size: data.size, mime: data.mime }
    const label = isError
      ? say('文件已不存在，请移除后重新上传', 'This file is gone; remove it and upload it again')
      : '…'
    return { id: f.id, label, gone: isError }
  })
}
