import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import type { Label } from '#kernel/declare/label.ts'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

export interface PrintForm {
  id?: string
  name: string
  label: Label
  formats: ('pdf' | 'docx')[]
}

/** Forms of an object; they change rarely, so once in ten minutes is often enough. */
export const usePrintForms = (object: string) =>
  useQuery({
    queryKey: ['o', 'printTemplate', 'forms', object],
    queryFn: ({ signal }) => api.get<{ data: PrintForm[] }>('/prints', { object }, signal),
    select: (reply) => reply.data,
    staleTime: 600_000,
  })

/** Prints the row by one of the forms there are for its object; not there where there is none. */
export function PrintButton({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const { failed } = useFeedback()
  const { data: forms = [] } = usePrintForms(object.name)
  if (!forms.length || row.deletedAt) return null
  const print = (form: PrintForm, format: 'pdf' | 'docx') => {
    const template = form.id ?? form.name
    const path = `/${object.path}/${row.id}/print`
    if (format === 'docx') api.download(path, { template, format }).catch(failed)
    else window.open(`/api/v1${path}?template=${encodeURIComponent(template)}`, '_blank', 'noopener')
  }
  const choices = forms.flatMap((form) =>
    form.formats.map((format) => ({
      key: `${form.id ?? form.name} ${format}`,
      label: `${t(form.label)} · ${format === 'pdf' ? 'PDF' : 'Word'}`,
      onClick: () => print(form, format),
    })),
  )
  return (
    <Dropdown trigger={['click']} menu={{ items: choices }}>
      <Button icon={<PrinterOutlined />}>{say('打印', 'Print')}</Button>
    </Dropdown>
  )
}
