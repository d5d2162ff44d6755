import { DownOutlined, ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { may, useObjectByPath } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import { filled } from '#ui/core/slots.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { CollectionCommands } from './CollectionCommands.tsx'
import { ObjectList } from './ObjectList.tsx'
import { useUrlListState } from './useListState.ts'

const FormModal = lazy(() => import('../form/FormModal.tsx'))

/** The list page of whatever object lives at this path. */
export function ListPage({ path }: { path: string }) {
  const object = useObjectByPath(path)
  if (!object) return <Failure error={null} />
  return <Loaded object={object} />
}

function Loaded({ object }: { object: ObjectMeta }) {
  const { t, say } = useText()
  const go = useGo()
  const phone = usePhone()
  const [state, patch] = useUrlListState()
  const [exporting, setExporting] = useState(false)
  const more = [
    ...(may(object, 'export') ? [{ key: 'export', label: t('export') }] : []),
    ...(may(object, 'import') && phone ? [{ key: 'import', label: t('import') }] : []),
  ]
  const actions = (
    <>
      {filled('list.toolbar', object.name).map((s) => (
        <s.component key={s.key ?? 'toolbar'} object={object} />
      ))}
      <CollectionCommands object={object} />
      {more.length > 0 && (
        <Dropdown
          menu={{
            items: more,
            onClick: ({ key }) => (key === 'export' ? setExporting(true) : go(href.imports(object.name))),
          }}
        >
          <Button>
            {t('more')} <DownOutlined />
          </Button>
        </Dropdown>
      )}
      {may(object, 'import') && !phone && (
        <Button icon={<ImportOutlined />} onClick={() => go(href.imports(object.name))}>
          {t('import')}
        </Button>
      )}
      {may(object, 'create') && (
        <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ creating: true })}>
          {say(`新建${t(object.label)}`, `New ${t(object.label)}`)}
        </Button>
      )}
    </>
  )
  return (
    <Page title={t(object.label)} actions={actions} fill={!phone}>
      <ObjectList object={object} state={state} patch={patch} exporting={exporting} onExporting={setExporting} />
      {state.creating && may(object, 'create') && (
        <Suspense fallback={null}>
          <FormModal
            object={object}
            onDone={(row) => patch({ creating: false, open: phone ? '' : row.id })}
            onClose={() => patch({ creating: false })}
          />
        </Suspense>
      )}
    </Page>
  )
}
