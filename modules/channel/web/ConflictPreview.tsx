import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import type { Conflict } from '../agentAuthorization/conflicts.sql.ts'
import type { Preview } from '../agentAuthorization/preview.ts'

/** What activation would say, before anybody presses the button. */
export function ConflictPreview({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const phone = usePhone()
  const preview = useQuery({
    queryKey: keys.part(object.name, row.id, 'conflicts', row.version),
    queryFn: ({ signal }) => api.post<Preview>(`/${object.path}/${row.id}/conflicts`, {}, { signal }),
    retry: false,
  })
  if (!preview.data) return null
  const { conflicts, problems } = preview.data
  const again = (
    <Button size="small" type="text" loading={preview.isFetching} onClick={() => preview.refetch()}>
      {say('重新检查', 'Check again')}
    </Button>
  )
  if (!conflicts.length && !problems.length)
    return (
      <Alert
        type="success"
        showIcon={!phone}
        style={{ marginTop: 12 }}
        title={say('生效检查：没有冲突，可以生效', 'Activation check: nothing stands in the way')}
        action={again}
      />
    )
  return (
    <Alert
      type={conflicts.length ? 'error' : 'warning'}
      showIcon={!phone}
      style={{ marginTop: 12 }}
      title={
        conflicts.length
          ? say(
              `生效检查：与 ${conflicts.length} 份有效授权冲突`,
              `Activation check: conflicts with ${conflicts.length} in force`,
            )
          : say('生效检查：尚缺以下条件', 'Activation check: still lacking')
      }
      action={again}
      description={
        <ul className="xl-channel-conflicts">
          {conflicts.map((c) => (
            <ConflictLine key={`${c.authorization?.id}${c.from}${c.places[0]}`} conflict={c} path={object.path} />
          ))}
          {problems.map((p) => (
            <li key={p.code}>{say(p.zh, p.en)}</li>
          ))}
        </ul>
      }
    />
  )
}

function ConflictLine({ conflict, path }: { conflict: Conflict; path: string }) {
  const { say } = useText()
  const { authorization, packages, places, from, to, exclusive } = conflict
  return (
    <li>
      {authorization ? (
        <AppLink href={href.record(path, authorization.id)}>
          {authorization.number} {authorization.agent}
        </AppLink>
      ) : (
        say('另一份授权', 'Another authorisation')
      )}
      {exclusive && say('（独家）', ' (exclusive)')}
      {say('：', ': ')}
      {packages.join(say('、', ', '))}
      {say('；', '; ')}
      {places.slice(0, 5).join(say('、', ', '))}
      {places.length > 5 && say(` 等 ${places.length} 处`, ` and ${places.length - 5} more`)}
      {say('；', '; ')}
      <span className="xl-number">
        {from} ~ {to}
      </span>
    </li>
  )
}
