/**
 * The visual identity as plain values (see docs/identity.md). Everything drawn takes its colour, size and distance
 * from here: antd through `theme.ts`, our own styles through the custom properties that `cssVariables` writes.
 */
export const color = {
  /** Ink green: every action, link and selection. 6.4 : 1 on white. */
  primary: '#1d6a55',
  primaryHover: '#2a7f68',
  primaryActive: '#144f3f',
  primarySoft: '#e9f3ef',
  /** Apricot: the mark, what is new, what is due today. Never a button, so that it cannot be taken for danger. */
  accent: '#d8602a',
  /** Apricot dark enough for text on white (5.4 : 1). */
  accentText: '#b04a1b',
  accentSoft: '#fdf1e9',
  success: '#2c7a3f',
  warning: '#935a05',
  danger: '#c2312d',
  info: '#2f6690',
  /** Text. */
  ink: '#1b2723',
  ink2: '#56635e',
  ink3: '#6f7b76',
  /** Lines and surfaces. */
  line: '#dfe5e2',
  lineSoft: '#edf1ef',
  surface: '#ffffff',
  ground: '#f5f7f6',
  /** The left menu. */
  night: '#12302a',
  nightDeep: '#0d2520',
  nightText: '#c8d6d1',
  nightTextDim: '#8fa79f',
} as const

/** Chart colours, in order of use; neighbours differ in lightness as well as in hue, so that they survive grey print. */
export const chartColors = ['#1d6a55', '#e08a4f', '#5b8fb9', '#a9c5a0', '#8a5a83', '#d9b44a', '#4d5f6b', '#c96a6a']

export const font = {
  family:
    '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",system-ui,-apple-system,"Segoe UI",sans-serif',
  /** Latin first where the page is English: Chinese fonts draw ’ and “ as wide as a character. */
  english:
    'system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans","PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif',
  mono: '"JetBrains Mono","SF Mono",Consolas,"Noto Sans Mono",ui-monospace,monospace',
  /** Caption, small, body, lead, heading, title, figure. */
  size: { caption: 12, small: 13, body: 14, lead: 16, heading: 18, title: 20, figure: 28 },
} as const

/** Distances in px: a 4 px grid, 8 px between neighbours, 16 inside cards, 24 around pages. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 20, 6: 24, 8: 32, 10: 40 } as const

export const radius = { small: 4, base: 6, card: 10, pill: 999 } as const

/** Width of the left menu (open, folded), height of the top bar and of the phone's tab bar, in px. */
export const frame = { sider: 216, siderFolded: 60, header: 52, tabbar: 56, phone: 768 } as const

const kebab = (s: string): string => s.replace(/[A-Z]|\d+$/g, (c) => `-${c.toLowerCase()}`)

/** The tokens as CSS custom properties: `--xl-primary`, `--xl-ink-2`, `--xl-space-4`, `--xl-radius-card` … */
export function cssVariables(): string {
  const lines = [
    ...Object.entries(color).map(([k, v]) => `--xl-${kebab(k)}:${v}`),
    ...Object.entries(space).map(([k, v]) => `--xl-space-${k}:${v}px`),
    ...Object.entries(radius).map(([k, v]) => `--xl-radius-${k}:${v}px`),
    ...Object.entries(font.size).map(([k, v]) => `--xl-font-${k}:${v}px`),
    ...Object.entries(frame).map(([k, v]) => `--xl-${kebab(k)}:${v}px`),
    `--xl-font:${font.family}`,
    `--xl-mono:${font.mono}`,
  ]
  return `:root{${lines.join(';')}}:root:lang(en){--xl-font:${font.english}}`
}
