import { describe } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { decisionOn, expect, test } from '../../src/library/vitest.ts'
import { loadShipped } from '../shipped.ts'

const file = (key: string) => ({ as: 'EtleapInput', action: 's3:GetObject', resource: `arn:aws:s3:::acme-exports/${key}` })

describe('sallyport/vitest', () => {
  test('a decision is allowed or denied, by a kind of policy', async () => {
    const { fixture } = await loadShipped('s3-input')
    expect(decisionOn(fixture, file('daily/x.csv'))).toBeAllowed()
    expect(decisionOn(fixture, file('monthly/x.csv'))).not.toBeAllowed()
    expect(decisionOn(fixture, file('monthly/x.csv'))).toBeDenied({ by: 'identity' })
    expect(decisionOn(fixture, file('monthly/x.csv'))).not.toBeDenied({ by: 'permissionsBoundary' })
  })

  test('a matcher that fails shows the decision tree with the line of the policy', async () => {
    const { fixture } = await loadShipped('s3-input')
    expect(() => expect(decisionOn(fixture, file('monthly/x.csv'))).toBeAllowed()).toThrow(
      /expected the request to be allowed[\s\S]*nearly: Allow ReadFiles at policies\/s3-input\/read\.json:4:5/,
    )
    expect(() => expect(decisionOn(fixture, { ...file('x'), as: 'EtleapInptu' })).toBeAllowed()).toThrow('no user or role `EtleapInptu`')
    expect(() => expect('yes').toBeAllowed()).toThrow('toBeAllowed takes a decision')
  })

  test('a diagnosis names its faults', async () => {
    const setUp = await loadShipped('s3-input')
    const circumstances = { now: new Date(0), sourceIp: '127.0.0.1' }
    const broken = { ...setUp, connection: { ...setUp.connection, externalId: 'other' } }
    expect(diagnose({ ...setUp, observations: [], circumstances })).toBeDiagnosedAs([])
    expect(diagnose({ ...broken, observations: [], circumstances })).toBeDiagnosedAs('trust-external-id-mismatch')
    expect(() => expect(diagnose({ ...broken, observations: [], circumstances })).toBeDiagnosedAs([])).toThrow(
      /expected a healthy connection, found trust-external-id-mismatch/,
    )
  })

  test('a sandbox lives as long as its test', async ({ sandbox }) => {
    const answer = await fetch(`${sandbox.endpoint}/no-such-bucket/key`)
    expect(answer.status).toBe(404)
  })
})
