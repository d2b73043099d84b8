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
]

describe('two faults of one layer', () => {
  it.each(together)('in %s: %s and %s are both named, nothing else is, and mending them in turn heals', async (name, first, second) => {
    const broken = inject(second, inject(first, await loadShipped(name)))
    const { found, left } = mendInTurn(broken)
    expect([...found].toSorted()).toEqual([first, second].toSorted())
    expect(left).toEqual([])
  })
})
