import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { type CSSProperties, lazy, Suspense, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { may, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { titleOf } from '#ui/list/Cell.tsx'
import type { LicenceStatus, Light, PaperStatus } from './status.sql.ts'
import '../products.css'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

export const TONES: Record<Light, string> = {
  ok: 'var(--xl-success)',
  expiring: 'var(--xl-accent)',
  expired: 'var(--xl-danger)',
  pending: 'var(--xl-info)',
  missing: 'var(--xl-danger)',
}

/** 资质: which papers this customer needs, a light for each, and what stands in the way. */
export function LicenceTab({ object, row }: { object: ObjectMeta; row: Row }) {
  const status = useQuery({
    queryKey: [...keys.object('license'), 'status', row.id],
    queryFn: ({ signal }) => api.get<LicenceStatus>(`/accounts/${row.id}/licences`, undefined, signal),
  })
  if (status.isPending) return <Loading rows={3} />
  if (status.isError) return <Failure error={status.error} onRetry={() => void status.refetch()} />
  return <Status status={status.data} object={object} row={row} />
}

function Status({ status, object, row }: { status: LicenceStatus; object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  if (!status.mayBuy)
    return (
      <Alert
        type="info"
        showIcon
        title={say(
          '该客户的类型不能购进药品，无须资质',
          'An account of this type buys no medicines and needs no licences',
        )}
      />
    )
  return (
    <>
      {status.problems === null ? null : status.problems.length > 0 ? (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={say(
            `有 ${status.problems.length} 项资质问题，订单将在提交、审核与发货时被拦截`,
            `${status.problems.length} problems with licences: orders are blocked at submission, approval and dispatch`,
          )}
          description={
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {status.problems.map((p) => (
                <li key={p.message.en}>{t(p.message)}</li>
              ))}
            </ul>
          }
        />
      ) : (
        <Alert
          type="success"
          showIcon
          style={{ marginBottom: 16 }}
          title={say('资质齐全', 'All licences are in order')}
        />
      )}
      <div className="xl-lights">
        {status.required.map((paper) => (
          <PaperLight key={paper.licenseType} paper={paper} parent={object} row={row} />
        ))}
      </div>
    </>
  )
}

function PaperLight({ paper, parent, row }: { paper: PaperStatus; parent: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const license = useObject('license')
  const [adding, setAdding] = useState(false)
  const words: Record<Light, string> = {
    ok: say('有效', 'Valid'),
    expiring: say('即将到期', 'Expiring'),
    expired: say('已失效', 'No longer valid'),
    pending: say('待核验', 'With QA'),
    missing: say('缺少', 'Missing'),
  }
  const until = paper.license?.validTo
  const again = paper.light === 'missing' || paper.light === 'expired' || paper.light === 'expiring'
  return (
    <article className="xl-light" style={{ '--tone': TONES[paper.light] } as CSSProperties}>
      <span className="xl-light-dot" aria-hidden />
      <div className="xl-light-words">
        <strong>{t(paper.label)}</strong>
        <div style={{ color: TONES[paper.light] }}>
          {words[paper.light]}
          {paper.license && (until ? say(` · 至 ${until}`, ` · until ${until}`) : say(' · 长期', ' · no end'))}
        </div>
        {paper.license && license && (
          <AppLink href={href.record(license.path, paper.license.id)}>{paper.license.licenseNo}</AppLink>
        )}
        {again && may(license, 'create') && (
          <div>
            <Button
              size="small"
              type="link"
              icon={<PlusOutlined />}
              style={{ paddingInline: 0 }}
              onClick={() => setAdding(true)}
            >
              {say('上传新证', 'Add a renewed one')}
            </Button>
          </div>
        )}
      </div>
      {adding && license && (
        <Suspense fallback={null}>
          <FormModal
            object={license}
            initial={{ account: { id: row.id, label: titleOf(parent, row) }, licenseType: paper.licenseType }}
            onDone={() => setAdding(false)}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </article>
  )
}
