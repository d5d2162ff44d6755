import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import { Departments } from './Departments.tsx'
import { Employees } from './Employees.tsx'
import type { Department } from './tree.ts'
import { departmentTree } from './tree.ts'

/** All departments; a company has hundreds, not thousands. */
export function useDepartments() {
  const query = { limit: 200, sort: 'name' }
  return useQuery({
    queryKey: keys.list('department', query),
    queryFn: async ({ signal }) => {
      const first = await api.list<Department>('departments', query, signal)
      let { nextCursor } = first
      while (nextCursor) {
        const more = await api.list<Department>('departments', { ...query, cursor: nextCursor }, signal)
        first.data.push(...more.data)
        nextCursor = more.nextCursor
      }
      return first.data
    },
  })
}

/** The tree of departments on the left, the people of the chosen one on the right. */
export default function Organization() {
  const t = useT()
  const departments = useDepartments()
  const tree = useMemo(() => departmentTree(departments.data ?? []), [departments.data])
  const [chosen, setChosen] = useState<string | null>(null)
  if (departments.isError) return <Failure error={departments.error} onRetry={departments.refetch} />
  if (departments.isPending) return <Loading />
  return (
    <Page
      title={t({ zh: '部门与员工', en: 'Departments and people' })}
      sub={t({
        zh: '部门决定谁能看到哪些数据；调整部门后，数据权限随之生效。',
        en: 'Departments decide who sees what; moving one moves what its people may see.',
      })}
    >
      <div className="xl-org">
        <Departments rows={departments.data} tree={tree} chosen={chosen} onChoose={setChosen} />
        <Employees rows={departments.data} tree={tree} dept={chosen} />
      </div>
    </Page>
  )
}
