import { Cascader } from 'antd'
import { useMemo } from 'react'
import { pathOf, type Region, useRegions } from './regions.ts'
import { useText } from './text.ts'
import { asStrings } from './values.ts'

interface Node {
  value: string
  label: string
  children?: Node[]
}

const toNodes = (regions: Region[], locale: 'zh' | 'en'): Node[] =>
  regions.map((r) => ({
    value: r.code,
    label: (locale === 'en' && r.en) || r.zh,
    children: r.children?.length ? toNodes(r.children, locale) : undefined,
  }))

const SEARCH = {
  limit: 40,
  filter: (input: string, path: Node[]) => path.some((n) => String(n.label).includes(input.trim())),
}

export interface RegionPickerProps {
  value: unknown
  onChange: (code: string | null) => void
  id?: string
  disabled?: boolean
  status?: '' | 'error' | 'warning'
  placeholder?: string
}

/** Province, city, county; any level may be chosen, and typing finds a county without knowing its province. */
export function RegionPicker({ value, onChange, id, disabled, status, placeholder }: RegionPickerProps) {
  const { locale, say } = useText()
  const regions = useRegions()
  const options = useMemo(() => toNodes(regions, locale), [regions, locale])
  return (
    <Cascader<Node>
      id={id}
      style={{ width: '100%' }}
      disabled={disabled}
      status={status || undefined}
      options={options}
      value={pathOf(regions, value).map((r) => r.code)}
      onChange={(path) => onChange(path?.length ? String(path[path.length - 1]) : null)}
      changeOnSelect
      allowClear
      expandTrigger="hover"
      placeholder={placeholder ?? say('省 / 市 / 区县，可输入搜索', 'Province / city / county')}
      showSearch={SEARCH}
      displayRender={(labels) => [...new Set(labels.filter((l) => l !== '市辖区' && l !== '县'))].join(' / ')}
    />
  )
}

/** Any number of divisions of any level; one that is chosen stands for all below it. */
export function RegionsPicker({
  value,
  onChange,
  id,
  disabled,
  status,
}: Omit<RegionPickerProps, 'onChange'> & { onChange: (codes: string[]) => void }) {
  const { locale, say } = useText()
  const regions = useRegions()
  const options = useMemo(() => toNodes(regions, locale), [regions, locale])
  const paths = asStrings(value).map((code) => pathOf(regions, code).map((r) => r.code))
  return (
    <Cascader<Node, 'value'>
      id={id}
      multiple
      style={{ width: '100%' }}
      disabled={disabled}
      status={status || undefined}
      options={options}
      value={paths.filter((p) => p.length > 0)}
      onChange={(next) => onChange(next.map((path) => String(path[path.length - 1])))}
      showCheckedStrategy={Cascader.SHOW_PARENT}
      maxTagCount="responsive"
      placeholder={say('省 / 市 / 区县，可多选、可搜索', 'Provinces, cities, counties')}
      showSearch={SEARCH}
      displayRender={(labels) => [...new Set(labels.filter((l) => l !== '市辖区' && l !== '县'))].join(' / ')}
    />
  )
}
