import { useQuery } from '@tanstack/react-query'
import type { CSSProperties } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { formatCount, shanghaiDay } from '#ui/core/format.ts'
import { fieldOf, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import '../products.css'

interface Paper extends Row {
  account: Ref | null
  product: Ref | null
  licenseType: string
  licenseNo: string
  validTo: string
}

/** The columns: from which day (counted from today) to which. */
const STAGES: { key: string; zh: string; en: string; from: number; to: number; tone: string }[] = [
  { key: 'over', zh: '已过期', en: 'Expired', from: -3650, to: -1, tone: 'var(--xl-danger)' },
  { key: '7', zh: '7 天内', en: 'Within 7 days', from: 0, to: 7, tone: 'var(--xl-danger)' },
  { key: '30', zh: '30 天内', en: 'Within 30 days', from: 8, to: 30, tone: 'var(--xl-accent)' },
  { key: '90', zh: '90 天内', en: 'Within 90 days', from: 31, to: 90, tone: 'var(--xl-accent)' },
  { key: '180', zh: '180 天内', en: 'Within 180 days', from: 91, to: 180, tone: 'var(--xl-info)' },
]
const SHOWN = 20

/** 到期墙: which papers end next, nearest first, by how long there is to renew them. */
export default function LicenceWall() {
  const { say } = useText()
  return (
    <Page
      title={say('资质到期墙', 'Licence expiry')}
      sub={say('按剩余天数排列；过期的会拦截订单', 'By days left; expired licences block orders')}
    >
      <div className="xl-wall">
        {STAGES.map((stage) => (
          <Column key={stage.key} stage={stage} />
        ))}
      </div>
    </Page>
  )
}

function Column({ stage }: { stage: (typeof STAGES)[number] }) {
  const { say } = useText()
  const object = useObject('license')
  const where: Where = {
    state: { in: stage.key === 'over' ? ['expired', 'valid', 'expiring'] : ['valid', 'expiring'] },
    validTo: { between: [shanghaiDay(new Date(), stage.from), shanghaiDay(new Date(), stage.to)] },
    longTerm: { ne: true },
  }
  const sort = stage.key === 'over' ? '-validTo' : 'validTo'
  const query = useQuery({
    queryKey: keys.list('license', { wall: stage.key }),
    queryFn: ({ signal }) => api.list<Paper>(object!.path, { where, sort, limit: SHOWN }, signal),
    enabled: object !== undefined,
  })
  return (
    <section style={{ '--tone': stage.tone } as CSSProperties}>
      <h2>
        {say(stage.zh, stage.en)}
        {query.data && <span className="xl-number">{formatCount(query.data.total)}</span>}
      </h2>
      {query.isPending ? (
        <Loading rows={3} />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data.data.length ? (
        <span className="xl-hint">{say('没有', 'None')}</span>
      ) : (
        query.data.data.map((p) => <Item key={p.id} paper={p} tone={stage.tone} />)
      )}
      {query.data && query.data.total.value > SHOWN && (
        <AppLink href={`/o/licenses?where=${encodeURIComponent(JSON.stringify(where))}`}>
          {say('查看全部', 'See all')}
        </AppLink>
      )}
    </section>
  )
}

function Item({ paper, tone }: { paper: Paper; tone: string }) {
  const { t } = useText()
  const object = useObject('license')
  const options = object ? (fieldOf(object, 'licenseType')?.options ?? []) : []
  const type = options.find((o) => o.value === paper.licenseType)
  return (
    <AppLink className="xl-wall-item" href={href.record('licenses', paper.id)}>
      <b>{paper.account?.label ?? paper.product?.label ?? paper.licenseNo}</b>
      <span>
        <span>{type ? t(type.label) : paper.licenseType}</span>
        <span className="xl-number" style={{ color: tone }}>
          {paper.validTo}
        </span>
      </span>
    </AppLink>
  )
}
