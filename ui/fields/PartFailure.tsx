import { Alert, Button } from 'antd'
import { problemText, requestId } from './problem.ts'
import { useText } from './text.ts'

/** A part of a page that could not be loaded, without drowning the rest of the page. */
export function PartFailure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useText()
  const id = requestId(error)
  return (
    <Alert
      type="warning"
      showIcon
      style={{ margin: '12px 0' }}
      title={problemText(error)}
      description={id ? <code className="xl-hint">{id}</code> : undefined}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    />
  )
}
