import { useQuery } from '@tanstack/react-query'
import { api, keys } from '#ui/core/api.ts'
import { formatAgo, formatInstant } from '#ui/core/format.ts'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Panel } from '#ui/core/Page.tsx'

const QUERY = { sort: '-updatedAt', limit: 8 }

/** The accounts that changed last, of those I may see. */
export function Recent() {
  const t = useT()
  const { locale } = useLocale()
  const account = useObject('account')
  const list = useQuery({
    queryKey: keys.list('account', QUERY),
    queryFn: ({ signal }) => api.list(account?.path ?? '', QUERY, signal),
    enabled: account !== undefined,
  })
  if (!account) return null
  const rows = list.data?.data ?? []
  return (
    <Panel title={t({ zh: '最近更新的客户', en: 'Recently changed accounts' })} flush className="xl-recent">
      {list.isPending && <Loading rows={5} />}
      {list.isError && <Failure error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && !rows.length && <Nothing />}
      <ul className="xl-links">
        {rows.map((row) => (
          <li key={row.id}>
            <AppLink href={href.record(account.path, row.id)}>
              <span className="xl-ellipsis">{String(row[account.title] ?? '')}</span>
              <small title={formatInstant(row.updatedAt)}>{formatAgo(row.updatedAt, locale)}</small>
            </AppLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
