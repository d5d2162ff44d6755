import { LeftOutlined, ProjectOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import dayjs from 'dayjs'
import type { Label } from '#kernel/declare/label.ts'
import { formatCount, shanghaiDay } from '#ui/core/format.ts'
import { AppLink, href, useGo, useQueryState } from '#ui/core/nav.tsx'
import { Failure, Loading, Page } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { useTenders } from './useTenders.ui.ts'
import './tendering.css'

interface Mark {
  day: string
  kind: string
  row: Row
  /** The day passed and what it asked for was not done. */
  missed: boolean
}

const KINDS: Record<string, Label> = {
  register: { zh: '报名截止', en: 'Registration' },
  submit: { zh: '投标截止', en: 'Submission' },
  open: { zh: '开标', en: 'Opening' },
  cycleFrom: { zh: '周期开始', en: 'Cycle begins' },
  cycleTo: { zh: '周期结束', en: 'Cycle ends' },
}

const BEFORE_REGISTERED = ['announced', 'assessed']
const BEFORE_SENT = [...BEFORE_REGISTERED, 'registered', 'drafting', 'reviewed']
const BEFORE_OPENED = [...BEFORE_SENT, 'sent', 'delivered']

function marksOf(row: Row, today: string): Mark[] {
  const marks: Mark[] = []
  const add = (kind: string, value: unknown, waiting: string[]) => {
    if (typeof value !== 'string') return
    const day = value.length > 10 ? shanghaiDay(new Date(value)) : value
    marks.push({ day, kind, row, missed: day < today && waiting.includes(row.state ?? '') })
  }
  add('register', row.registerBy, BEFORE_REGISTERED)
  add('submit', row.submitBy, BEFORE_SENT)
  add('open', row.openAt, BEFORE_OPENED)
  add('cycleFrom', row.cycleFrom, ['won', 'listed', 'hospitalConfirmed'])
  add('cycleTo', row.cycleTo, ['inCycle'])
  return marks
}

/** The weeks that show a month, Monday first. */
function weeksOf(month: dayjs.Dayjs): dayjs.Dayjs[][] {
  const first = month.startOf('month')
  const start = first.subtract((first.day() + 6) % 7, 'day')
  const weeks = Math.ceil((((first.day() + 6) % 7) + month.daysInMonth()) / 7)
  return Array.from({ length: weeks }, (_, w) => Array.from({ length: 7 }, (_, d) => start.add(w * 7 + d, 'day')))
}

/** 投标日历: when registration and submission close, bids are opened, and cycles begin and end. */
export default function CalendarPage() {
  const { say } = useText()
  const phone = usePhone()
  const go = useGo()
  const [query, setQuery] = useQueryState()
  const today = shanghaiDay()
  const month = dayjs(`${/^\d{4}-\d{2}$/.test(query.get('month') ?? '') ? query.get('month') : today.slice(0, 7)}-01`)
  const weeks = weeksOf(month)
  const from = weeks[0]![0]!.format('YYYY-MM-DD')
  const to = weeks.at(-1)![6]!.format('YYYY-MM-DD')
  const dates = ['registerBy', 'submitBy', 'cycleFrom', 'cycleTo'].map((f) => ({ [f]: { between: [from, to] } }))
  const opening = { openAt: { between: [`${from}T00:00:00+08:00`, `${to}T23:59:59+08:00`] } }
  const where = { state: { ne: 'void' }, or: [...dates, opening] }
  const tenders = useTenders('calendar', where)
  const { data: shown = [], total } = tenders.data ?? {}
  const marks = shown.flatMap((r) => marksOf(r, today))
  const move = (by: number) => setQuery({ month: month.add(by, 'month').format('YYYY-MM') })
  return (
    <Page
      title={say('投标日历', 'Tender calendar')}
      sub={say('报名、投标、开标与采购周期', 'Registration, submission, opening and cycles')}
      actions={
        <Button icon={<ProjectOutlined />} onClick={() => go('/tenders/board')}>
          {phone ? '' : say('看板', 'Board')}
        </Button>
      }
    >
      <div className="xl-tender-month">
        <Button icon={<LeftOutlined />} onClick={() => move(-1)} aria-label={say('上个月', 'Previous month')} />
        <strong className="xl-number">{say(month.format('YYYY 年 M 月'), month.format('YYYY-MM'))}</strong>
        <Button icon={<RightOutlined />} onClick={() => move(1)} aria-label={say('下个月', 'Next month')} />
        <Button onClick={() => setQuery({ month: null })}>{say('本月', 'This month')}</Button>
        <Legend />
      </div>
      {total && total.value > shown.length && (
        <p className="xl-hint">
          {say(
            `仅显示截止最早的 ${shown.length} 个，共 ${formatCount(total.value)} 个。`,
            `Only the first ${shown.length} of ${formatCount(total.value)} by deadline are shown. `,
          )}
          <AppLink href={`${href.list('tenders')}?where=${encodeURIComponent(JSON.stringify(where))}`}>
            {say('在列表中查看全部', 'See all in the list')} →
          </AppLink>
        </p>
      )}
      {tenders.isError ? (
        <Failure error={tenders.error} onRetry={() => tenders.refetch()} />
      ) : !tenders.data ? (
        <Loading rows={8} />
      ) : phone ? (
        <Agenda marks={marks} month={month} />
      ) : (
        <Grid weeks={weeks} month={month} marks={marks} today={today} />
      )}
    </Page>
  )
}

function Legend() {
  const { t } = useText()
  return (
    <span className="xl-tender-legend">
      {Object.entries(KINDS).map(([kind, label]) => (
        <span key={kind}>
          <i data-kind={kind} /> {t(label)}
        </span>
      ))}
    </span>
  )
}

const WEEKDAYS: Label[] = [
  { zh: '一', en: 'Mon' },
  { zh: '二', en: 'Tue' },
  { zh: '三', en: 'Wed' },
  { zh: '四', en: 'Thu' },
  { zh: '五', en: 'Fri' },
  { zh: '六', en: 'Sat' },
  { zh: '日', en: 'Sun' },
]

function Grid({
  weeks,
  month,
  marks,
  today,
}: {
  weeks: dayjs.Dayjs[][]
  month: dayjs.Dayjs
  marks: Mark[]
  today: string
}) {
  const { t } = useText()
  return (
    <div className="xl-tender-calendar">
      {WEEKDAYS.map((d) => (
        <div key={d.en} className="xl-tender-weekday">
          {t(d)}
        </div>
      ))}
      {weeks.flat().map((d) => {
        const day = d.format('YYYY-MM-DD')
        return (
          <div key={day} className="xl-tender-day" data-other={d.month() !== month.month()} data-today={day === today}>
            <span className="xl-number">{d.date()}</span>
            {marks
              .filter((m) => m.day === day)
              .map((m) => (
                <MarkLink key={m.kind + m.row.id} mark={m} />
              ))}
          </div>
        )
      })}
    </div>
  )
}

function MarkLink({ mark }: { mark: Mark }) {
  const { t } = useText()
  const title = `${t(KINDS[mark.kind]!)}：${String(mark.row.title ?? '')}`
  return (
    <AppLink
      href={href.record('tenders', mark.row.id)}
      className="xl-tender-mark"
      data-kind={mark.kind}
      data-missed={mark.missed}
      title={title}
    >
      {String(mark.row.title ?? mark.row.number)}
    </AppLink>
  )
}

/** A phone has no room for a month of squares: the same as a list of days. */
function Agenda({ marks, month }: { marks: Mark[]; month: dayjs.Dayjs }) {
  const { t, say } = useText()
  const mine = marks.filter((m) => m.day.startsWith(month.format('YYYY-MM'))).sort((a, b) => (a.day < b.day ? -1 : 1))
  if (!mine.length) return <p className="xl-tender-none">{say('本月没有安排', 'Nothing this month')}</p>
  return (
    <div className="xl-tender-agenda">
      {mine.map((m) => (
        <div key={m.kind + m.row.id}>
          <span className="xl-number">{m.day.slice(5)}</span>
          <span>{t(KINDS[m.kind]!)}</span>
          <MarkLink mark={m} />
        </div>
      ))}
    </div>
  )
}
