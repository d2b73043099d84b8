import type { Bucket } from '../fixture/fixture.ts'
import { allowBeside } from './allow-beside.ts'
import type { Fault, Finding } from './fault.ts'
import { refusalOfAcl } from './refused-acl.ts'
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
    const may = asking && allowBeside(setUp, 's3.put', ['s3:PutObjectAcl'])
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
