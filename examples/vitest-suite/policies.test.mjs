// Policies held to what they are meant to allow, as unit tests.
import { loadFixture } from 'sallyport'
import { decisionOn, expect, test } from 'sallyport/vitest'

const loaded = await loadFixture('policies/s3-input')
if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
const fixture = loaded.value

test('the vendor reads the folder, and nothing beside it', () => {
  const read = (key) => decisionOn(fixture, { as: 'EtleapInput', action: 's3:GetObject', resource: `arn:aws:s3:::acme-exports/${key}` })
  expect(read('daily/2026-11-21.csv')).toBeAllowed()
  expect(read('monthly/2026-10.csv')).toBeDenied({ by: 'identity' })
})

test('nobody comes in without TLS', () => {
  const asked = { as: 'EtleapInput', action: 's3:GetObject', resource: 'arn:aws:s3:::acme-exports/daily/2026-11-21.csv' }
  expect(decisionOn(fixture, { ...asked, context: { 'aws:SecureTransport': 'false' } })).toBeDenied({ by: 'resource' })
})

test('a sandbox answers like AWS', async ({ sandbox }) => {
  const answer = await fetch(`${sandbox.endpoint}/no-such-bucket/key`)
  expect(answer.status).toBe(404)
})
