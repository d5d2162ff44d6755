import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { may } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { titleOf } from '#ui/list/Cell.tsx'
import { ObjectList } from '#ui/list/ObjectList.tsx'
import { useLocalListState } from '#ui/list/useListState.ts'

const FormModal = lazy(() => import('../form/FormModal.tsx'))

export interface RelatedTabProps {
  parent: ObjectMeta
  row: Row
  object: ObjectMeta
  /** The field of `object` that points at the row. */
  field: string
}

/** Rows of another object that point at this one: its list, filtered, with "new" filling in the reference. */
export function RelatedTab({ parent, row, object, field }: RelatedTabProps) {
  const { t, say } = useText()
  const [state, patch] = useLocalListState()
  const [exporting, setExporting] = useState(false)
  const many = object.fields.find((f) => f.name === field)?.type === 'refs'
  const base = useMemo(() => ({ [field]: many ? { has: [row.id] } : { eq: row.id } }), [field, many, row.id])
  const hide = useMemo(() => [field], [field])
  const here = { id: row.id, label: titleOf(parent, row) }
  return (
    <>
      <ObjectList
        object={object}
        state={state}
        patch={patch}
        base={base}
        hide={hide}
        embedded
        exporting={exporting}
        onExporting={setExporting}
        actions={
          <>
            {may(object, 'export') && <Button onClick={() => setExporting(true)}>{t('export')}</Button>}
            {may(object, 'create') && !row.deletedAt && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ creating: true })}>
                {say(`新建${t(object.label)}`, `New ${t(object.label)}`)}
              </Button>
            )}
          </>
        }
      />
      {state.creating && (
        <Suspense fallback={null}>
          <FormModal
            object={object}
            initial={{ [field]: many ? [here] : here }}
            onDone={() => patch({ creating: false })}
            onClose={() => patch({ creating: false })}
          />
        </Suspense>
      )}
    </>
  )
}
