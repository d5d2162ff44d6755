import { DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useText } from './text.ts'

const DAY = 'YYYY-MM-DD'
const SHANGHAI_MS = 8 * 3_600_000

export interface DateEditorProps {
  value: unknown
  onChange: (value: string | null) => void
  id?: string
  disabled?: boolean
  status?: '' | 'error' | 'warning'
  autoFocus?: boolean
}

const parsed = (value: unknown): Dayjs | null => {
  const at = typeof value === 'string' ? dayjs(value) : null
  return at?.isValid() ? at : null
}

/** A calendar day, `YYYY-MM-DD`. */
export function DayEditor({ value, onChange, ...rest }: DateEditorProps) {
  const { say } = useText()
  const day = (plus: number) => dayjs().add(plus, 'day')
  return (
    <DatePicker
      {...rest}
      status={rest.status || undefined}
      style={{ width: '100%' }}
      value={parsed(value)}
      format={[DAY, 'YYYY/M/D', 'YYYYMMDD', 'M-D']}
      placeholder={say('选择日期', 'Pick a day')}
      presets={[
        { label: say('今天', 'Today'), value: day(0) },
        { label: say('明天', 'Tomorrow'), value: day(1) },
        { label: say('一周后', 'In a week'), value: day(7) },
        { label: say('一月后', 'In a month'), value: dayjs().add(1, 'month') },
      ]}
      onChange={(next) => onChange(next ? next.format(DAY) : null)}
    />
  )
}

/** The clock on the wall in China for an ISO instant, as the picker (which thinks in the browser's zone) shows it. */
export function wallClock(iso: string): string {
  return new Date(Date.parse(iso) + SHANGHAI_MS).toISOString().slice(0, 19)
}

/** Back from the clock on the wall in China to ISO 8601 UTC. */
export function fromWallClock(wall: string): string {
  return new Date(Date.parse(`${wall}Z`) - SHANGHAI_MS).toISOString()
}

/** A point in time, typed and shown as the time in China whatever zone the browser is in. */
export function InstantEditor({ value, onChange, ...rest }: DateEditorProps) {
  const { say } = useText()
  return (
    <DatePicker
      {...rest}
      status={rest.status || undefined}
      style={{ width: '100%' }}
      showTime={{ format: 'HH:mm', minuteStep: 5 }}
      format="YYYY-MM-DD HH:mm"
      placeholder={say('选择时间', 'Pick a time')}
      value={typeof value === 'string' && parsed(value) ? dayjs(wallClock(value)) : null}
      onChange={(next) => onChange(next ? fromWallClock(next.format('YYYY-MM-DDTHH:mm:ss')) : null)}
    />
  )
}

export interface DayRangeProps {
  value: unknown
  onChange: (value: (string | null)[] | null) => void
  placeholder?: string
}

/** From and to; either end may stay open. */
export function DayRange({ value, onChange, placeholder }: DayRangeProps) {
  const { say } = useText()
  const [from, to] = Array.isArray(value) ? value : []
  const month = dayjs().startOf('month')
  const days = (a: number, b: number): [Dayjs, Dayjs] => [dayjs().add(a, 'day'), dayjs().add(b, 'day')]
  return (
    <DatePicker.RangePicker
      style={{ width: '100%' }}
      allowEmpty={[true, true]}
      value={[parsed(from), parsed(to)]}
      format={DAY}
      placeholder={[placeholder ?? say('开始', 'From'), say('结束', 'To')]}
      presets={[
        { label: say('今天', 'Today'), value: days(0, 0) },
        { label: say('昨天', 'Yesterday'), value: days(-1, -1) },
        { label: say('近 7 天', 'Last 7 days'), value: days(-6, 0) },
        { label: say('近 30 天', 'Last 30 days'), value: days(-29, 0) },
        { label: say('未来 7 天', 'Next 7 days'), value: days(0, 7) },
        { label: say('本月', 'This month'), value: [month, month.endOf('month')] },
        { label: say('上月', 'Last month'), value: [month.subtract(1, 'month'), month.subtract(1, 'day')] },
        { label: say('今年', 'This year'), value: [dayjs().startOf('year'), dayjs().endOf('year')] },
      ]}
      onChange={(next) => onChange(next ? next.map((d) => d?.format(DAY) ?? null) : null)}
    />
  )
}
