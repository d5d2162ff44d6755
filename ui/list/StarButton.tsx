import { StarFilled, StarOutlined } from '@ant-design/icons'
import { useText } from '#ui/fields/text.ts'
import type { Stars } from './useStars.ts'

/** 星标: filled when given; pressing it does not open the row it stands in. */
export function StarButton({ stars, id }: { stars: Stars; id: string }) {
  const { say } = useText()
  const on = stars.has(id)
  const label = on ? say('取消星标', 'Take the star off') : say('加星标', 'Star')
  return (
    <button
      type="button"
      className={`xl-star ${on ? 'is-on' : ''}`}
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={(e) => {
        e.stopPropagation()
        stars.toggle(id)
      }}
    >
      {on ? <StarFilled /> : <StarOutlined />}
    </button>
  )
}
