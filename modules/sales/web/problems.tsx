import { Alert } from 'antd'
import { ApiError } from '#ui/core/api.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import type { Problem } from './types.ts'

const isProblem = (x: unknown): x is Problem =>
  typeof x === 'object' && x !== null && 'message' in x && typeof x.message === 'object'

/** Everything the server found wrong at once, or nothing when it said one thing only. */
export function problemsIn(error: unknown): Problem[] {
  if (!(error instanceof ApiError)) return []
  const extra = error.body.extra as Record<string, unknown> | undefined
  const list = error.body.problems ?? extra?.problems
  return Array.isArray(list) ? list.filter(isProblem) : []
}

/** A refusal with its reasons, each on a line of its own. */
export function Refused({ error, onClose }: { error: unknown; onClose?: () => void }) {
  const { t, say } = useText()
  if (!error) return null
  const problems = problemsIn(error)
  const single = problems.length < 2
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="xl-refused"
      closable={onClose ? { onClose } : false}
      title={
        single ? problemText(error) : say(`有 ${problems.length} 个问题需要处理`, `${problems.length} problems to fix`)
      }
      description={
        single ? undefined : (
          <ol className="xl-problems">
            {problems.map((p) => (
              <li key={`${p.code}${p.line ?? ''}${p.message.zh}`}>{t(p.message)}</li>
            ))}
          </ol>
        )
      }
    />
  )
}
