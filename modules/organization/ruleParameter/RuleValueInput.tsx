import { Button, DatePicker, Input, InputNumber, Space, Switch, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useText } from '#ui/fields/text.ts'
import type { RuleInput } from './kinds.ts'

type Of<K extends RuleInput['kind']> = Extract<RuleInput, { kind: K }>

/** A number or a row of them, with their unit. */
export function Figure({ value, input }: { value: unknown; input: Of<'number' | 'numbers'> }) {
  const { t } = useText()
  return (
    <span>
      <span className="xl-number">{[value].flat().join(' / ')}</span> <span className="xl-hint">{t(input.unit)}</span>
    </span>
  )
}

interface Props<I> {
  id: string
  input: I
  value: unknown
  /** Undefined while what is typed is no value. */
  onChange: (value: unknown) => void
}

/** A rule's value in the form that fits it: a number, a row of numbers, a switch, times of day, days; a table of codes as JSON. */
export function RuleValueInput({ input, ...rest }: Props<RuleInput>) {
  if (input.kind === 'number') return <NumberInput input={input} {...rest} />
  if (input.kind === 'numbers') return <NumbersInput input={input} {...rest} />
  if (input.kind === 'yesNo') return <YesNo input={input} {...rest} />
  if (input.kind === 'periods') return <Periods input={input} {...rest} />
  if (input.kind === 'dayLists') return <Days input={input} {...rest} />
  return <Json input={input} {...rest} />
}

function NumberInput({ id, input, value, onChange }: Props<Of<'number'>>) {
  const { t } = useText()
  return (
    <div>
      <InputNumber
        id={id}
        min={input.min}
        max={input.max}
        precision={input.scale || 0}
        step={input.scale ? 0.05 : 1}
        defaultValue={value as number}
        suffix={t(input.unit)}
        style={{ width: 200 }}
        onChange={(n) => onChange(n === null ? undefined : n)}
      />
    </div>
  )
}

/** As many as there are, in the order that the rule asks for; sorted when they are given on. */
function NumbersInput({ id, input, value, onChange }: Props<Of<'numbers'>>) {
  const { t, say } = useText()
  const [list, setList] = useState(() => (value as number[]).map((n, key) => ({ key, n: n as number | null })))
  const give = (next: typeof list): void => {
    setList(next)
    const numbers = [...new Set(next.map((x) => x.n).filter((n): n is number => n !== null))]
    numbers.sort((a, b) => (input.order === 'falling' ? b - a : a - b))
    onChange(numbers.length && (!input.length || numbers.length === input.length) ? numbers : undefined)
  }
  return (
    <div className="xl-rule-numbers">
      {list.map(({ key, n }, i) => (
        <Space.Compact key={key}>
          <InputNumber
            {...(i === 0 ? { id } : {})}
            aria-label={say(`第 ${i + 1} 个`, `No. ${i + 1}`)}
            min={input.min}
            max={input.max}
            precision={input.scale || 0}
            step={input.scale ? 0.5 : 1}
            value={n}
            suffix={t(input.unit)}
            style={{ width: 120 }}
            onChange={(next) => give(list.map((x) => (x.key === key ? { key, n: next } : x)))}
          />
          {!input.length && list.length > 1 && (
            <Button aria-label={say('删除', 'Remove')} onClick={() => give(list.filter((x) => x.key !== key))}>
              ×
            </Button>
          )}
        </Space.Compact>
      ))}
      {!input.length && (
        <Button
          type="dashed"
          onClick={() => setList([...list, { key: Math.max(-1, ...list.map((x) => x.key)) + 1, n: null }])}
        >
          {say('添加', 'Add')}
        </Button>
      )}
    </div>
  )
}

function YesNo({ id, value, onChange }: Props<Of<'yesNo'>>) {
  const { say } = useText()
  return (
    <div>
      <Switch
        id={id}
        defaultChecked={value === true}
        checkedChildren={say('是', 'Yes')}
        unCheckedChildren={say('否', 'No')}
        onChange={onChange}
      />
    </div>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function Json({ id, value, onChange }: Props<Of<'lists'>>) {
  const { say } = useText()
  const [text, setText] = useState(JSON.stringify(value, null, 2))
  return (
    <>
      <div className="xl-hint">{say('名称: [代码…]（JSON）', 'name: [codes…] (JSON)')}</div>
      <Input.TextArea
        id={id}
        rows={8}
        value={text}
        status={parsed(text) === undefined ? 'error' : ''}
        onChange={(e) => {
          setText(e.target.value)
          onChange(parsed(e.target.value))
        }}
        style={{ fontFamily: 'var(--xl-mono, monospace)' }}
      />
    </>
  )
}

type Period = [from: string, to: string]

/** Times of day, from and to, as many stretches as there are. */
function Periods({ id, value, onChange }: Props<Of<'periods'>>) {
  const { say } = useText()
  const [list, setList] = useState(() =>
    (value as Period[]).map((period, key) => ({ key, period: period as Period | null })),
  )
  const give = (next: typeof list): void => {
    setList(next)
    const all = next.flatMap((x) => (x.period ? [x.period] : [])).sort((a, b) => (a[0] < b[0] ? -1 : 1))
    onChange(all.length === next.length && all.length ? all : undefined)
  }
  const clock = (text: string) => dayjs(`2000-01-01T${text === '24:00' ? '00:00' : text}`)
  // Midnight at the end of a stretch is the end of that day.
  const ended = (to: string) => (to === '00:00' ? '24:00' : to)
  return (
    <div className="xl-rule-numbers">
      {list.map(({ key, period }, i) => (
        <Space.Compact key={key}>
          <TimePicker.RangePicker
            {...(i === 0 ? { id } : {})}
            format="HH:mm"
            minuteStep={5}
            order={false}
            value={period && [clock(period[0]), clock(period[1])]}
            onChange={(range) => {
              const [from, to] = [range?.[0]?.format('HH:mm'), range?.[1]?.format('HH:mm')]
              const next: Period | null = from && to ? [from, ended(to)] : null
              give(list.map((x) => (x.key === key ? { key, period: next } : x)))
            }}
          />
          {list.length > 1 && (
            <Button aria-label={say('删除', 'Remove')} onClick={() => give(list.filter((x) => x.key !== key))}>
              ×
            </Button>
          )}
        </Space.Compact>
      ))}
      <Button
        type="dashed"
        onClick={() => give([...list, { key: Math.max(-1, ...list.map((x) => x.key)) + 1, period: null }])}
      >
        {say('添加', 'Add')}
      </Button>
    </div>
  )
}

/** Days, several under each name. */
function Days({ id, input, value, onChange }: Props<Of<'dayLists'>>) {
  const { t } = useText()
  const [lists, setLists] = useState(value as Record<string, string[]>)
  const give = (name: string, days: string[]) => {
    const next = { ...lists, [name]: days.toSorted() }
    setLists(next)
    onChange(next)
  }
  return input.lists.map(({ name, label }, i) => (
    <div key={name} style={{ marginBottom: 8 }}>
      <div className="xl-hint">{t(label)}</div>
      <DatePicker
        multiple
        maxTagCount="responsive"
        style={{ width: '100%' }}
        {...(i === 0 ? { id } : {})}
        aria-label={t(label)}
        value={(lists[name] ?? []).map((d) => dayjs(d))}
        onChange={(days) =>
          give(
            name,
            ((days ?? []) as unknown as dayjs.Dayjs[]).map((d) => d.format('YYYY-MM-DD')),
          )
        }
      />
    </div>
  ))
}
