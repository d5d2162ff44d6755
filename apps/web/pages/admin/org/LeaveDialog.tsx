import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Modal } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Employee } from './Employees.tsx'
import { PersonSelect } from './PersonSelect.tsx'

interface Owned {
  name: string
  label: string
  count: number
}

/** What the person owns, object by object, exactly. */
function useOwned(id: string) {
  const meta = useMeta()
  const t = useT()
  const objects = meta.objects.filter((o) => o.owned && o.verbs.includes('read'))
  return useQuery({
    queryKey: [...keys.object('employee'), 'owned', id],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Owned[]> => {
      const counts = await Promise.all(
        objects.map(async (o) => {
          const query = { where: { owner: { eq: id } }, limit: 1, count: 'exact' as const }
          return { name: o.name, label: t(o.label), count: (await api.list(o.path, query, signal)).total.value }
        }),
      )
      return counts.filter((o) => o.count > 0)
    },
  })
}

/** A leaver owns nothing: first everything goes to somebody else, then the login ends. */
export function LeaveDialog({ row, onClose }: { row: Employee; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const owned = useOwned(row.id)
  const [to, setTo] = useState<string>()
  const [busy, setBusy] = useState(false)
  const total = (owned.data ?? []).reduce((n, o) => n + o.count, 0)
  const leave = async (): Promise<void> => {
    setBusy(true)
    try {
      if (total) await api.command('employees', row.id, 'handOver', { to })
      await api.command('employees', row.id, 'deactivate')
      await client.invalidateQueries()
      done(t({ zh: '{name} 已离职，账号已停用', en: '{name} has left; the login has ended' }, { name: row.name }))
      onClose()
    } catch (error) {
      failed(error)
      await owned.refetch()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t({ zh: '{name} 办理离职', en: '{name} leaves the company' }, { name: row.name })}
      onCancel={onClose}
      onOk={leave}
      confirmLoading={busy}
      okText={
        total
          ? t({ zh: '交接并停用账号', en: 'Hand over and end the login' })
          : t({ zh: '停用账号', en: 'End the login' })
      }
      okButtonProps={{ danger: true, disabled: !owned.isSuccess || (total > 0 && !to) }}
      width={480}
    >
      {owned.isPending && <Loading rows={2} />}
      {owned.isError && <Failure error={owned.error} onRetry={owned.refetch} />}
      {owned.isSuccess && total > 0 && (
        <Form layout="vertical">
          <Alert
            type="warning"
            showIcon
            title={t(
              { zh: '名下还有 {n} 条记录，须先交接', en: 'Owns {n} records, which need a new owner first' },
              { n: total },
            )}
            description={owned.data.map((o) => `${o.label} ${o.count}`).join('，')}
          />
          <Form.Item
            label={t({ zh: '交接给', en: 'Hand over to' })}
            required
            htmlFor="handover-to"
            className="xl-gap-top"
          >
            <PersonSelect
              id="handover-to"
              {...(to ? { value: to } : {})}
              onChange={setTo}
              except={row.id}
              {...(row.manager ? { known: [row.manager] } : {})}
            />
          </Form.Item>
        </Form>
      )}
      {owned.isSuccess && total === 0 && (
        <p>
          {t({
            zh: '名下没有需要交接的记录。停用后立即退出所有设备，历史记录保留。',
            en: 'Owns nothing. All sessions end at once; what was done stays on record.',
          })}
        </p>
      )}
    </Modal>
  )
}
