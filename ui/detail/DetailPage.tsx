import { useObjectByPath } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { Failure, Page } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import ObjectDetail from './ObjectDetail.tsx'

/** The page of one row. */
export function DetailPage({ path, id }: { path: string; id: string }) {
  const { t, say } = useText()
  const go = useGo()
  const object = useObjectByPath(path)
  if (!object) return <Failure error={null} />
  return (
    <Page crumbs={[{ label: t(object.label), href: href.list(path) }, { label: say('详情', 'Detail') }]}>
      <ObjectDetail object={object} id={id} onGone={() => go(href.list(path))} />
    </Page>
  )
}
