import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, keys } from '#ui/core/api.ts'
import { Loading, Nothing } from '#ui/core/Page.tsx'
import type { Where } from '#ui/core/types.ts'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { useText } from '#ui/fields/text.ts'
import type { Place } from './geo.ui.ts'
import type { MapPoint } from './mapTypes.ui.ts'

const MANY = 20

export interface NearestProps {
  here: Place
  where: Where | undefined
  onShow: (point: MapPoint) => void
  onClose: () => void
}

/** The accounts nearest to where one stands, nearest first. */
export function Nearest({ here, where, onShow, onClose }: NearestProps) {
  const { t, say } = useText()
  const query = useQuery({
    queryKey: [...keys.object('account'), 'nearest', here, where],
    queryFn: ({ signal }) =>
      api.get<{ data: MapPoint[] }>('/accounts/map/nearest', { ...here, limit: MANY, where }, signal),
  })
  return (
    <section className="xl-map-near" aria-label={say('离我最近', 'Nearest to me')}>
      <header>
        <b>{say('离我最近', 'Nearest to me')}</b>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('close')} onClick={onClose} />
      </header>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <PartFailure error={query.error} onRetry={() => query.refetch()} />}
      {query.data?.data.length === 0 && <Nothing what={say('500 公里内没有客户', 'No account within 500 km')} />}
      <ol>
        {query.data?.data.map((point) => (
          <li key={point.id}>
            <button type="button" onClick={() => onShow(point)}>
              <span>{point.name}</span>
              <span className="xl-hint xl-number">{distance(point.km ?? 0)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

const distance = (km: number): string => (km < 1 ? `${Math.round(km * 1000)} m` : `${km.toFixed(km < 10 ? 1 : 0)} km`)
