import { DownloadOutlined, PauseOutlined, PlayCircleOutlined, UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress, Result, Space } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { Figures } from './CheckStep.tsx'
import { type ImportJob, isMoving, jobName, STATES } from './importApi.ts'

type Verb = 'pause' | 'resume' | 'undo'

/** Pauses an import, goes on with it, or undoes it once that is sure. */
function useVerb(object: ObjectMeta, job: ImportJob): { act: (verb: Verb) => Promise<void>; busy: Verb | '' } {
  const { say } = useText()
  const { failed, ask } = useFeedback()
  const client = useQueryClient()
  const [busy, setBusy] = useState<Verb | ''>('')
  const act = async (verb: Verb) => {
    if (verb === 'undo') {
      const sure = await ask({
        title: say('撤销这次导入？', 'Undo this import?'),
        content: say(
          '本次新建的记录会移入回收站，被覆盖的字段会恢复原值；导入后又被人修改过的记录会保留。',
          'Rows it created go to the recycle bin, fields it changed get their old values back; rows changed since by people stay.',
        ),
        danger: true,
      })
      if (!sure) return
    }
    setBusy(verb)
    try {
      await api.post(`/imports/${job.id}/${verb}`)
      client.invalidateQueries({ queryKey: keys.object('import') })
      if (verb === 'undo') client.invalidateQueries({ queryKey: keys.object(object.name) })
    } catch (error) {
      failed(error)
    } finally {
      setBusy('')
    }
  }
  return { act, busy }
}

/** How far an import is, and what can be done to it: pause, go on, undo, get the bad rows. */
export function RunStep({ object, job }: { object: ObjectMeta; job: ImportJob }) {
  const { t, say } = useText()
  const total = job.total ?? job.rows ?? 0
  const percent = total > 0 ? Math.floor(((job.done ?? 0) / total) * 100) : 0
  const state = STATES[job.state]
  return (
    <div>
      {job.state === 'done' && (
        <Result status="success" title={say('导入完成', 'Imported')} style={{ padding: '8px 0 0' }} />
      )}
      <Progress
        percent={job.state === 'done' ? 100 : percent}
        status={
          job.state === 'failed' ? 'exception' : isMoving(job) ? 'active' : job.state === 'done' ? 'success' : 'normal'
        }
        format={(p) => `${p}%`}
      />
      {job.error && <Alert type="error" showIcon title={t(job.error.message)} style={{ margin: '8px 0' }} />}
      <div className="xl-hint" role="status">
        {jobName(job)} · {state ? t(state) : job.state}
        {isMoving(job) && say('，可以离开此页，导入会继续。', '. You may leave; it goes on.')}
      </div>
      <Figures
        list={[
          [say('已处理', 'Done'), job.done],
          [say('新建', 'Created'), job.created, 'var(--xl-success)'],
          [say('覆盖', 'Updated'), job.updated],
          [say('跳过', 'Skipped'), job.skipped],
          [say('错误', 'Wrong'), job.failed, 'var(--xl-danger)'],
          [say('已撤回', 'Taken back'), job.undone || undefined],
          [say('保留', 'Kept'), job.kept || undefined],
        ]}
      />
      <Verbs object={object} job={job} />
    </div>
  )
}

function Verbs({ object, job }: { object: ObjectMeta; job: ImportJob }) {
  const { t, say } = useText()
  const { act, busy } = useVerb(object, job)
  return (
    <Space size={8} wrap>
      {job.state === 'running' && (
        <Button icon={<PauseOutlined />} loading={busy === 'pause'} onClick={() => act('pause')}>
          {say('暂停', 'Pause')}
        </Button>
      )}
      {(job.state === 'paused' || job.state === 'failed') && (
        <Button type="primary" icon={<PlayCircleOutlined />} loading={busy === 'resume'} onClick={() => act('resume')}>
          {say('继续', 'Go on')}
        </Button>
      )}
      {((job.failed ?? 0) > 0 || (job.skipped ?? 0) > 0 || (job.kept ?? 0) > 0) && <BadRows job={job} />}
      {['done', 'paused', 'failed', 'cancelled'].includes(job.state) && (
        <Button danger icon={<UndoOutlined />} loading={busy === 'undo'} onClick={() => act('undo')}>
          {say('撤销导入', 'Undo')}
        </Button>
      )}
      <AppLink href={href.list(object.path)} className="xl-link-button">
        {say(`查看${t(object.label)}`, `Show ${t(object.label)}`)}
      </AppLink>
    </Space>
  )
}

/** The rows that were not taken, with what is wrong with each. */
function BadRows({ job }: { job: ImportJob }) {
  const { say } = useText()
  const { failed } = useFeedback()
  const errors = (format: 'xlsx' | 'csv') =>
    api.download(`/imports/${job.id}/errors.${format}`, undefined, `errors.${format}`).catch(failed)
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => errors('xlsx')}>
        {say('下载错误行 (Excel)', 'Bad rows (Excel)')}
      </Button>
      <Button type="link" onClick={() => errors('csv')}>
        CSV
      </Button>
    </>
  )
}
