import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { findLookAlikes } from '../../src/diagnose/look-alikes.ts'
import { accessPointNotInPolicy } from '../../src/faults/access-point/access-point-not-in-policy.ts'
import { accessPointVpcOnly } from '../../src/faults/access-point/access-point-vpc-only.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const healthy = await loadShipped('s3-input-access-point')
const faultsOf = (setUp: SetUp) =>
  diagnose({ ...setUp, observations: [], circumstances }).problems.flatMap((problem) => (problem.kind === 'fault' ? [problem] : []))
const broken = (setUp: SetUp | undefined): SetUp => setUp ?? expect.unreachable('it applies')

describe('through an access point', () => {
  it('a bucket that leaves nothing to its access points is told apart from the point, and mended for this point alone', () => {
    const setUp = applyEdits(healthy, [{ edit: 'removeDocument', place: { kind: 'bucketPolicy', bucket: 'acme-ledger' } }])
    const [problem, ...others] = faultsOf(setUp)
    expect(others).toEqual([])
    expect(problem?.fault).toBe('access-point-policy-missing')
    expect(problem?.says).toBe(
      'The bucket `acme-ledger` does not let its access point `acme-ledger-etl` decide who may list and read files.',
    )
    expect(problem?.where).toBe('S3 > acme-ledger > Permissions > Bucket policy')
    const mended = applyEdits(setUp, problem?.fix.edits ?? [])
    expect(faultsOf(mended)).toEqual([])
    expect(mended.fixture.buckets.get('acme-ledger')?.policy?.text).toContain(
      '"s3:DataAccessPointArn": "arn:aws:s3:us-east-1:111122223333:accesspoint/acme-ledger-etl"',
    )
  })

  it('a point for one VPC and a policy that lacks the point are both found', () => {
    const both = broken(accessPointNotInPolicy.inject(broken(accessPointVpcOnly.inject(healthy))))
    expect(faultsOf(both).map(({ fault }) => fault)).toEqual(['access-point-not-in-policy', 'access-point-vpc-only'])
  })

  it('faults of access points are look-alikes of a denial there, and nowhere else', () => {
    const denied = {
      step: 's3.list',
      title: 'list the folder',
      outcome: 'failed',
      code: 'AccessDenied',
      message: 'Access Denied',
      durationMs: 1,
      facts: {},
    } as const
    const candidates = (connection: SetUp['connection']) =>
      findLookAlikes(connection, [denied]).flatMap((one) => one.candidates.map(({ fault }) => fault))
    const { accessPoint: _, ...direct } = healthy.connection
    expect(candidates(healthy.connection)).toEqual(expect.arrayContaining(['access-point-policy-missing', 'access-point-vpc-only']))
    expect(candidates(direct).filter((fault) => fault?.startsWith('access-point'))).toEqual([])
  })
})
