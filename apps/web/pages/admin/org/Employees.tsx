import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { MenuProps, TableProps } from 'antd'
import { Button, Dropdown, Input, Pagination, Segmented, Table, Tag } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useObject } from '#ui/core/meta.ts'
import { Avatar, Failure, Panel } from '#ui/core/Page.tsx'
import { useMe } from '#ui/core/session.tsx'
import type { Ref, Row, Where } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { EmployeeForm } from './EmployeeForm.tsx'
import { FactorDialog } from './FactorDialog.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import { LoginDialog } from './LoginDialog.tsx'
import { PasswordDialog } from './PasswordDialog.tsx'
import type { Department, DepartmentNode } from './tree.ts'
import { withBelow } from './tree.ts'

export interface Employee extends Row {
  name: string
  username?: string | null
  email?: string | null
  phone?: string | null
  department?: Ref | null
  jobTitle?: string | null
  manager?: Ref | null
  roles?: Ref[]
}

type Act = 'edit' | 'login' | 'leave' | 'password' | 'factor'
type Doing = { kind: 'create' } | { kind: Act; row: Employee }

const PAGE = 20

/** The newest pages of a cursor list, addressed by number: cursors of the pages already seen are kept. */
function useEmployees(where: Where, q: string) {
  const scope = JSON.stringify([where, q])
  const [state, setState] = useState<{ scope: string; cursors: (string | null)[]; page: number }>({
    scope,
    cursors: [null],
    page: 1,
  })
  const at = state.scope === scope ? state : { scope, cursors: [null], page: 1 }
  const query = {
    where,
    q,
    sort: 'name',
    limit: PAGE,
    cursor: at.cursors[at.page - 1] ?? null,
    count: 'exact' as const,
  }
  const list = useQuery({
    queryKey: keys.list('employee', query),
    queryFn: ({ signal }) => api.list<Employee>('employees', query, signal),
    placeholderData: keepPreviousData,
  })
  const turn = (page: number): void => {
    const next = list.data?.nextCursor ?? null
    const cursors = [...at.cursors]
    if (page === at.page + 1) cursors[page - 1] = next
    if (page === 1 || cursors[page - 1]) setState({ scope, cursors, page })
  }
  return { list, page: at.page, turn }
}

export function Employees({ rows, tree, dept }: { rows: Department[]; tree: DepartmentNode[]; dept: string | null }) {
  const t = useT()
  const phone = usePhone()
  const [q, setQ] = useState('')
  const [state, setState] = useState<'active' | 'left'>('active')
  const [doing, setDoing] = useState<Doing | null>(null)
  const where = useMemo<Where>(
    () => ({ state: { eq: state }, ...(dept ? { department: { in: withBelow(tree, dept) } } : {}) }),
    [state, dept, tree],
  )
  const menu = useMenu()
  const { list, page, turn } = useEmployees(where, useDeferredValue(q.trim()))
  const title = rows.find((r) => r.id === dept)?.name ?? t({ zh: '全部员工', en: 'All people' })
  return (
    <Panel
      title={title}
      flush
      extra={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setDoing({ kind: 'create' })}>
          {t({ zh: '新建员工', en: 'New person' })}
        </Button>
      }
    >
      <div className="xl-toolbar">
        <Input
          allowClear
          prefix={<SearchOutlined />}
          placeholder={t({ zh: '姓名、账号、手机', en: 'Name, username, phone' })}
          aria-label={t('search')}
          value={q}
          onChange={(e) => setQ(e.target.value)}
        />
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: 'active', label: t({ zh: '在职', en: 'Active' }) },
            { value: 'left', label: t({ zh: '已离职', en: 'Left' }) },
          ]}
        />
      </div>
      {list.isError ? (
        <Failure error={list.error} onRetry={list.refetch} />
      ) : (
        <Table<Employee>
          size="middle"
          rowKey="id"
          loading={list.isFetching && !list.isPlaceholderData && !list.data}
          dataSource={list.data?.data ?? []}
          columns={columns(t, phone, menu, (kind, row) => setDoing({ kind, row }))}
          pagination={false}
        />
      )}
      <div className="xl-pager">
        <span className="xl-hint">{t('countRows', { n: list.data?.total.value ?? 0 })}</span>
        <Pagination simple current={page} pageSize={PAGE} total={list.data?.total.value ?? 0} onChange={turn} />
      </div>
      {doing?.kind === 'create' && (
        <EmployeeForm department={rows.find((r) => r.id === dept)} onClose={() => setDoing(null)} />
      )}
      {doing?.kind === 'edit' && <EmployeeForm id={doing.row.id} onClose={() => setDoing(null)} />}
      {doing?.kind === 'login' && <LoginDialog row={doing.row} onClose={() => setDoing(null)} />}
      {doing?.kind === 'leave' && <LeaveDialog row={doing.row} onClose={() => setDoing(null)} />}
      {doing?.kind === 'factor' && <FactorDialog row={doing.row} onClose={() => setDoing(null)} />}
      {doing?.kind === 'password' && <PasswordDialog row={doing.row} onClose={() => setDoing(null)} />}
    </Panel>
  )
}

