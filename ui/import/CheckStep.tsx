import { Alert, Table } from 'antd'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { formatDecimal } from '#ui/core/format.ts'
import { useText } from '#ui/fields/text.ts'
import type { CheckResult, ImportJob } from './importApi.ts'

export function Figures({ list }: { list: [label: string, value: number | undefined, color?: string][] }) {
  return (
    <div className="xl-import-figures">
      {list
        .filter(([, value]) => value !== undefined)
        .map(([label, value, color]) => (
          <div key={label}>
            <strong className="xl-number" style={color && value ? { color } : undefined}>
              {formatDecimal(value ?? 0)}
            </strong>
            <span>{label}</span>
          </div>
        ))}
    </div>
  )
}

/** What would happen: how many rows are fine, and the first that are not. */
export function CheckStep({ object, job, result }: { object: ObjectMeta; job: ImportJob; result: CheckResult }) {
  const { t, say } = useText()
  const labelOf = (field: string | undefined) => {
    const found = object.fields.find((f) => f.name === field)
    return found ? t(found.label) : (field ?? '')
  }
  const errors = result.errors ?? []
  return (
    <div>
      <Figures
        list={[
          [say('总行数', 'Rows'), result.total ?? job.rows ?? undefined],
          [say('可导入', 'Fine'), result.valid, 'var(--xl-success)'],
          [say('疑似重复', 'Doubles'), result.duplicates, 'var(--xl-warning)'],
          [say('有错误', 'Wrong'), result.failed, 'var(--xl-danger)'],
        ]}
      />
      {errors.length === 0 ? (
        <Alert type="success" showIcon title={say('校验通过，可以开始导入。', 'All fine. The import can start.')} />
      ) : (
        <>
          <p className="xl-hint" style={{ marginBottom: 8 }}>
            {result.complete === false &&
              say('文件较大，只预检了前面的行。', 'A large file: only its first rows were looked at. ')}
            {say(
              '有错误的行不会导入，其余照常；导入后可下载错误行修改后重新导入。',
              'Wrong rows are left out, the others go in. They can be downloaded afterwards, mended and imported again.',
            )}
          </p>
          <Table
            size="small"
            rowKey={(e) => `${e.row}-${e.field ?? e.column}-${t(e.message)}`}
            dataSource={errors}
            pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
            scroll={{ x: 560 }}
            columns={[
              { title: say('行', 'Row'), dataIndex: 'row', width: 72, className: 'xl-number' },
              { title: say('字段', 'Field'), width: 160, render: (_, e) => e.column ?? labelOf(e.field) },
              { title: say('值', 'Value'), width: 180, ellipsis: true, render: (_, e) => String(e.value ?? '') },
              { title: say('原因', 'Why'), render: (_, e) => t(e.message) },
            ]}
          />
        </>
      )}
    </div>
  )
}
