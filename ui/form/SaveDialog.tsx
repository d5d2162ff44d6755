import { Form, type FormInstance, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useT } from '#ui/core/i18n.tsx'
import { type SaveOptions, useSave } from './useSave.ts'

export interface SaveDialogProps<Values> extends SaveOptions {
  title: string
  /** Given by a caller that watches or sets fields itself. */
  form?: FormInstance<Values>
  initial?: Partial<Record<keyof Values, unknown>>
  /** Saves; the caller closes the dialog when it has. */
  onSave: (values: Values) => Promise<unknown>
  onClose: () => void
  okText?: string
  cancelText?: string
  width?: number
  /** Without the red stars: every field must be filled in. */
  plain?: boolean
  className?: string
  children: ReactNode
  /** Beside the form. */
  aside?: ReactNode
}

/** A dialog around a form written by hand, for what administrators arrange; records have `FormModal`. */
export function SaveDialog<Values extends object>(props: SaveDialogProps<Values>) {
  const { title, initial, onSave, onClose, okText, cancelText, width = 440, plain, className, children, aside } = props
  const t = useT()
  const [own] = Form.useForm<Values>()
  const form = props.form ?? own
  const { busy, save } = useSave(form, onSave, props)
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={okText ?? t('save')}
      {...(cancelText ? { cancelText } : {})}
      confirmLoading={busy}
      width={width}
    >
      <div className={className}>
        <Form<Values>
          form={form}
          layout="vertical"
          onFinish={save}
          {...(initial ? { initialValues: initial } : {})}
          {...(plain ? { requiredMark: false } : {})}
        >
          {children}
        </Form>
        {aside}
      </div>
    </Modal>
  )
}
