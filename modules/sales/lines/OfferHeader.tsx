import { Alert, Tag } from 'antd'
import { formatMoney, shanghaiDay } from '#ui/core/format.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { RefLink } from '#ui/fields/RefLink.tsx'
import { useText } from '#ui/fields/text.ts'
import { isRef } from '#ui/fields/values.ts'

const LIVING: Record<string, string[]> = { quotation: ['approved', 'sent'], contract: ['signed'] }

/** What one wants to know of a quotation or contract before reading on: its worth, until when, who signed what. */
export function OfferHeader({ object, row }: SlotProps['detail.header']) {
  const { say } = useText()
  const validTo = typeof row.validTo === 'string' ? row.validTo : ''
  const ended = LIVING[object.name]?.includes(row.state ?? '') && validTo < shanghaiDay()
  const note = typeof row.decisionNote === 'string' && row.decisionNote ? row.decisionNote : ''
  return (
    <>
      {note && ['draft', 'declined', 'terminated'].includes(row.state ?? '') && (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 12 }}
          title={reason(row.state ?? '', say)}
          description={note}
        />
      )}
      {row.state === 'pending' && row.belowFloor === true && (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 12 }}
          title={say(
            '有明细低于底价，须由销售总监特批',
            'Some lines are below the floor price: the sales director has to sign',
          )}
        />
      )}
      <dl className="xl-facts">
        {isRef(row.account) && (
          <div style={{ gridColumn: 'span 2' }}>
            <dt>{say('客户', 'Account')}</dt>
            <dd>
              <RefLink object="account" value={row.account} />
            </dd>
          </div>
        )}
        <div>
          <dt>{say('价税合计', 'Total incl. tax')}</dt>
          <dd className="xl-number">
            <strong>{formatMoney(String(row.amount ?? '0'))}</strong>
          </dd>
        </div>
        <div>
          <dt>{object.name === 'contract' ? say('到期日期', 'Valid to') : say('报价有效期', 'Valid until')}</dt>
          <dd className="xl-number" style={{ color: ended ? 'var(--xl-danger)' : undefined }}>
            {validTo} {ended && <Tag color="red">{say('已过期', 'ended')}</Tag>}
          </dd>
        </div>
        {object.name === 'quotation' && (
          <div>
            <dt>{say('版次', 'Version')}</dt>
            <dd className="xl-number">
              V{String(row.revision ?? 1)}{' '}
              {isRef(row.replaces) && (
                <RefLink object="quotation" value={{ ...row.replaces, label: say('上一版', 'previous') }} />
              )}
            </dd>
          </div>
        )}
        {isRef(row.exceptionBy) && (
          <div style={{ gridColumn: 'span 2' }}>
            <dt>{say('低价特批', 'Price exception')}</dt>
            <dd>
              <Tag color="orange">{row.exceptionBy.label ?? say('已签批', 'signed')}</Tag>{' '}
              {String(row.exceptionReason ?? '')}
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}

function reason(state: string, say: (zh: string, en: string) => string): string {
  if (state === 'declined') return say('客户拒绝', 'Declined by the customer')
  if (state === 'terminated') return say('已终止', 'Ended')
  return say('上次提交被驳回', 'Rejected when last submitted')
}
