import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Select, Space } from 'antd'
import { formatCount } from '#ui/core/format.ts'
import { useText } from '#ui/fields/text.ts'
import type { ListResult } from './useListQuery.ts'
import { SIZES } from './useListState.ts'

export interface PagerProps {
  list: ListResult
  size: number
  onSize: (size: number) => void
  selected: number
}

/** How many there are, and the way to the next of them. "1,000+" is a quick count; a click makes it exact. */
export function Pager({ list, size, onSize, selected }: PagerProps) {
  const { say } = useText()
  const { total, page, hasNext, turn } = list
  const count = total ? formatCount(total) : '…'
  return (
    <div className="xl-pager">
      <span className="xl-number">
        {total && !total.exact ? (
          <Button
            type="link"
            size="small"
            loading={list.counting}
            onClick={list.countExactly}
            title={say('点击精确计数', 'Count exactly')}
          >
            {say(`共 ${count} 条`, `${count} rows`)}
          </Button>
        ) : (
          <span className="xl-pager-total">{say(`共 ${count} 条`, `${count} rows`)}</span>
        )}
        {selected > 0 && say(`，已选 ${selected} 条`, `, ${selected} selected`)}
      </span>
      <Space size={8}>
        <Select
          size="small"
          value={size}
          onChange={onSize}
          aria-label={say('每页条数', 'Page size')}
          popupMatchSelectWidth={false}
          options={SIZES.map((n) => ({ value: n, label: say(`${n} 条/页`, `${n} a page`) }))}
        />
        <Button size="small" icon={<LeftOutlined />} disabled={page === 0} onClick={() => turn(-1)}>
          {say('上一页', 'Previous')}
        </Button>
        <span className="xl-number xl-pager-page">{page + 1}</span>
        <Button size="small" icon={<RightOutlined />} iconPlacement="end" disabled={!hasNext} onClick={() => turn(1)}>
          {say('下一页', 'Next')}
        </Button>
      </Space>
    </div>
  )
}
