import { CloseOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { formatAgo } from '#ui/core/format.ts'
import { fieldOf, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import type { MapPoint } from './mapTypes.ui.ts'

/** One account of the map, in short; the way to its page. */
export function PointCard({ point, onClose }: { point: MapPoint; onClose: () => void }) {
  const { t, say, locale } = useText()
  const meta = useMeta()
  const object = useObject('account')
  const regions = useRegions()
  const field = object && fieldOf(object, 'class')
  const option = field && optionsOf(field, meta, true).find((o) => o.value === point.class)
  const place = [regionText(regions, point.regionCode, locale), point.address].filter(Boolean).join(' · ')
  return (
    <section className="xl-map-card" aria-label={point.name}>
      <header>
        <AppLink href={href.record('accounts', point.id)}>{point.name}</AppLink>
        <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('close')} onClick={onClose} />
      </header>
      <p>
        {option && (
          <Tag color={option.color} variant="filled">
            {t(option.label)}
          </Tag>
        )}
        <span className="xl-hint">
          {point.lastContactAt
            ? say(
                `最近联系 ${formatAgo(point.lastContactAt, locale)}`,
                `Last contact ${formatAgo(point.lastContactAt, locale)}`,
              )
            : say('从未联系', 'Never contacted')}
        </span>
      </p>
      {place && <p>{place}</p>}
      {point.owner && (
        <p className="xl-hint">
          {t('owner')} {point.owner.label ?? t('hiddenRecord')}
        </p>
      )}
      <AppLink href={href.record('accounts', point.id)} className="xl-map-open">
        {say('打开客户', 'Open the account')}
      </AppLink>
    </section>
  )
}
