import { DeleteOutlined, UserAddOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { Avatar, Loading, Nothing } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { rowsOf } from '#ui/fields/rows.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { ADD_MEMBER } from '#ui/form/commands.ts'

interface Member {
  employee: Ref
  level: 'read' | 'edit'
  until: string | null
}

/** 团队成员: who besides the owner works on this row, with what right and until when. */
export function Members({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const { done, failed } = useFeedback()
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const key = keys.part(object.name, row.id, 'members')
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api.get<Member[] | { data: Member[] }>(`/${object.path}/${row.id}/members`, undefined, signal),
  })
  if (query.isPending) return <Loading rows={3} />
  if (query.isError) return <PartFailure error={query.error} onRetry={() => query.refetch()} />
  const members = rowsOf(query.data)
  const mayChange = row._can?.commands.includes('addMember') ?? false
  const remove = async (m: Member) => {
    try {
      await api.command(object.path, row.id, 'removeMember', { employee: m.employee.id })
      client.invalidateQueries({ queryKey: key })
      done(say('已移出团队', 'Removed'))
    } catch (error) {
      failed(error)
    }
  }
  return (
    <div>
      {mayChange && (
        <Button icon={<UserAddOutlined />} onClick={() => setAdding(true)} style={{ marginBottom: 8 }}>
          {t(ADD_MEMBER.label)}
        </Button>
      )}
      {row.owner && (
        <div className="xl-member">
          <Avatar name={row.owner.label} />
          <span>
            {row.owner.label ?? t('hiddenRecord')}
            {row.dept?.label && <span className="xl-hint"> {row.dept.label}</span>}
          </span>
          <Tag color="green" variant="filled">
            {t('owner')}
          </Tag>
        </div>
      )}
      {members.map((m) => (
        <div key={m.employee.id} className="xl-member">
          <Avatar name={m.employee.label} />
          <span>{m.employee.label ?? t('hiddenRecord')}</span>
          <Tag variant="filled">{m.level === 'edit' ? say('可编辑', 'May edit') : say('只读', 'May read')}</Tag>
          <span className="xl-hint">
            {m.until ? say(`至 ${m.until.slice(0, 10)}`, `until ${m.until.slice(0, 10)}`) : say('长期', 'no end')}
          </span>
          {mayChange && (
            <Popconfirm title={say('移出团队？', 'Remove?')} onConfirm={() => remove(m)}>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say(`移出${m.employee.label}`, `Remove ${m.employee.label}`)}
              />
            </Popconfirm>
          )}
        </div>
      ))}
      {members.length === 0 && !row.owner && <Nothing what={say('还没有团队成员', 'Nobody yet')} />}
      {adding && (
        <CommandModal
          object={object}
          command={ADD_MEMBER}
          run={async (input, idempotency) => {
            await api.command(object.path, row.id, 'addMember', input, { key: idempotency })
            client.invalidateQueries({ queryKey: key })
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  )
}
