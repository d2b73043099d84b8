import { keyArn } from '../../fixture/decide.ts'
import { breakGrants, dropAction } from '../break-grant.ts'
import { besideCatalogKey } from '../catalog-key.ts'
import type { Evidence } from '../evidence.ts'
import type { Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantMissing } from '../grant.ts'
import { isAbsent, isGiven } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { keyNameOf, location, whoNeeds } from '../subject.ts'

export const kmsDecryptMissingMultipart: Fault<AbsenceFinding> = {
  id: 'kms-decrypt-missing-multipart',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the key may be used to encrypt only: small files can be written, large ones cannot, for S3 decrypts their parts to join them',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions',
    'https://github.com/aws/aws-sdk-js/issues/1814',
    'https://github.com/aws/aws-cli/issues/4251',
  ],
  connectors: ['s3-data-lake'],
  classes: ['kms-identity/Decrypt'],
  verdict: 'extra-probe',
  lookAlikes: ['kms-decrypt-missing', 'abort-multipart-missing'],
  specificity: 1,

  /** The connection encrypts what it writes; the files that are there are not encrypted with a key of the customer. */
  inject: ({ fixture, connection }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    const key = fixture.keys.get(bucket?.encryptionKey ?? '')
    if (bucket === undefined || key === undefined || connection.connector !== 's3-data-lake' || connection.kmsKeyArn !== undefined)
      return undefined
    const { encryptionKey: _, ...plain } = bucket
    const buckets = new Map([...fixture.buckets, [bucket.name, plain]])
    const writing = { fixture: { ...fixture, buckets }, connection: { ...connection, kmsKeyArn: keyArn(fixture, key) } }
    return breakGrants(writing, 'identity', ({ action }) => action === 'kms:Decrypt', dropAction)
  },

  recognise: (evidence) =>
    absenceFindings(
      besideCatalogKey(evidence),
      (cause) => cause.layer === 'identity' && cause.need.action === 'kms:Decrypt' && isAbsent(cause),
    ).filter(
      ({ claims, first }) => claims.every(({ need }) => !readSteps.includes(need.step)) && mayEncrypt(evidence, first.need.resource),
    ),

  say: ({ first }, { connection }) =>
    sentence`Small files can be written to ${location(connection)}, large ones cannot: the ${whoNeeds(first.need)} may encrypt with key ${name(keyNameOf(first.need))}, not decrypt.`,

  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),

  advise: ({ first }) => `Allow kms:Decrypt on ${first.need.resource}.`,

  fix: ({ claims }, evidence) => grantMissing(evidence, claims),
}

const readSteps: readonly string[] = ['s3.get', 'im.get']

const mayEncrypt = ({ decided }: Evidence, key: string): boolean =>
  decided.some((one) => one.need.action === 'kms:GenerateDataKey' && one.need.resource === key && isGiven(one))
