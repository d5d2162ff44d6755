import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hyp2f1, hyp2f1One, logBeta, logGamma, logSubtract } from './special.ts'

const near = (a: number, b: number, relative = 1e-12) =>
  assert.ok(Math.abs(a - b) <= relative * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`)

test('D4 log-gamma and log-beta against exact values', () => {
  near(logGamma(0.5), Math.log(Math.PI) / 2)
  near(logGamma(1), 0)
  near(logGamma(11), Math.log(3628800))
  near(logGamma(100), 359.1342053695754)
  near(logGamma(1e-5), 11.51291969289583, 1e-10)
  near(logBeta(2, 3), Math.log(1 / 12))
  assert.ok(Number.isNaN(logGamma(-1)))
})

test('D4 hypergeometric function against closed forms', () => {
  for (const z of [0.1, 0.5, 0.9, 0.99]) {
    near(hyp2f1(1, 1, 2, z), -Math.log(1 - z) / z, 1e-10) // A&S 15.1.3
    near(hyp2f1(0.5, 1, 1.5, z * z), Math.atanh(z) / z, 1e-10) // A&S 15.1.4
    near(hyp2f1One(1, 2, z), -Math.log(1 - z) / z, 1e-12)
    near(hyp2f1One(0.5, 1.5, z * z), Math.atanh(z) / z, 1e-12)
  }
  near(hyp2f1One(0.5, 1.5, 0.9999), Math.atanh(Math.sqrt(0.9999)) / Math.sqrt(0.9999), 1e-10)
  assert.equal(logSubtract(1, 1), Number.NEGATIVE_INFINITY)
})
