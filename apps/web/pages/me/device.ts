const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/Edg\//, 'Edge'],
  [/QQBrowser/i, 'QQ 浏览器'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

const match = (list: [RegExp, string][], agent: string): string | undefined =>
  list.find(([test]) => test.test(agent))?.[1]

/** `Chrome · Windows` out of a User-Agent header; what is unknown is left out. */
export function deviceName(agent: string | null): string {
  const text = agent ?? ''
  return [match(BROWSERS, text), match(SYSTEMS, text)].filter(Boolean).join(' · ') || text.slice(0, 40) || '—'
}

export const isPhone = (agent: string | null): boolean => /iPhone|Android.*Mobile|HarmonyOS.*Mobile/i.test(agent ?? '')
