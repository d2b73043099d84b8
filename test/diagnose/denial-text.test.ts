import { describe, expect, it } from 'vitest'
import { parseDenialText } from '../../src/diagnose/denial-text.ts'

const who = 'User: arn:aws:sts::111122223333:assumed-role/Reader/s is not authorized to perform:'
const principal = 'arn:aws:sts::111122223333:assumed-role/Reader/s'
const listing = { principal, action: 's3:ListBucket', resource: 'arn:aws:s3:::acme-exports' }

describe("AWS's sentence for a denial", () => {
  it.each([
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" because no identity-based policy allows the s3:ListBucket action`,
      'identity',
      'implicit',
    ],
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" because no resource-based policy allows the s3:ListBucket action`,
      'resource',
      'implicit',
    ],
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" because no permissions boundary allows the s3:ListBucket action`,
      'boundary',
      'implicit',
    ],
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" because no session policy allows the s3:ListBucket action`,
      'session',
      'implicit',
    ],
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" because no VPC endpoint policy allows the s3:ListBucket action`,
      'vpce',
      'implicit',
    ],
    [
      `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" with an explicit deny in an identity-based policy`,
      'identity',
      'explicit',
    ],
    [`${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" with an explicit deny in a service control policy`, 'scp', 'explicit'],
    [`${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" with an explicit deny in a sessions policy`, 'session', 'explicit'],
  ])('%s', (message, layer, effect) => {
    expect(parseDenialText(message)).toEqual({ ...listing, layer, effect })
  })

  it('names the policy that denies where AWS does', () => {
    const policyArn = 'arn:aws:iam::111122223333:policy/guardrail'
    const message = `${who} s3:ListBucket on resource: "arn:aws:s3:::acme-exports" with an explicit deny in a permissions boundary: ${policyArn}`
    expect(parseDenialText(message)).toEqual({ ...listing, layer: 'boundary', effect: 'explicit', policyArn })
  })

  it('says nothing about a key that AWS hides, but that the key is in the way', () => {
    const message = `${who} kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`
    expect(parseDenialText(message)).toEqual({ principal, action: 'kms:Decrypt', layer: 'resource' })
  })

  it('says nothing where AWS says nothing', () => {
    expect(parseDenialText('Access Denied')).toEqual({})
    expect(parseDenialText('')).toEqual({})
  })

  it('keeps action and role of an answer without a reason', () => {
    const resource = 'arn:aws:iam::111122223333:role/Reader'
    expect(parseDenialText(`${who} sts:AssumeRole on resource: ${resource}`)).toEqual({ principal, action: 'sts:AssumeRole', resource })
  })

  it('knows a key by the ciphertext alone, and a file whose name has spaces', () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/reader/job is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'
    expect(parseDenialText(message).layer).toBe('resource')
    expect(
      parseDenialText(
        'User: arn:aws:iam::111122223333:user/u is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::acme/a b.csv"',
      ).resource,
    ).toBe('arn:aws:s3:::acme/a b.csv')
  })
})
