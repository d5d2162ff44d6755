import { Alert } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

/** Why a product cannot be sold, before anything else. */
export function ProductHeader({ row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const until = typeof row.approvalValidTo === 'string' ? row.approvalValidTo : ''
  const over = until !== '' && until < shanghaiDay()
  const stopped = row.state === 'suspended' || row.state === 'withdrawn'
  return (
    <>
      {stopped && (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 12 }}
          title={row.state === 'suspended' ? say('已暂停销售', 'Suspended') : say('已停产停售', 'Withdrawn')}
          description={row.suspendReason ? String(row.suspendReason) : undefined}
        />
      )}
      {over && (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 12 }}
          title={say(`批准文号已于 ${until} 到期，不能销售`, `The approval ended on ${until}: not for sale`)}
        />
      )}
      {row.firstApprovalNote ? (
        <Alert type="warning" showIcon style={{ marginTop: 12 }} title={String(row.firstApprovalNote)} />
      ) : null}
    </>
  )
}

/** Why a batch does not ship. */
export function BatchHeader({ row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const words: Record<string, string> = {
    recalled: say('已召回：一切发货已停止', 'Recalled: nothing of it ships'),
    locked: say('已锁定，不能发货', 'Locked: nothing of it ships'),
    expired: say('已过期，不能发货', 'Expired: nothing of it ships'),
    quarantine: say('待验，放行前不能发货', 'In quarantine: ships once released'),
  }
  const title = words[row.state ?? '']
  if (!title) return null
  return (
    <Alert
      type={row.state === 'quarantine' ? 'info' : 'error'}
      showIcon
      style={{ marginTop: 12 }}
      title={title}
      description={row.lockReason ? String(row.lockReason) : undefined}
    />
  )
}
