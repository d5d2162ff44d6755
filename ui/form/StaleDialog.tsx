import { Alert, Modal } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatInstant } from '#ui/core/format.ts'
import type { Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { clashes, rebase, type Values } from './values.ts'

export interface StaleDialogProps {
  object: ObjectMeta
  opened: Values
  mine: Values
  current: Row
  /** The current row with the chosen values on top. */
  onResolve: (values: Values) => void
  onClose: () => void
}

/** Somebody saved the row meanwhile: shows both values of every field that both changed, and asks which one stays. */
export function StaleDialog({ object, opened, mine, current, onResolve, onClose }: StaleDialogProps) {
  const { t, say } = useText()
  const found = clashes(object.fields, opened, mine, current)
  const [theirs, setTheirs] = useState<Set<string>>(new Set())
  const choose = (name: string, keepTheirs: boolean) => {
    const next = new Set(theirs)
    keepTheirs ? next.add(name) : next.delete(name)
    setTheirs(next)
  }
  return (
    <Modal
      open
      width={720}
      title={say('记录已被他人修改', 'Somebody else saved this meanwhile')}
      okText={say('用所选内容保存', 'Save what is chosen')}
      cancelText={say('继续编辑', 'Keep editing')}
      onCancel={onClose}
      onOk={() => onResolve(rebase(object.fields, opened, mine, current, theirs))}
    >
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 16 }}
        title={
          found.length === 0
            ? say(
                '您和对方修改的字段不同，可以直接合并保存。',
                'You changed different fields; both changes can be kept.',
              )
            : say(
                `有 ${found.length} 个字段双方都改了，请逐项选择。`,
                `${found.length} fields were changed by both. Choose one each.`,
              )
        }
        description={say(
          `对方保存于 ${formatInstant(current.updatedAt)}`,
          `Saved at ${formatInstant(current.updatedAt)}`,
        )}
      />
      {found.map(({ field, mine: a, theirs: b }) => (
        <div className="xl-clash" key={field.name}>
          <span style={{ color: 'var(--xl-ink-2)', alignSelf: 'center' }}>{t(field.label)}</span>
          {[false, true].map((isTheirs) => (
            <button
              key={String(isTheirs)}
              type="button"
              className="xl-clash-side"
              aria-pressed={theirs.has(field.name) === isTheirs}
              onClick={() => choose(field.name, isTheirs)}
            >
              <small style={{ color: 'var(--xl-ink-3)', display: 'block' }}>
                {isTheirs ? say('对方的', 'Theirs') : say('我的', 'Mine')}
              </small>
              <FieldView field={field} value={isTheirs ? b : a} dense />
            </button>
          ))}
        </div>
      ))}
    </Modal>
  )
}
