import { MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useEffect, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useText } from '#ui/fields/text.ts'
import { ActionDialog, type ActionDialogProps } from './ActionDialog.tsx'
import { type Action, actionsFor, inOrder, pathOf, urgedLately } from './actions.ui.ts'
import './approvals.css'
import './steps.css'
import { refreshApprovals } from './queries.ui.ts'
import { Resubmit } from './Resubmit.tsx'
import type { RequestDetail } from './types.ui.ts'

export interface ActionBarProps {
  detail: RequestDetail
  onDone?: () => void
  /** A approves, R rejects. */
  hotkeys?: boolean
  /** On a document's page: small buttons. */
  small?: boolean
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const covered = (): boolean =>
  document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-mask') !== null

/** Without a decision to make, the few things left stand side by side. */
const SIDE_BY_SIDE = 3

/** 同意, 驳回 and 更多: what this reader may do with the request. Nothing at all when there is nothing to do. */
export function ActionBar({ detail, onDone, hotkeys, small }: ActionBarProps) {
  const { t } = useText()
  const { done, failed } = useFeedback()
  const client = useQueryClient()
  const [open, setOpen] = useState<Action | null>(null)
  const [busy, setBusy] = useState(false)
  const actions = actionsFor(detail)
  const start = async (action: Action): Promise<void> => {
    if (!action.immediate) return setOpen(action)
    setBusy(true)
    try {
      await api.post(pathOf(detail, action.kind))
      done(t(action.done))
      refreshApprovals(client)
    } catch (error) {
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  useHotkeys(hotkeys ? actions : [], setOpen)
  if (!actions.length) return null
  const decides = actions.some((a) => a.kind === 'approve')
  const shown = decides
    ? actions.filter((a) => a.kind === 'approve' || a.kind === 'reject')
    : actions.slice(0, SIDE_BY_SIDE)
  const lately = urgedLately(detail)
  const rest = actions.filter((a) => !shown.includes(a))
  return (
    <div className={`xl-appr-bar ${small ? 'is-small' : ''}`}>
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map((a) => ({
              key: a.kind,
              label: t(a.label),
              danger: a.danger ?? false,
              disabled: a.kind === 'urge' && lately !== undefined,
            })),
            onClick: ({ key }) => {
              const action = rest.find((a) => a.kind === key)
              if (action) start(action)
            },
          }}
        >
          <Button icon={<MoreOutlined />} loading={busy}>
            {t('more')}
          </Button>
        </Dropdown>
      )}
      {(decides ? [...shown].reverse() : inOrder(shown)).map((a) => (
        <Button
          key={a.kind}
          type={LEADS_ON.has(a.kind) ? 'primary' : 'default'}
          danger={a.danger ?? false}
          {...(a.kind === 'urge' && lately ? { disabled: true, title: t(lately) } : {})}
          loading={busy && (a.immediate ?? false)}
          onClick={() => start(a)}
        >
          {t(a.label)}
        </Button>
      ))}
      {open && <Asking detail={detail} action={open} onClose={() => setOpen(null)} {...(onDone ? { onDone } : {})} />}
    </div>
  )
}

const LEADS_ON = new Set<Action['kind']>(['approve', 'resubmit', 'retry'])

/** What was filled in is filled in again on its own form; all else is asked in a dialog. */
function Asking(props: ActionDialogProps) {
  const { kind } = props.action
  return kind === 'resubmit' || kind === 'again' ? <Resubmit {...props} /> : <ActionDialog {...props} />
}

const KEYS: Record<string, Action['kind']> = { a: 'approve', r: 'reject' }

function useHotkeys(actions: Action[], open: (action: Action) => void): void {
  useEffect(() => {
    const press = (e: KeyboardEvent): void => {
      if (typing(e.target) || covered() || e.ctrlKey || e.metaKey || e.altKey) return
      const action = actions.find((a) => a.kind === KEYS[e.key])
      if (!action) return
      e.preventDefault()
      open(action)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [actions, open])
}
