import { keyArn } from '../fixture/decide.ts'
import type { Key } from '../fixture/fixture.ts'
import type { Evidence } from './evidence.ts'
import type { Fault, Finding } from './fault.ts'
import { meantKeyArn } from './meant-key.ts'
import type { SetUp } from './set-up.ts'

export interface KeySettingFinding extends Finding {
  /** What was typed. */
  readonly typed: string
  readonly meant: string | undefined
}

type Facts = Omit<Fault<KeySettingFinding>, 'connectors' | 'specificity' | 'inject' | 'recognise' | 'where' | 'advise' | 'fix'>

/** A fault of the kind "the connection names a key that the bucket cannot use": what is wrong with the ARN, and what to say, differ. */
export const keySettingFault = (
  facts: Facts & {
    /** What must be so before the key can be named wrongly; undefined where it cannot be made so. */
    readonly prepare?: (setUp: SetUp, key: Key) => SetUp | undefined
    readonly spoil: (arn: string) => string
    readonly isWrong: (arn: string, evidence: Evidence, region: string) => boolean
  },
): Fault<KeySettingFinding> => ({
  ...facts,
  connectors: ['s3-data-lake'],
  specificity: 3,

  inject: (setUp) => {
    const { fixture, connection } = setUp
    const key = fixture.keys.get(fixture.buckets.get(connection.bucket)?.encryptionKey ?? '')
    if (key === undefined || connection.connector !== 's3-data-lake' || connection.kmsKeyArn !== undefined) return undefined
    const ready = facts.prepare === undefined ? setUp : facts.prepare(setUp, key)
    return ready && { ...ready, connection: { ...connection, kmsKeyArn: facts.spoil(keyArn(fixture, key)) } }
  },

  recognise: (evidence) => {
    const { fixture, connection, tidy } = evidence
    const bucket = fixture.buckets.get(connection.bucket)
    const { kmsKeyArn: typed } = tidy
    if (bucket === undefined || typed === undefined || !facts.isWrong(typed, evidence, bucket.region)) return []
    return [{ typed, meant: meantKeyArn(fixture, bucket.name, typed), claims: [], steps: ['s3.put', 's3.mpu-create', 's3.mpu-abort'] }]
  },

  where: () => 'Connection settings > KMS key',

  advise: ({ meant }) => (meant === undefined ? 'Choose a key in the region of the bucket.' : `Use ${meant}.`),

  fix: ({ meant }) => [{ edit: 'connection', change: { setting: 'kmsKeyArn', value: meant } }],
})
