/** A reason why the built-in PostgreSQL cannot run, in words an operator can act on (Chinese first, English complete). */
export class EmbeddedProblem extends Error {
  readonly code: string
  readonly label: { zh: string; en: string }

  constructor(code: string, label: { zh: string; en: string }, detail = '') {
    super(`${label.zh}\n${label.en}${detail ? `\n${detail}` : ''}`)
    this.name = 'EmbeddedProblem'
    this.code = code
    this.label = label
  }
}
