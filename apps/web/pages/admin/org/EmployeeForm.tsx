import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { keys } from '#ui/core/api.ts'
import { useObject } from '#ui/core/meta.ts'
import { useRow } from '#ui/detail/useRow.ts'
import type { Employee } from './Employees.tsx'
import { LoginDialog } from './LoginDialog.tsx'
import type { Department } from './tree.ts'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

interface Props {
  /** Absent: a new person, in `department` if given; the login is opened right after. */
  id?: string
  department?: Department | undefined
  onClose: () => void
}

/** The person's file in the generic form, so that fields an administrator added are there too. */
export function EmployeeForm({ id, department, onClose }: Props) {
  const object = useObject('employee')
  const client = useQueryClient()
  const [made, setMade] = useState<Employee | null>(null)
  if (!object) return null
  if (made) return <LoginDialog row={made} onClose={onClose} />
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.object('employee') })
  if (id)
    return (
      <EditForm
        object={object}
        id={id}
        onClose={onClose}
        onDone={() => {
          refresh()
          onClose()
        }}
      />
    )
  return (
    <Suspense>
      <FormModal
        object={object}
        initial={department ? { department: { id: department.id, label: department.name } } : {}}
        onClose={onClose}
        onDone={(row) => {
          refresh()
          if (object.commands.some((c) => c.name === 'openLogin')) setMade(row as Employee)
          else onClose()
        }}
      />
    </Suspense>
  )
}

function EditForm(props: { object: ObjectMeta; id: string; onDone: () => void; onClose: () => void }) {
  const row = useRow(props.object, props.id)
  if (!row.data) return null
  return (
    <Suspense>
      <FormModal object={props.object} row={row.data} onDone={props.onDone} onClose={props.onClose} />
    </Suspense>
  )
}
