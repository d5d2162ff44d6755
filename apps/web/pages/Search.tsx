import { Segmented } from 'antd'
import { useState } from 'react'
import { useT } from '#ui/core/i18n.tsx'
import { Icon } from '#ui/core/icons.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href, useWhere } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { grouped, useSearch } from '../frame/SearchBox.tsx'

/** All results of the one-box search, by object. */
export default function Search() {
  const t = useT()
  const meta = useMeta()
  const q = useWhere().query.get('q') ?? ''
  const found = useSearch(q)
  const [only, setOnly] = useState('')
  const groups = grouped(found.data?.data ?? [])
  const total = groups.reduce((n, [, rows]) => n + rows.length, 0)
  const labelOf = (name: string): string => {
    const object = meta.byName.get(name)
    return object ? t(object.label) : name
  }
  const shown = groups.some(([name]) => name === only) ? groups.filter(([name]) => name === only) : groups
  return (
    <Page
      title={t({ zh: '“{q}”的搜索结果', en: 'Results for “{q}”' }, { q })}
      sub={found.isSuccess ? t('countRows', { n: total }) : undefined}
    >
      {groups.length > 1 && (
        <div className="xl-scroll-x">
          <Segmented
            value={shown.length === 1 ? only : ''}
            onChange={setOnly}
            options={[
              { value: '', label: t('all') },
              ...groups.map(([name, rows]) => ({ value: name, label: `${labelOf(name)} ${rows.length}` })),
            ]}
          />
        </div>
      )}
      {found.isLoading && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={found.refetch} />}
      {(found.isSuccess || !q) && total === 0 && (
        <Nothing
          what={t({ zh: '没有找到', en: 'Nothing found' })}
          hint={t({
            zh: '可以用简称、电话中的几位数字、统一社会信用代码或拼音首字母(如 bjxh)来找',
            en: 'Try a short name, some digits of a phone, a credit code, or pinyin initials such as bjxh',
          })}
        />
      )}
      {shown.map(([name, rows]) => (
        <Panel key={name} title={labelOf(name)} flush>
          <ul className="xl-links">
            {rows.map((row) => (
              <li key={row.id}>
                <AppLink href={href.record(meta.byName.get(name)?.path ?? name, row.id)}>
                  <Icon name={meta.byName.get(name)?.menu?.icon} />
                  <span className="xl-ellipsis">{row.label}</span>
                  {row.sub && <small className="xl-ellipsis">{row.sub}</small>}
                </AppLink>
              </li>
            ))}
          </ul>
        </Panel>
      ))}
    </Page>
  )
}
