import { App, Button } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { useText } from '#ui/fields/text.ts'
import { Refused } from '../web/problems.tsx'
import { useRun } from '../web/useRun.ui.ts'

/** 保存并提交: in one go. What cannot be submitted yet stays as a draft, and every reason is named. */
export function SubmitAction({ object, row, save, onDone }: SlotProps['form.action']) {
  const { say } = useText()
  const { modal } = App.useApp()
  const [busy, setBusy] = useState(false)
  const { run } = useRun()
  if (!object.commands.some((c) => c.name === 'submit') || (row && row.state !== 'draft')) return null
  const submit = async () => {
    setBusy(true)
    try {
      const saved = await save()
      if (!saved) return
      try {
        await run(
          (key) => api.command(object.path, saved.id, 'submit', {}, { key }),
          say('已提交', 'Submitted'),
          [object.name],
          true,
        )
      } catch (error) {
        modal.warning({
          title: say('已存为草稿，还不能提交', 'Saved as a draft; it cannot be submitted yet'),
          content: <Refused error={error} />,
          width: 520,
        })
      }
      onDone(saved)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button type="primary" loading={busy} onClick={submit}>
      {say('保存并提交', 'Save and submit')}
    </Button>
  )
}