type T = ReturnType<typeof useT>

/** What may be done with this person, by the commands that this reader has and the person's state. */
function useMenu(): (row: Employee) => NonNullable<MenuProps['items']> {
  const t = useT()
  const me = useMe()
  const object = useObject('employee')
  const can = (name: string): boolean => object?.commands.some((c) => c.name === name) ?? false
  return (row) => {
    const items: NonNullable<MenuProps['items']> = [{ key: 'edit', label: t('edit') }]
    const active = row.state === 'active'
    if (active && row.username && can('resetPassword'))
      items.push({ key: 'password', label: t({ zh: '重置密码', en: 'Reset the password' }) })
    if (active && row.username && row.id !== me.employee?.id && can('endSecondFactor'))
      items.push({ key: 'factor', label: t({ zh: '解除两步验证', en: 'Take the second factor off' }) })
    if (active && !row.username && can('openLogin'))
      items.push({ key: 'login', label: t({ zh: '开通登录账号', en: 'Open a login' }) })
    if (active && row.id !== me.employee?.id && can('deactivate'))
      items.push(
        { type: 'divider' },
        { key: 'leave', label: t({ zh: '办理离职', en: 'Leaves the company' }), danger: true },
      )
    return items
  }
}

function columns(t: T, phone: boolean, menu: ReturnType<typeof useMenu>, act: (kind: Act, row: Employee) => void) {
  const person = {
    key: 'name',
    title: t({ zh: '姓名', en: 'Name' }),
    render: (_: unknown, row: Employee) => (
      <button type="button" className="xl-person xl-plain" onClick={() => act('edit', row)}>
        <Avatar name={row.name} />
        <span>
          <b>{row.name}</b>
          <small>{phone ? row.department?.label : (row.username ?? t({ zh: '未开通账号', en: 'no login' }))}</small>
        </span>
      </button>
    ),
  }
  const more = {
    key: 'more',
    width: 72,
    align: 'right' as const,
    render: (_: unknown, row: Employee) => (
      <Dropdown
        trigger={['click']}
        menu={{ items: menu(row), onClick: ({ key }) => act(key as Act, row) }}
        placement="bottomRight"
      >
        <Button type="link" size="small" aria-label={`${row.name} ${t('actions')}`}>
          {t('more')}
        </Button>
      </Dropdown>
    ),
  }
  const wide: NonNullable<TableProps<Employee>['columns']> = [
    { key: 'dept', title: t('department'), render: (_, row) => row.department?.label },
    {
      key: 'roles',
      title: t('role'),
      render: (_, row) => (row.roles ?? []).map((r) => <Tag key={r.id}>{r.label}</Tag>),
    },
    { key: 'jobTitle', title: t({ zh: '职位', en: 'Job title' }), render: (_, row) => row.jobTitle },
    { key: 'manager', title: t({ zh: '直属上级', en: 'Manager' }), render: (_, row) => row.manager?.label },
    {
      key: 'phone',
      title: t({ zh: '手机', en: 'Phone' }),
      render: (_, row) => <span className="xl-num">{row.phone}</span>,
    },
  ]
  return phone ? [person, more] : [person, ...wide, more]
}
