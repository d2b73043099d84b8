import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeFixture } from '../../src/deploy/place-fixture.ts'
import { type Placement, placeText, unplaceText } from '../../src/deploy/placement.ts'
import { compilePattern, matchesPattern } from '../../src/policy/pattern.ts'
import { loadShipped, shippedNames } from '../shipped.ts'
import { fixtureOf, policy } from './fixture.ts'

const placement: Placement = {
  run: 'tgx1q2ab3c',
  unit: 10,
  accounts: new Map([
    ['111122223333', '777788889999'],
    ['444455556666', '222233334444'],
  ]),
  keys: new Set(['lake']),
  region: { from: 'us-east-1', to: 'eu-west-1' },
}
const prefix = 'sallyport-tgx1q2ab3c-0a-'

describe('a text of a fixture in another account', () => {
  it.each([
    ['arn:aws:s3:::acme-exports/daily/*', `arn:aws:s3:::${prefix}acme-exports/daily/*`],
    ['arn:aws:s3:::*', `arn:aws:s3:::${prefix}*`],
    ['arn:aws:iam::111122223333:role/EtleapInput', `arn:aws:iam::777788889999:role/sallyport/tgx1q2ab3c/${prefix}EtleapInput`],
    ['arn:aws:iam::111122223333:role/app/Reader', `arn:aws:iam::777788889999:role/sallyport/tgx1q2ab3c/app/${prefix}Reader`],
    ['arn:aws:iam::*:role/*', 'arn:aws:iam::*:role/sallyport/tgx1q2ab3c/*'],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::777788889999:root'],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['arn:aws:sts::111122223333:assumed-role/Reader/me', `arn:aws:sts::777788889999:assumed-role/${prefix}Reader/me`],
    ['arn:aws:kms:us-east-1:111122223333:key/lake', `arn:aws:kms:eu-west-1:777788889999:key/${prefix}lake`],
    ['arn:aws:kms:us-east-1:111122223333:key/*', 'arn:aws:kms:eu-west-1:777788889999:key/*'],
    ['arn:aws:kms:*:*:alias/lake', `arn:aws:kms:*:*:alias/${prefix}lake`],
    ['s3.us-east-1.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
    ['kms.eu-west-1.amazonaws.com', 'kms.us-east-1.amazonaws.com'],
    ['444455556666', '222233334444'],
    ['999900001111', '999900001111'],
    ['*', '*'],
    ['daily/*', 'daily/*'],
  ])('%s is %s', (here, there) => {
    expect(placeText(here, placement)).toBe(there)
  })

  const word = fc.stringMatching(/^[a-c]{1,3}$/)
  const part = fc.stringMatching(/^[a-c*?]{1,4}$/)
  const arns = fc.oneof(
    fc.record({ name: word.map((name) => `arn:aws:s3:::${name}/k`), pattern: part.map((name) => `arn:aws:s3:::${name}`) }),
    fc.record({
      name: word.map((name) => `arn:aws:iam::111122223333:role/${name}`),
      pattern: part.map((name) => `arn:aws:iam::111122223333:role/${name}`),
    }),
    fc.record({
      name: word.map((name) => `arn:aws:sts::111122223333:assumed-role/${name}/me`),
      pattern: part.map((name) => `arn:aws:sts::111122223333:assumed-role/${name}*`),
    }),
  )
  it('matches there exactly what it matched before', () => {
    fc.assert(
      fc.property(arns, ({ name, pattern }) => {
        const matches = (left: string, right: string): boolean => matchesPattern(compilePattern(left), right)
        expect(matches(placeText(pattern, placement), placeText(name, placement))).toBe(matches(pattern, name))
      }),
    )
  })

  it('comes back in the words of the fixture', () => {
    const said = `User: arn:aws:sts::777788889999:assumed-role/${prefix}Reader/me is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::${prefix}acme/k" (arn:aws:iam::777788889999:role/sallyport/tgx1q2ab3c/${prefix}Reader) in eu-west-1`
    expect(unplaceText(said, placement)).toBe(
      'User: arn:aws:sts::111122223333:assumed-role/Reader/me is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::acme/k" (arn:aws:iam::111122223333:role/Reader) in us-east-1',
    )
  })
})

describe('a fixture in other accounts', () => {
  it('is refused where it has catalogs, which the embedded sandbox alone gets', async () => {
    const { fixture } = await loadShipped('s3-data-lake-glue')
    expect(placeFixture(fixture, placement)).toEqual({ ok: false, error: 'catalogs of Glue are deployed to the embedded sandbox alone' })
  })

  it('is refused where STS is deactivated in a region of an account, as only the embedded sandbox can have it', () => {
    const text = 'description: d\naccounts: { customer: { id: "111122223333", stsInactiveRegions: [eu-west-1] } }\n'
    expect(placeFixture(fixtureOf(text, {}), placement)).toEqual({
      ok: false,
      error: 'accounts with `stsInactiveRegions` are deployed to the embedded sandbox alone',
    })
  })

  it.each(shippedNames.filter((name) => name !== 's3-data-lake-glue' && name !== 's3-input-access-point'))(
    '%s has no name and no account of its own there',
    async (name) => {
      const { fixture } = await loadShipped(name)
      const placed = placeFixture(fixture, placement)
      if (!placed.ok) throw new Error(placed.error)
      const documents = JSON.stringify(
        [...placed.value.roles.values()].map(({ trust, inline }) => [trust.text, ...[...inline.values()].map(({ text }) => text)]),
      )
      for (const { id } of fixture.accounts.values()) expect(documents).not.toContain(id)
      for (const bucket of fixture.buckets.keys()) expect(documents).not.toContain(`:::${bucket}`)
      for (const part of [...placed.value.users.values(), ...placed.value.roles.values()]) expect(part.path).toBe('/sallyport/tgx1q2ab3c/')
    },
  )

  it('keeps the key that AWS manages, which has one name everywhere', async () => {
    const { fixture } = await loadShipped('s3-input')
    const buckets = new Map([...fixture.buckets].map(([name, bucket]) => [name, { ...bucket, encryptionKey: 'aws/s3' }]))
    const placed = placeFixture({ ...fixture, buckets }, placement)
    const keys = placed.ok ? [...placed.value.buckets.values()].map(({ encryptionKey }) => encryptionKey) : placed.error
    expect(new Set(keys)).toEqual(new Set(['aws/s3']))
  })

  it('is refused where a policy makes something of the name of a user, or a name gets too long', () => {
    const bucket = 'b'.repeat(40)
    const fixture = fixtureOf(
      `description: d\naccounts: { customer: "111122223333" }\nusers: { loader: { account: customer, policies: { own: own.json } } }\nbuckets: { ${bucket}: { account: customer, region: us-east-1 } }\n`,
      { 'own.json': policy({ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::home/${aws:username}/*' }) },
    )
    const placed = placeFixture(fixture, placement)
    expect(placed.ok ? '' : placed.error).toMatch(
      /bucket `b+` may have 39 characters.*`set\/own.json` has the policy variable `aws:username`/,
    )
  })
})
