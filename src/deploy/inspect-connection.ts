import { parseArn } from '../policy/arn.ts'
import { inspectAccessPoint } from './inspect/access-point.ts'
import { type InspectedBucket, inspectBucket } from './inspect/bucket.ts'
import { inspectIdentity } from './inspect/identity.ts'
import { inspectKey } from './inspect/key.ts'
import { inspectOrganization } from './inspect/organization.ts'
import type { Reader } from './inspect/reader.ts'

/** What a connection is known to use. */
export interface InspectionOrder {
  /** ARN of the role, or of the user, whose policies decide. */
  readonly worker?: string
  readonly bucket?: string
  /** ARN of the access point in front of the bucket. */
  readonly accessPoint?: string
  readonly kmsKeyArn?: string
}

/** Reads what decides about a connection: identities, their policies, the bucket, its key, and the organization above. It only reads. */
export async function inspectConnection(reader: Reader, order: InspectionOrder): Promise<InspectedBucket | undefined> {
  const { worker } = order
  const account = parseArn(worker ?? '')?.account
  if (worker !== undefined) await inspectIdentity(reader, worker)
  const behind = order.accessPoint === undefined ? undefined : await inspectAccessPoint(reader, order.accessPoint)
  const name = behind ?? order.bucket
  const bucket = name === undefined ? undefined : await inspectBucket(reader, name, account)
  const key = order.kmsKeyArn ?? bucket?.keyArn
  if (key !== undefined && parseArn(key)?.service === 'kms') await inspectKey(reader, key)
  const accounts = [account, bucket?.owner].filter((id) => id !== undefined)
  await inspectOrganization(reader, [...new Set(accounts)])
  return bucket
}
