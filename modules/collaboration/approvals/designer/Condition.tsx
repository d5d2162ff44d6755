import { useQuery } from '@tanstack/react-query'
import { Alert, ConfigProvider, Input, Segmented } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import type { FieldMeta, FieldType, ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { useMeta } from '#ui/core/meta.ts'
import { setFromCel, setToCel } from '#ui/fields/cel.ts'
import { useText } from '#ui/fields/text.ts'
import type { FilterSet } from '#ui/fields/where.ts'
import { FilterBuilder } from '#ui/list/FilterBuilder.tsx'
import '#ui/list/list.css'
import { type ActKind, actOf, useRoleLabels } from './flow.ui.ts'

export interface ConditionProps {
  object: string
  command: string
  /** CEL; '' means always. */
  value: string
  onChange: (value: string) => void
  disabled: boolean
  /** What the absence of a condition is called. */
  always: string
}

type Way = 'always' | 'lines' | 'text'

const SKIPPED = new Set<FieldType>(['longText', 'files', 'json'])

const under = (place: string, zh: string, en: string, fields: FieldMeta[]): FieldMeta[] =>
  fields
    .filter((f) => !SKIPPED.has(f.type))
    .map((f) => ({ ...f, name: `${place}.${f.name}`, label: { zh: `${zh}${f.label.zh}`, en: `${en}${f.label.en}` } }))

/** What a condition may ask about: the document, what is filled in with the command, and who hands it in. */
export function useConditionFields(object: ObjectMeta | undefined, command: string): Map<string, FieldMeta> {
  const roles = useRoleLabels()
  return useMemo(() => {
    const act = actOf(object, command)
    const document = object?.fields ?? []
    const changed: FieldMeta = {
      name: 'changed',
      type: 'multiSelect',
      label: { zh: '修改了', en: 'What is changed' },
      right: 'edit',
      options: [...document.filter((f) => !f.hiddenInForm), ...(object?.lines ?? [])].map((f) => ({
        value: f.name,
        label: f.label,
      })),
    }
    const asked: Record<ActKind, FieldMeta[]> = {
      create: under('row', '', '', document),
      delete: under('row', '', '', document),
      update: [changed, ...under('input', '改后的', 'New: ', document), ...under('row', '原来的', 'Old: ', document)],
      command: [...under('row', '', '', document), ...under('input', '填写的', 'Given: ', act.input)],
      collection: under('input', '', '', act.input),
    }
    const who: FieldMeta[] = [
      {
        name: 'submitter.roles',
        type: 'multiSelect',
        label: { zh: '发起人的角色', en: "Submitter's roles" },
        right: 'edit',
        options: [...(roles ?? [])].map(([value, label]) => ({ value, label })),
      },
      {
        name: 'submitter.dept',
        type: 'ref',
        to: 'department',
        label: { zh: '发起人的部门', en: "Submitter's department" },
        right: 'edit',
      },
    ]
    const all = [...asked[act.kind], ...who]
    return new Map(all.map((f) => [f.name, f]))
  }, [object, command, roles])
}

/** Edits one condition: none, lines of field, operator and value, or an expression in CEL. */
export function Condition({ object: name, command, value, onChange, disabled, always }: ConditionProps) {
  const { say } = useText()
  const object = useMeta().byName.get(name)
  const fields = useConditionFields(object, command)
  const read = setFromCel(value, fields)
  const [set, setSet] = useState<FilterSet | null>(null)
  const [way, setWay] = useState<Way>(!value ? 'always' : read ? 'lines' : 'text')
  const lines = set ?? read ?? { join: 'and', rows: [] }
  const turn = (next: Way): void => {
    setWay(next)
    if (next === 'always') onChange('')
    if (next === 'lines') setSet(read ?? { join: 'and', rows: [] })
  }
  return (
    <div className="xl-flow-condition">
      <Segmented
        size="small"
        disabled={disabled}
        value={way}
        onChange={turn}
        options={[
          { value: 'always', label: always },
          // An expression that says more than lines can is not thrown away by a click.
          { value: 'lines', label: say('满足条件', 'If'), disabled: way === 'text' && read === undefined },
          { value: 'text', label: say('表达式', 'Expression') },
        ]}
      />
      {way === 'lines' && (
        <ConfigProvider componentDisabled={disabled}>
          <div className="xl-flow-lines">
            <FilterBuilder
              fields={[...fields.values()]}
              value={lines}
              onChange={(next) => {
                setSet(next)
                onChange(setToCel(next, fields))
              }}
            />
          </div>
        </ConfigProvider>
      )}
      {way === 'text' && (
        <Input.TextArea
          aria-label={say('CEL 表达式', 'CEL expression')}
          className="xl-mono"
          disabled={disabled}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={1000}
          value={value}
          placeholder='row.amount > 100000 && "rep" in submitter.roles'
          onChange={(e) => onChange(e.target.value)}
        />
      )}
      {way !== 'always' && value && <Verdict object={name} command={command} expression={value} />}
    </div>
  )
}

interface Checked {
  ok: boolean
  error?: string | { zh: string; en: string }
}

/** What the server thinks of the expression. */
function Verdict({ object, command, expression }: { object: string; command: string; expression: string }) {
  const { t, say } = useText()
  const text = useDeferredValue(expression)
  const checked = useQuery({
    queryKey: ['check-expression', object, command, text],
    queryFn: ({ signal }) =>
      api.post<Checked>('/approvals/check-expression', { object, command, expression: text }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  if (!checked.data) return null
  if (checked.data.ok)
    return (
      <p className="xl-flow-ok">
        {say('表达式有效', 'Valid')} <code>{text}</code>
      </p>
    )
  const { error } = checked.data
  return (
    <Alert
      type="warning"
      showIcon
      title={say('表达式有误', 'Not a valid expression')}
      description={typeof error === 'string' ? error : error ? t(error) : undefined}
    />
  )
}
