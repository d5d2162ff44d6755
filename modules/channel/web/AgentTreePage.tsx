import { useQuery } from '@tanstack/react-query'
import { Input, Table, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { formatMoney } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import type { AgentNode } from '../agentTree/agentTree.sql.ts'
import './channel.css'

interface Branch extends AgentNode {
  children?: Branch[]
}

const LEVELS = ['national', 'province', 'city', 'county', 'hospital']
const rank = (node: AgentNode): number => (LEVELS.indexOf(node.agentLevel ?? '') + LEVELS.length) % LEVELS.length

/** Agents as the tree that their parents make, wider levels first. */
function grow(nodes: AgentNode[]): Branch[] {
  const byId = new Map<string, Branch>(nodes.map((n) => [n.id, { ...n }]))
  const roots: Branch[] = []
  for (const node of byId.values()) {
    const above = node.parent ? byId.get(node.parent) : undefined
    if (above) above.children = [...(above.children ?? []), node]
    else roots.push(node)
  }
  const sort = (list: Branch[]): Branch[] => {
    for (const b of list) if (b.children) sort(b.children)
    return list.sort((a, b) => rank(a) - rank(b) || b.below - a.below || Number(b.orders) - Number(a.orders))
  }
  return sort(roots)
}

/** The agents whose name holds a word, with those above them. */
function found(nodes: AgentNode[], word: string): AgentNode[] {
  if (!word) return nodes
  const byId = new Map(nodes.map((n) => [n.id, n]))
  const kept = new Set<string>()
  for (const node of nodes)
    if (node.name?.includes(word) || node.number.includes(word))
      for (let n: AgentNode | undefined = node; n && !kept.has(n.id); n = n.parent ? byId.get(n.parent) : undefined)
        kept.add(n.id)
  return nodes.filter((n) => kept.has(n.id))
}

/** 代理商层级: national, province, city, hospital; the figures of each line are its own and those of all below it. */
export default function AgentTreePage() {
  const { say } = useText()
  const [word, setWord] = useState('')
  const tree = useQuery({
    queryKey: ['o', 'agentAuthorization', 'tree'],
    queryFn: ({ signal }) => api.get<{ data: AgentNode[]; cut: boolean }>('/agent-tree', undefined, signal),
  })
  const nodes = tree.data?.data ?? []
  const branches = useMemo(() => grow(found(nodes, word.trim())), [nodes, word])
  const sub =
    tree.data &&
    (tree.data.cut
      ? say(
          `仅显示前 ${nodes.length} 家代理商；各行金额含其中的下级`,
          `Only the first ${nodes.length} agents and their sums`,
        )
      : say(
          `共 ${nodes.length} 家代理商；各行金额含全部下级`,
          `${nodes.length} agents; figures include their sub-agents`,
        ))
  return (
    <Page title={say('代理商层级', 'Agent tree')} sub={sub}>
      <Input.Search
        allowClear
        style={{ maxWidth: 320, marginBottom: 12 }}
        placeholder={say('代理商名称或编号', 'Name or number')}
        onChange={(e) => setWord(e.target.value)}
      />
      {tree.isError ? (
        <Failure error={tree.error} onRetry={() => tree.refetch()} />
      ) : !tree.data ? (
        <Loading rows={8} />
      ) : branches.length === 0 ? (
        <Nothing what={say('没有代理商', 'No agents')} />
      ) : (
        <Tree branches={branches} />
      )}
    </Page>
  )
}

function Tree({ branches }: { branches: Branch[] }) {
  const { t, say, locale } = useText()
  const phone = usePhone()
  const regions = useRegions()
  const level = useObject('account')?.fields.find((f) => f.name === 'agentLevel')
  const money = (value: string) =>
    Number(value) ? <span className="xl-number">{formatMoney(value)}</span> : <span className="xl-hint">—</span>
  const count = (value: number) =>
    value ? <span className="xl-number">{value}</span> : <span className="xl-hint">—</span>
  const levelTag = (b: Branch) => {
    const option = level?.options?.find((o) => o.value === b.agentLevel)
    return option ? <Tag variant="filled">{t(option.label)}</Tag> : null
  }
  const columns = [
    {
      title: say('代理商', 'Agent'),
      key: 'name',
      render: (_: unknown, b: Branch) => (
        <span className="xl-channel-agent">
          <AppLink href={href.record('accounts', b.id)}>{b.name ?? b.number}</AppLink>
          {levelTag(b)}
          {phone && <PhoneFigures branch={b} />}
        </span>
      ),
    },
    {
      title: say('地区', 'Region'),
      key: 'region',
      hidden: phone,
      render: (_: unknown, b: Branch) => regionText(regions, b.regionCode, locale),
    },
    {
      title: say('下级', 'Sub-agents'),
      key: 'below',
      align: 'right' as const,
      hidden: phone,
      render: (_: unknown, b: Branch) => count(b.below),
    },
    {
      title: say('有效授权', 'In force'),
      key: 'authorizations',
      align: 'right' as const,
      hidden: phone,
      render: (_: unknown, b: Branch) => (b.authorizations === null ? '—' : count(b.authorizations)),
    },
    {
      title: say('保证金', 'Deposits'),
      key: 'deposits',
      align: 'right' as const,
      hidden: phone,
      render: (_: unknown, b: Branch) => (b.deposits === null ? '—' : money(b.deposits)),
    },
    {
      title: say('近 12 个月订单额', 'Orders, 12 months'),
      key: 'orders',
      align: 'right' as const,
      hidden: phone,
      render: (_: unknown, b: Branch) => (b.orders === null ? '—' : money(b.orders)),
    },
  ]
  return (
    <Table<Branch>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={branches}
      pagination={branches.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      defaultExpandAllRows={branches.length <= 50}
      scroll={phone ? undefined : { x: 'max-content' }}
    />
  )
}

/** What the columns say, in a line under the name. */
function PhoneFigures({ branch }: { branch: Branch }) {
  const { say } = useText()
  const orders = formatMoney(branch.orders) || '—'
  return (
    <span className="xl-hint xl-number xl-channel-figures">
      {say(
        `授权 ${branch.authorizations ?? '—'} · 下级 ${branch.below} · 订单 ${orders}`,
        `${branch.authorizations ?? '—'} in force · ${branch.below} sub-agents · ${orders}`,
      )}
    </span>
  )
}
