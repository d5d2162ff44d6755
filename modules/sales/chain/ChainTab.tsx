import { useMemo } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { useMeta } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { ChainPicture } from './ChainPicture.tsx'
import { nodesOf } from './nodes.ui.ts'
import { useChain } from './useChain.ui.ts'

/** 订单链路: what became of the order, drawn. */
export function ChainTab({ row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const meta = useMeta()
  const chain = useChain(row.id)
  const nodes = useMemo(
    () => (chain.data ? nodesOf({ meta, t, say }, row, chain.data) : []),
    [chain.data, meta, t, say, row],
  )
  if (chain.isPending) return <Loading rows={5} />
  if (chain.isError) return <Failure error={chain.error} onRetry={() => chain.refetch()} />
  return <ChainPicture nodes={nodes} />
}
