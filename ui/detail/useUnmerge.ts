import { useQueryClient } from '@tanstack/react-query'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

/** Takes back what was merged into the row, and says so. Answers whether it went well. */
export function useUnmerge(object: ObjectMeta, row: Row): (merge: string) => Promise<boolean> {
  const { say } = useText()
  const { done, failed } = useFeedback()
  const client = useQueryClient()
  return async (merge) => {
    try {
      await api.command(object.path, row.id, 'unmerge', { merge })
      client.invalidateQueries({ queryKey: ['o'] })
      done(say('已撤销合并', 'Merge undone'))
      return true
    } catch (error) {
      failed(error)
      return false
    }
  }
}
