import assert from 'node:assert/strict'
import { Problem } from '#kernel/errors.ts'

type Told = (error: unknown) => true

/** For assert.rejects: a refusal of this code; a number is its status, patterns are words that it says in either language. */
export const refusal =
  (code: string, ...said: (RegExp | number)[]): Told =>
  (error) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code, error.label.zh)
    const { zh, en } = error.label
    assert.match(zh, /\p{Script=Han}/u)
    assert.match(en, /[A-Za-z]{2}/)
    for (const one of said) typeof one === 'number' ? assert.equal(error.status, one) : assert.match(`${zh} ${en}`, one)
    return true
  }

/** The same, and its English holds no Chinese besides these names. */
export const refusalNaming =
  (names: RegExp) =>
  (code: string, ...said: (RegExp | number)[]): Told =>
  (error) => {
    refusal(code, ...said)(error)
    assert.doesNotMatch((error as Problem).label.en.replaceAll(names, ''), /\p{Script=Han}/u)
    return true
  }
