import { EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Modal, Select, Space, Typography } from 'antd'
import { useState } from 'react'
import type { FieldMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { useObject } from '#ui/core/meta.ts'
import { problemText } from './problem.ts'
import { useText } from './text.ts'

const PURPOSES = [
  { zh: '电话联系客户', en: 'Calling the customer' },
  { zh: '安排拜访', en: 'Arranging a visit' },
  { zh: '寄送资料或货物', en: 'Sending documents or goods' },
  { zh: '核对资质或合同', en: 'Checking a licence or contract' },
]

/** Shows a masked value after asking why; the server writes down who looked, when and for what. */
export function RevealButton({ object, id, field }: { object: string; id: string; field: FieldMeta }) {
  const { t, say } = useText()
  const meta = useObject(object)
  const [open, setOpen] = useState(false)
  const [purpose, setPurpose] = useState<string>()
  const [other, setOther] = useState('')
  const why = purpose === '*' ? other.trim() : purpose
  const reveal = useMutation({
    mutationFn: () =>
      api.post<{ result?: { value?: unknown }; value?: unknown }>(`/${meta?.path}/${id}/reveal`, {
        field: field.name,
        purpose: why,
      }),
  })
  if (!meta?.verbs.includes('reveal')) return null
  const close = () => {
    setOpen(false)
    reveal.reset()
    setPurpose(undefined)
    setOther('')
  }
  const value = reveal.data?.value ?? reveal.data?.result?.value
  return (
    <>
      <Button type="link" size="small" icon={<EyeOutlined />} onClick={() => setOpen(true)}>
        {say('查看', 'Show')}
      </Button>
      <Modal
        open={open}
        title={say(`查看${t(field.label)}`, `Show ${t(field.label)}`)}
        onCancel={close}
        onOk={() => (reveal.isSuccess ? close() : reveal.mutate())}
        okText={reveal.isSuccess ? say('关闭', 'Close') : say('查看', 'Show')}
        okButtonProps={{ disabled: !why, loading: reveal.isPending }}
        cancelButtonProps={reveal.isSuccess ? { style: { display: 'none' } } : {}}
        destroyOnHidden
        width={440}
      >
        {reveal.isSuccess ? (
          <Typography.Paragraph copyable style={{ fontSize: 22, margin: '16px 0', textAlign: 'center' }}>
            {String(value ?? '')}
          </Typography.Paragraph>
        ) : (
          <Space orientation="vertical" style={{ width: '100%' }}>
            <Typography.Text type="secondary">
              {say(
                '这是个人信息。请说明用途，查看会被记录。',
                'This is personal information. Say what for; looking at it is recorded.',
              )}
            </Typography.Text>
            <Select
              style={{ width: '100%' }}
              placeholder={say('选择用途', 'Purpose')}
              value={purpose}
              onChange={setPurpose}
              options={[
                ...PURPOSES.map((p) => ({ value: t(p), label: t(p) })),
                { value: '*', label: say('其他用途…', 'Other…') },
              ]}
            />
            {purpose === '*' && (
              <Input autoFocus maxLength={200} value={other} onChange={(e) => setOther(e.target.value)} />
            )}
            {reveal.isError && <Alert type="error" showIcon title={problemText(reveal.error)} />}
          </Space>
        )}
      </Modal>
    </>
  )
}
