import { CloseOutlined, DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import type { CommandMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, Awaiting, api, request } from '#ui/core/api.ts'
import { may, refreshObject } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { batchCommands } from '#ui/form/commands.ts'
import type { Values } from '#ui/form/values.ts'
import { titleOf } from './Cell.tsx'

interface BatchReply {
  done: string[]
  /** Handed in for approval. */
  started?: string[]
  failed: { id: string; code: string; message: Label }[]
}

/** Deleting and restoring carry the version of each row, so that nobody deletes what somebody else has just changed. */
const PER_ROW = new Set(['delete', 'restore'])

async function eachRow(object: ObjectMeta, verb: string, rows: Row[]): Promise<BatchReply> {
  const reply = { done: [] as string[], started: [] as string[], failed: [] as BatchReply['failed'] }
  for (const row of rows) {
    try {
      if (verb === 'delete') await api.remove(object.path, row.id, row.version, { quiet: true })
      else await api.command(object.path, row.id, verb)
      reply.done.push(row.id)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0) throw error
      if (error instanceof Awaiting) {
        reply.started.push(row.id)
        continue
      }
      reply.failed.push({ id: row.id, code: error.code, message: error.label })
    }
  }
  return reply
}

const together = (object: ObjectMeta, verb: string, rows: Row[], input: Values, key: string): Promise<BatchReply> =>
  request('POST', `/${object.path}/batch/${verb}`, { body: { ids: rows.map((r) => r.id), input }, key })

export interface BatchBarProps {
  object: ObjectMeta
  selected: Map<string, Row>
  onSelected: (selected: Map<string, Row>) => void
  deleted: boolean
  onExport: () => void
}

/** What can be done to the chosen rows at once. Rows that were refused stay chosen, each with its reason. */
export function BatchBar({ object, selected, onSelected, deleted, onExport }: BatchBarProps) {
  const { t, say } = useText()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [running, setRunning] = useState<CommandMeta | null>(null)
  const [failed, setFailed] = useState<BatchReply['failed']>([])
  const run = async (command: CommandMeta, input: Values, key: string) => {
    const rows = [...selected.values()]
    const reply = PER_ROW.has(command.name)
      ? await eachRow(object, command.name, rows)
      : await together(object, command.name, rows, input, key)
    setFailed(reply.failed)
    const left = new Set(reply.failed.map((f) => f.id))
    onSelected(new Map([...selected].filter(([id]) => left.has(id))))
    refreshObject(client, object.name)
    if (reply.started?.length)
      message.info(
        say(
          `${t(command.label)}：${reply.started.length} 条已提交审批`,
          `${t(command.label)}: ${reply.started.length} handed in for approval`,
        ),
      )
    if (reply.done.length > 0)
      message.success(
        say(`${t(command.label)}：成功 ${reply.done.length} 条`, `${t(command.label)}: ${reply.done.length} done`),
      )
  }
  return (
    <div className="xl-batch" role="toolbar" aria-label={say('批量操作', 'Batch')}>
      <strong>{say(`已选 ${selected.size} 条`, `${selected.size} selected`)}</strong>
      <Space size={8} wrap>
        {batchCommands(object, deleted)
          .filter((c) => !c.batch || selected.size <= c.batch)
          .map((c) => (
            <Button key={c.name} size="small" danger={c.danger} onClick={() => setRunning(c)}>
              {t(c.label)}
            </Button>
          ))}
        {may(object, 'export') && !deleted && (
          <Button size="small" icon={<DownloadOutlined />} onClick={onExport}>
            {say('导出选中', 'Export selected')}
          </Button>
        )}
      </Space>
      <Button
        size="small"
        type="text"
        icon={<CloseOutlined />}
        aria-label={say('取消选择', 'Clear selection')}
        onClick={() => onSelected(new Map())}
      />
      {running && (
        <CommandModal
          object={object}
          command={running}
          about={say(`${selected.size} 条${t(object.label)}`, `${selected.size} × ${t(object.label)}`)}
          run={(input, key) => run(running, input, key)}
          onClose={() => setRunning(null)}
        />
      )}
      <Modal
        open={failed.length > 0}
        title={say(`${failed.length} 条未能处理`, `${failed.length} could not be done`)}
        footer={null}
        onCancel={() => setFailed([])}
      >
        <Table
          size="small"
          rowKey="id"
          pagination={{ pageSize: 10, hideOnSinglePage: true }}
          dataSource={failed}
          columns={[
            {
              title: t(object.label),
              render: (_, f) => <FailedName object={object} row={selected.get(f.id)} id={f.id} />,
            },
            { title: say('原因', 'Why'), render: (_, f) => t(f.message) },
          ]}
        />
      </Modal>
    </div>
  )
}

function FailedName({ object, row, id }: { object: ObjectMeta; row: Row | undefined; id: string }) {
  return row ? titleOf(object, row) : id
}
