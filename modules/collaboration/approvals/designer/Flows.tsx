import { useQuery } from '@tanstack/react-query'
import { api, keys } from '#ui/core/api.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import { Designer } from './Designer.tsx'
import './designer.css'
import { FlowList } from './FlowList.tsx'
import type { Flow } from './flow.ui.ts'

/** 审批流设计: all flows, or the one that the address names. */
export default function Flows() {
  const [query] = useQueryState()
  const id = query.get('flow')
  return id ? <OneFlow key={id} id={id} /> : <FlowList />
}

function OneFlow({ id }: { id: string }) {
  const flow = useQuery({
    queryKey: keys.one('approvalFlow', id),
    queryFn: ({ signal }) => api.one<Flow>('approval-flows', id, signal),
    // What is being drawn is not replaced under the pen.
    refetchOnWindowFocus: false,
  })
  if (flow.isPending) return <Loading />
  if (flow.isError) return <Failure error={flow.error} onRetry={flow.refetch} />
  return <Designer key={`${id}-${flow.data.state}`} flow={flow.data} />
}
