import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chartColors, color, cssVariables } from './tokens.ts'

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('identity: text colours reach WCAG AA (4.5 : 1) on every surface they stand on', () => {
  const texts = ['primary', 'accentText', 'danger', 'warning', 'success', 'info', 'ink', 'ink2'] as const
  const failing = texts.flatMap((name) =>
    (['surface', 'ground'] as const)
      .map((on) => ({ name, on, ratio: contrast(color[name], color[on]) }))
      .filter(({ ratio }) => ratio < 4.5),
  )
  assert.deepEqual(failing, [])
  assert.ok(contrast(color.ink3, color.surface) >= 4.4, 'captions on white')
  assert.ok(contrast('#ffffff', color.primary) >= 4.5, 'white on a primary button')
  assert.ok(contrast(color.primary, color.primarySoft) >= 4.5, 'selected entry')
  assert.ok(contrast(color.accentText, color.accentSoft) >= 4.5, 'apricot note')
  assert.ok(contrast(color.nightText, color.night) >= 7, 'menu')
  assert.ok(contrast(color.nightTextDim, color.nightDeep) >= 4.5, 'menu headings')
})

test('identity: each chart colour can be told from white and from the next one in grey', () => {
  for (const c of chartColors) assert.ok(contrast(c, '#ffffff') >= 1.5, c)
  for (let i = 1; i < 4; i++) {
    const [a, b] = [chartColors[i - 1]!, chartColors[i]!]
    assert.ok(contrast(a, b) >= 1.2, `${a} beside ${b}`)
  }
})

test('identity: tokens become custom properties by predictable names', () => {
  const css = cssVariables()
  for (const name of [
    '--xl-primary:',
    '--xl-primary-soft:',
    '--xl-ink-2:',
    '--xl-space-4:16px',
    '--xl-radius-card:10px',
  ])
    assert.ok(css.includes(name), name)
})
