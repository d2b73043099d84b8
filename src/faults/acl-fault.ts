import type { Bucket } from '../fixture/fixture.ts'
import { decideSetUp, grantingStatement } from './break-grant.ts'
import { applyEdits } from './edit-fixture.ts'
import { addActions } from './edit-statement.ts'
import type { Fault, Finding } from './fault.ts'
import { refusalOfAcl } from './refused-acl.ts'
import type { SetUp } from './set-up.ts'
import { withOption } from './with-option.ts'

type Facts = Omit<Fault, 'connectors' | 'classes' | 'specificity' | 'inject' | 'recognise' | 'where' | 'advise' | 'fix'>

/** A fault of the kind "the bucket takes no upload with this ACL": which setting refuses it, and what to say, differ. */
export const aclFault = (
  facts: Facts & { readonly refusal: ReturnType<typeof refusalOfAcl>; readonly settings: Partial<Bucket> },
): Fault => ({
  ...facts,
  connectors: ['s3-data-lake'],
  classes: ['acl-refused'],
  specificity: 3,

  /** The role may set ACLs, so that nothing but the bucket refuses this one. */
  inject: (setUp) => {
    const asking = setUp.connection.connector === 's3-data-lake' ? withOption(setUp, { acl: 'public-read' }) : undefined
    const may = asking === undefined ? undefined : allowAcls(setUp)
    const bucket = may?.fixture.buckets.get(setUp.connection.bucket)
    if (asking === undefined || may === undefined || bucket === undefined) return undefined
    const buckets = new Map([...may.fixture.buckets, [bucket.name, { ...bucket, ...facts.settings }]])
    return { fixture: { ...may.fixture, buckets }, connection: asking.connection }
  },

  recognise: ({ fixture, connection, tidy }): readonly Finding[] => {
    const bucket = fixture.buckets.get(connection.bucket)
    if (bucket === undefined || refusalOfAcl(bucket, tidy.acl) !== facts.refusal) return []
    return [{ at: bucket.at, claims: [], steps: ['s3.put', 's3.mpu-create', 's3.mpu-abort'] }]
  },

  where: () => 'Connection settings > ACL',

  advise: () => 'Take the ACL out of the connection: files belong to the bucket owner without it.',

  fix: () => [{ edit: 'connection', change: { setting: 'acl', value: undefined } }],
})

function allowAcls(setUp: SetUp): SetUp | undefined {
  const put = decideSetUp(setUp).find(({ need, decision }) => need.step === 's3.put' && decision.outcome === 'allowed')
  const placed = put === undefined ? undefined : grantingStatement(setUp, put, 'identity')
  return placed === undefined ? undefined : applyEdits(setUp, [addActions(placed, ['s3:PutObjectAcl'])])
}
