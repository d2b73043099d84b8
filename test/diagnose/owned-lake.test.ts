import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/connectors/observation.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import { dataLakeObjectsOwnedByVendor } from '../../src/faults/object-ownership/data-lake-objects-owned-by-vendor.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import type { Bucket } from '../../src/fixture/fixture.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const healthy = await loadShipped('s3-data-lake-bucket-policy')
const { reader, ...withoutReader } = healthy.connection
const problemsOf = (setUp: SetUp) => diagnose({ ...setUp, observations: [], circumstances }).problems
const faultsOf = (setUp: SetUp) => problemsOf(setUp).flatMap((problem) => (problem.kind === 'fault' ? [problem] : []))
const owned = (ownership: Bucket['ownership'], acl?: string): SetUp => {
  const { fixture } = applyEdits(healthy, [{ edit: 'objectOwnership', bucket: 'acme-parquet', ownership }])
  return { fixture, connection: { ...healthy.connection, ...(acl === undefined ? {} : { acl }) } }
}

describe('a data lake that is written across accounts', () => {
  it.each([
    ['BucketOwnerEnforced', undefined, []],
    ['BucketOwnerPreferred', undefined, ['data-lake-objects-owned-by-vendor']],
    ['BucketOwnerPreferred', 'bucket-owner-full-control', []],
    ['ObjectWriter', undefined, ['data-lake-objects-owned-by-vendor']],
    ['ObjectWriter', 'bucket-owner-full-control', []],
    ['ObjectWriter', 'bucket-owner-read', []],
    ['ObjectWriter', 'private', ['data-lake-objects-owned-by-vendor']],
  ] as const)('with %s and the ACL %s its owner reads it, or the reason is told: %j', (ownership, acl, expected) => {
    const faults = faultsOf(owned(ownership, acl)).filter(({ steps }) => steps.includes('owner.get'))
    expect(faults.map(({ fault }) => fault)).toEqual(expected)
  })

  it('names the setting and the reader, and only the owner of the files changes', () => {
    const [problem, ...others] = faultsOf(owned('ObjectWriter'))
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      says: 'Files are written to `acme-parquet`, but your own account does not own them, so the user `acme-analyst` cannot read them.',
      where: 'S3 > acme-parquet > Permissions > Object Ownership',
      steps: ['owner.get'],
      fix: { edits: [{ edit: 'objectOwnership', bucket: 'acme-parquet', ownership: 'BucketOwnerEnforced' }] },
    })
  })

  it('is healthy for its writer: without a reader nobody sees it, and it is not injected', () => {
    expect(problemsOf({ ...owned('ObjectWriter'), connection: withoutReader })).toEqual([])
    expect(dataLakeObjectsOwnedByVendor.inject({ ...healthy, connection: withoutReader })).toBeUndefined()
  })

  it('whose reader lacks the permission is told apart by the policies', () => {
    const holder = { type: 'user', name: reader ?? '' } as const
    const bare = applyEdits(healthy, [{ edit: 'removeDocument', place: { kind: 'inline', holder, name: 'analyse' } }])
    const faults = faultsOf(bare)
    expect(faults.map(({ fault, steps }) => [fault, steps])).toEqual([['get-object-action-missing', ['owner.get']]])
    expect(faults[0]?.says).toContain('user `acme-analyst`')
  })

  it('and refused to its reader is a class of its own where no policy can be read', () => {
    const refused: Observation = {
      step: 'owner.get',
      title: 'have its file read by the owner of the bucket',
      operation: 's3:GetObject',
      outcome: 'failed',
      status: 403,
      code: 'AccessDenied',
      message: 'Access Denied',
      durationMs: 1,
      facts: {},
    }
    const { problems } = diagnose({ connection: healthy.connection, observations: [refused], circumstances })
    expect(problems).toMatchObject([
      { kind: 'lookAlikes', class: 'owner-read', candidates: [{ fault: 'data-lake-objects-owned-by-vendor' }] },
    ])
  })
})
