import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { mendInTurn } from '../laws/fault-combinations.ts'
import { loadShipped, type ShippedName } from '../shipped.ts'

const inject = (id: string, setUp: SetUp): SetUp =>
  catalogue.find((fault) => fault.id === id)?.inject(setUp) ?? expect.unreachable(`${id} applies`)

/** What one of them hid, or made look like another, when both stand together. */
const together: readonly (readonly [ShippedName, first: string, second: string])[] = [
  ['s3-input', 'list-action-missing', 'managed-policy-old-default-version'],
  ['s3-input', 'get-bucket-location-missing', 'policy-not-attached'],
  ['s3-input', 'get-object-version-missing', 'policy-attached-to-wrong-role'],
  ['s3-data-lake', 'put-object-tagging-missing', 'managed-policy-old-default-version'],
  ['s3-input', 'object-arn-wrong-bucket', 'intermediate-role-missing-access'],
  ['s3-input-iam-user', 'list-on-object-arn', 'get-bucket-location-missing'],
  ['s3-input-iam-user', 'compromised-key-quarantine', 'policy-not-attached'],
  ['s3-input-bucket-policy', 'bucket-policy-object-actions-only', 'bucket-policy-explicit-deny'],
  ['s3-input-access-point', 'access-point-policy-missing', 'access-point-vpc-only'],
  ['s3-input', 'condition-key-typo', 'policy-not-attached'],
  ['s3-input', 'identity-source-ip-condition', 'policy-not-attached'],
  ['s3-input', 'object-arn-wrong-prefix', 'policy-attached-to-wrong-role'],
  ['s3-input', 'trust-missing-tag-session', 'trust-missing-principal'],
  ['s3-data-lake', 'trust-missing-tag-session', 'caller-lacks-assume-role'],
  ['s3-data-lake', 'kms-decrypt-missing-multipart', 'mfa-required-deny'],
  ['s3-data-lake', 'copy-source-read-missing', 'explicit-deny-identity'],
  ['s3-data-lake', 'lifecycle-expires-staging', 'get-object-action-missing'],
  ['s3-data-lake-bucket-policy', 'data-lake-objects-owned-by-vendor', 'identity-and-bucket-both-needed'],
  ['s3-input-bucket-policy', 'object-owned-by-other-account', 'ignore-public-acls'],
  ['s3-input-access-point', 'access-point-not-in-policy', 'object-arn-missing-wildcard'],
  ['s3-input-access-point', 'access-point-not-in-policy', 'policy-not-attached'],
]

describe('two faults that hid each other', () => {
  it.each(together)('in %s: %s and %s are both named, nothing else is, and mending them in turn heals', async (name, first, second) => {
    const broken = inject(second, inject(first, await loadShipped(name)))
    const { found, left } = mendInTurn(broken)
    expect([...found].toSorted()).toEqual([first, second].toSorted())
    expect(left).toEqual([])
  })

  it.each([
    ['get-object-action-missing', 'permissions-boundary-explicit-deny', 'restrict-public-buckets'],
    ['access-point-vpc-only', 'identity-and-bucket-both-needed', 'source-vpce-deny'],
  ])('three that hid each other behind an access point: %s, %s and %s', async (...faults) => {
    const broken = faults.reduce((setUp, fault) => inject(fault, setUp), await loadShipped('s3-input-access-point'))
    const { found, left } = mendInTurn(broken)
    expect([...found].toSorted()).toEqual(faults)
    expect(left).toEqual([])
  })

  it('a session under a role is too long for AWS, whatever the role allows: that is told alone', async () => {
    const broken = inject('role-max-session-too-short', inject('trust-names-session', await loadShipped('s3-input')))
    expect([...mendInTurn(broken).found].toSorted()).toEqual(['role-chaining-one-hour', 'trust-names-session'])
  })
})
