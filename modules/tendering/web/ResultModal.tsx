import { useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal, Segmented } from 'antd'
import { useRef, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, api, uuid } from '#ui/core/api.ts'
import { DecimalInput } from '#ui/core/DecimalInput.tsx'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatMoney } from '#ui/core/format.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import { DayEditor } from '#ui/fields/DatePickers.tsx'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import './tendering.css'

interface Line {
  id: string
  package: Ref | null
  quote: string | null
}

interface Result {
  id: string
  result: 'won' | 'lost'
  winPrice: string | null
  agreedVolume: string | null
  rank: number | null
}

interface Linked {
  package: string
  price: string
  otherProvince: string
  otherPrice: string
}

const startOf = (line: Line): Result => ({
  id: line.id,
  result: 'won',
  winPrice: line.quote,
  agreedVolume: null,
  rank: null,
})

/** 登记结果: won or lost for each package, with price, volume and rank, and the cycle for which prices are locked. */
export default function ResultModal({ object, row, onClose }: { object: ObjectMeta; row: Row; onClose: () => void }) {
  const { say } = useText()
  const { done } = useFeedback()
  const client = useQueryClient()
  const lines = (row.lines ?? []) as Line[]
  const [results, setResults] = useState<Result[]>(() => lines.map(startOf))
  const [cycleFrom, setFrom] = useState<string | null>((row.cycleFrom as string | null) ?? null)
  const [cycleTo, setTo] = useState<string | null>((row.cycleTo as string | null) ?? null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [linked, setLinked] = useState<Linked[]>([])
  const key = useRef(uuid())
  const won = results.some((r) => r.result === 'won')
  const set = (id: string, patch: Partial<Result>) =>
    setResults((old) => old.map((r) => (r.id === id ? { ...r, ...patch } : r)))
  const submit = async () => {
    setBusy(true)
    setProblem('')
    try {
      const input = { lines: results, cycleFrom, cycleTo, reason: reason || null }
      const options = { version: row.version, key: key.current }
      const reply = await api.command<{ linked: Linked[] }>(object.path, row.id, 'recordResult', input, options)
      await client.invalidateQueries({ queryKey: ['o'] })
      done(
        won
          ? say('已登记中标，价格已锁定', 'Recorded as won; prices are locked')
          : say('已登记落标', 'Recorded as lost'),
      )
      if (reply.result.linked.length) setLinked(reply.result.linked)
      else onClose()
    } catch (error) {
      key.current = uuid()
      const fields = error instanceof ApiError ? error.fields.map((f) => say(f.message.zh, f.message.en)) : []
      setProblem(
        fields.length ? [...new Set(fields)].join('；') : error instanceof ApiError ? error.text : String(error),
      )
    } finally {
      setBusy(false)
    }
  }
  if (linked.length) return <Linkage linked={linked} onClose={onClose} />
  return (
    <Modal
      open
      width={760}
      title={say('登记投标结果', 'Record the result')}
      okText={won ? say('登记并锁定价格', 'Record and lock prices') : say('登记', 'Record')}
      okButtonProps={{ loading: busy }}
      onOk={submit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 12 }} />}
      <div className="xl-tender-results">
        {lines.map((line, i) => (
          <ResultLine key={line.id} line={line} result={results[i]!} onChange={(patch) => set(line.id, patch)} />
        ))}
      </div>
      {won && (
        <div className="xl-tender-cycle">
          <span>{say('采购周期', 'Cycle')}</span>
          <DayEditor value={cycleFrom} onChange={setFrom} />
          <span>{say('至', 'to')}</span>
          <DayEditor value={cycleTo} onChange={setTo} />
        </div>
      )}
      <Input.TextArea
        value={reason}
        maxLength={1000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={(e) => setReason(e.target.value)}
        placeholder={say('中标或落标原因', 'Why won or lost')}
      />
    </Modal>
  )
}

function ResultLine({
  line,
  result,
  onChange,
}: {
  line: Line
  result: Result
  onChange: (patch: Partial<Result>) => void
}) {
  const { say } = useText()
  const isWon = result.result === 'won'
  return (
    <div className="xl-tender-result" data-won={isWon}>
      <div className="xl-tender-result-name">
        <strong>{line.package?.label}</strong>
        {line.quote && (
          <span className="xl-hint xl-number">
            {say('报价', 'Quote')} {formatMoney(line.quote, 4)}
          </span>
        )}
      </div>
      <Segmented
        value={result.result}
        onChange={(v) => onChange({ result: v as Result['result'] })}
        options={[
          { value: 'won', label: say('中标', 'Won') },
          { value: 'lost', label: say('落标', 'Lost') },
        ]}
      />
      <DecimalInput
        scale={4}
        prefix="¥"
        disabled={!isWon}
        value={isWon ? result.winPrice : null}
        onChange={(v) => onChange({ winPrice: v })}
        placeholder={say('中标价', 'Winning price')}
      />
      <DecimalInput
        scale={0}
        disabled={!isWon}
        value={isWon ? result.agreedVolume : null}
        onChange={(v) => onChange({ agreedVolume: v })}
        placeholder={say('约定采购量', 'Agreed volume')}
      />
      <DecimalInput
        scale={0}
        value={result.rank === null ? null : String(result.rank)}
        onChange={(v) => onChange({ rank: v === null ? null : Number(v) })}
        placeholder={say('排名', 'Rank')}
      />
    </div>
  )
}

/** 价格联动: said at once, because the other provinces will ask. */
function Linkage({ linked, onClose }: { linked: Linked[]; onClose: () => void }) {
  const { say, locale } = useText()
  const regions = useRegions()
  return (
    <Modal
      open
      title={say('价格联动提醒', 'Price linkage')}
      onOk={onClose}
      onCancel={onClose}
      okText={say('知道了', 'OK')}
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      <p>
        {say(
          '中标价低于以下省份的在执行中标价，可能触发价格联动：',
          'The winning price is below tender prices in force in these provinces, which may ask for it:',
        )}
      </p>
      <ul>
        {linked.map((l) => (
          <li key={l.package + l.otherProvince + l.otherPrice}>
            {l.package}：<b className="xl-number">{formatMoney(l.price, 4)}</b> &lt;{' '}
            {regionText(regions, l.otherProvince, locale)}{' '}
            <span className="xl-number">{formatMoney(l.otherPrice, 4)}</span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
