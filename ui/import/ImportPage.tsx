import { PlusOutlined } from '@ant-design/icons'
import { Button, Progress, Table, Tag } from 'antd'
import { formatDecimal, formatInstant } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { rowsOf } from '#ui/fields/rows.ts'
import { useText } from '#ui/fields/text.ts'
import '#ui/form/form.css'
import { type ImportJob, isMoving, isOpen, jobName, STATES, useImport, useImports } from './importApi.ts'
import { UploadStep } from './UploadStep.tsx'
import { Wizard } from './Wizard.tsx'

/** Imports: the one that is open (`?id=`), a new one (`?object=` or `?new=1`), or all of them. */
export function ImportPage() {
  const { t, say } = useText()
  const meta = useMeta()
  const [query, setQuery] = useQueryState()
  const id = query.get('id')
  const object = meta.byName.get(query.get('object') ?? '')
  const starting = !id && (query.get('new') === '1' || query.has('object'))
  const title = id || starting ? say('导入数据', 'Import') : t('imports')
  const back = { label: t('imports'), href: '/imports' }
  return (
    <Page
      title={title}
      crumbs={id || starting ? [back, { label: object ? t(object.label) : title }] : undefined}
      actions={
        !id &&
        !starting && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setQuery({ new: '1' }, true)}>
            {say('新建导入', 'New import')}
          </Button>
        )
      }
    >
      {id && (
        <Panel>
          <One id={id} />
        </Panel>
      )}
      {starting && (
        <Panel>
          <UploadStep
            object={object}
            onObject={(name) => setQuery({ object: name })}
            onUploaded={(job) => setQuery({ id: job.id, object: null, new: null }, true)}
          />
        </Panel>
      )}
      {!id && <All onOpen={(job) => setQuery({ id: job.id, object: null, new: null }, true)} quiet={starting} />}
    </Page>
  )
}

function One({ id }: { id: string }) {
  const meta = useMeta()
  const query = useImport(id)
  if (query.isPending) return <Loading />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const object = meta.byName.get(query.data.object)
  if (!object) return <Failure error={null} />
  return <Wizard key={`${id}-${query.data.sheet ?? ''}`} object={object} job={query.data} />
}

function All({ onOpen, quiet }: { onOpen: (job: ImportJob) => void; quiet: boolean }) {
  const { t, say } = useText()
  const meta = useMeta()
  const query = useImports()
  if (query.isPending) return <Loading rows={3} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const jobs = rowsOf(query.data)
  if (jobs.length === 0 && quiet) return null
  return (
    <Panel title={quiet ? say('最近的导入', 'Recent imports') : undefined} flush>
      <Table
        size="middle"
        rowKey="id"
        dataSource={jobs}
        scroll={{ x: 820 }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <Nothing what={say('还没有导入过数据', 'Nothing imported yet')} /> }}
        onRow={(job) => ({ onClick: () => onOpen(job), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: say('文件', 'File'),
            ellipsis: true,
            render: (_, j) => <AppLink href={`/imports?id=${j.id}`}>{jobName(j)}</AppLink>,
          },
          {
            title: say('对象', 'Into'),
            width: 110,
            render: (_, j) => t(meta.byName.get(j.object)?.label ?? { zh: j.object, en: j.object }),
          },
          { title: t('state'), width: 110, render: (_, j) => <State job={j} /> },
          {
            title: say('进度', 'Progress'),
            width: 200,
            render: (_, j) =>
              isMoving(j) || j.state === 'paused' ? (
                <Progress size="small" percent={Math.floor(((j.done ?? 0) / Math.max(1, j.total ?? 1)) * 100)} />
              ) : (
                <span className="xl-number">
                  {isOpen(j)
                    ? ''
                    : say(
                        `成功 ${formatDecimal((j.created ?? 0) + (j.updated ?? 0))}`,
                        `${formatDecimal((j.created ?? 0) + (j.updated ?? 0))} done`,
                      )}
                </span>
              ),
          },
          {
            title: say('错误', 'Wrong'),
            width: 80,
            align: 'right',
            render: (_, j) =>
              j.failed ? (
                <span className="xl-number" style={{ color: 'var(--xl-danger)' }}>
                  {formatDecimal(j.failed)}
                </span>
              ) : (
                ''
              ),
          },
          {
            title: t('createdAt'),
            width: 160,
            render: (_, j) => <span className="xl-number">{formatInstant(j.createdAt)}</span>,
          },
        ]}
      />
    </Panel>
  )
}

function State({ job }: { job: ImportJob }) {
  const { t, say } = useText()
  if (isOpen(job)) return <Tag variant="filled">{say('待导入', 'Not started')}</Tag>
  const state = STATES[job.state]
  return (
    <Tag color={state?.color} variant="filled">
      {state ? t(state) : job.state}
    </Tag>
  )
}
