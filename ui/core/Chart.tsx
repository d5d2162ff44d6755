import { useEffect, useRef } from 'react'
import { Loading } from './Page.tsx'
import { chartColors, color, font } from './tokens.ts'

export interface ChartProps {
  /** An ECharts option; colours, fonts and grid lines come from the identity unless it says otherwise. */
  option: Record<string, unknown>
  /** Height in px. */
  height?: number
  /** What the picture says, for those who cannot see it. */
  label: string
  loading?: boolean
  onClick?: (at: { name: string; dataIndex: number; seriesName?: string }) => void
}

interface Instance {
  setOption: (option: Record<string, unknown>, notMerge?: boolean) => void
  resize: () => void
  dispose: () => void
  on: (event: string, handler: (at: never) => void) => void
  off: (event: string) => void
}

/** Axes and lines as quiet as the tables. */
export const chartBase = {
  color: chartColors,
  textStyle: { fontFamily: font.family, color: color.ink2, fontSize: 12 },
  grid: { left: 8, right: 12, top: 20, bottom: 4, containLabel: true },
  tooltip: {
    backgroundColor: color.surface,
    borderColor: color.line,
    textStyle: { color: color.ink, fontSize: 12 },
    confine: true,
  },
  animationDuration: 300,
}

/** Axis styling to spread into `xAxis` / `yAxis`. */
export const axis = {
  axisLine: { lineStyle: { color: color.line } },
  axisTick: { show: false },
  axisLabel: { color: color.ink3, fontSize: 12 },
  splitLine: { lineStyle: { color: color.lineSoft } },
}

/** A picture drawn by ECharts, which is loaded only when the first picture is needed. */
export function Chart({ option, height = 220, label, loading, onClick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<Instance | null>(null)
  const latest = useRef({ option, onClick })
  latest.current = { option, onClick }

  useEffect(() => {
    const element = box.current
    if (!element || loading) return
    let gone = false
    const watcher = new ResizeObserver(() => chart.current?.resize())
    import('./echarts.ts').then(({ init }) => {
      if (gone) return
      const made = init(element, undefined, { renderer: 'svg' }) as unknown as Instance
      chart.current = made
      made.setOption({ ...chartBase, ...latest.current.option })
      made.on('click', (at: never) => latest.current.onClick?.(at))
      watcher.observe(element)
    })
    return () => {
      gone = true
      watcher.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [loading])
  useEffect(() => chart.current?.setOption({ ...chartBase, ...option }, true), [option])
  if (loading) return <Loading rows={Math.max(3, Math.round(height / 40))} />
  return <div ref={box} style={{ height }} role="img" aria-label={label} className={onClick ? 'xl-chart-link' : ''} />
}
