import { DownOutlined, ExportOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Drawer, Space, Tooltip } from 'antd'
import { lazy, Suspense, useEffect } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Loading } from '#ui/core/Page.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'

const ObjectDetail = lazy(() => import('../detail/ObjectDetail.tsx'))

export interface RecordDrawerProps {
  object: ObjectMeta
  id: string
  /** Ids of the rows around it, in the order of the list. */
  ids: string[]
  onMove: (id: string) => void
  onClose: () => void
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** True while a dialog is open above the drawer: its keys are its own. */
const covered = (): boolean =>
  document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-mask') !== null

/** A row of the list in a drawer beside it; ↑ ↓ J K step through the list, Esc closes. */
export function RecordDrawer({ object, id, ids, onMove, onClose }: RecordDrawerProps) {
  const { say } = useText()
  const phone = usePhone()
  const at = ids.indexOf(id)
  const before = at > 0 ? ids[at - 1] : undefined
  const after = at >= 0 ? ids[at + 1] : undefined
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (typing(e.target) || covered() || e.ctrlKey || e.metaKey || e.altKey) return
      const to =
        e.key === 'ArrowUp' || e.key === 'k' ? before : e.key === 'ArrowDown' || e.key === 'j' ? after : undefined
      if (e.key === 'Escape') onClose()
      if (!to) return
      e.preventDefault()
      onMove(to)
      document.querySelector(`[data-row="${to}"]`)?.scrollIntoView({ block: 'nearest' })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [before, after, onMove, onClose])
  return (
    <Drawer
      open
      rootClassName="xl-drawer"
      size={phone ? '100%' : 'min(900px, 64vw)'}
      mask={false}
      onClose={onClose}
      keyboard={false}
      focusable={{ trap: false }}
      title={
        <Space size={4}>
          <Tooltip title={say('上一条 (↑ 或 K)', 'Previous (↑ or K)')}>
            <Button
              size="small"
              type="text"
              icon={<UpOutlined />}
              disabled={!before}
              aria-label={say('上一条', 'Previous')}
              onClick={() => before && onMove(before)}
            />
          </Tooltip>
          <Tooltip title={say('下一条 (↓ 或 J)', 'Next (↓ or J)')}>
            <Button
              size="small"
              type="text"
              icon={<DownOutlined />}
              disabled={!after}
              aria-label={say('下一条', 'Next')}
              onClick={() => after && onMove(after)}
            />
          </Tooltip>
          {at >= 0 && <span className="xl-hint xl-number">{`${at + 1} / ${ids.length}`}</span>}
        </Space>
      }
      extra={
        <AppLink href={href.record(object.path, id)}>
          <ExportOutlined /> {say('打开整页', 'Open page')}
        </AppLink>
      }
    >
      <Suspense fallback={<Loading />}>
        <ObjectDetail key={id} object={object} id={id} onGone={onClose} compact />
      </Suspense>
    </Drawer>
  )
}
