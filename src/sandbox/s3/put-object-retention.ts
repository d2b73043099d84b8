import type { PutObjectRetentionOutput, PutObjectRetentionRequest } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import { findBucket } from './find-bucket.ts'
import { findObject } from './find-object.ts'
import { malformedXml } from './malformed-xml.ts'
import { refuseDeleteMarker } from './missing-object.ts'
import { retentionContext } from './new-object.ts'
import { noObjectLock, protectedByLock, type Retention } from './object-lock.ts'
import { objectPermission } from './object-permission.ts'
import type { ObjectVersion } from './object-version.ts'
import { chargedOutput, refusePayer } from './requester-pays.ts'
import { changeVersion, findVersion } from './versions.ts'

type Input = Parsed<PutObjectRetentionRequest>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export const putObjectRetention: Operation<PutObjectRetentionRequest, PutObjectRetentionOutput> = {
  requires: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    const retention = parseRetention(input, call)
    const refused = refusePayer(bucket.value, input, call) ?? (retention.ok ? undefined : retention.error)
    if (refused !== undefined) return err(refused)
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    const asked = retention.ok && retention.value !== undefined ? { retention: retention.value } : {}
    const access = { bucket: bucket.value, key: input.Key, version }
    return ok([
      objectPermission({ ...access, action: 's3:PutObjectRetention', context: retentionContext(asked, call.now) }, call, stores),
      ...(input.BypassGovernanceRetention === true
        ? [objectPermission({ ...access, action: 's3:BypassGovernanceRetention' }, call, stores)]
        : []),
    ])
  },
  run: (input, call, stores) => {
    const bucket = findBucket(input, call, stores)
    if (!bucket.ok) return bucket
    if (bucket.value.objectLock === undefined) return err(noObjectLock)
    const version = findVersion(bucket.value, input.Key, input.VersionId)
    if (version?.deleteMarker === true) return err(refuseDeleteMarker(version, call.method))
    const object = findObject(bucket.value, input, call, stores)
    if (!object.ok) return object
    const retention = parseRetention(input, call)
    if (!retention.ok) return retention
    if (isWeaker(object.value, retention.value, input.BypassGovernanceRetention === true, call)) return err(protectedByLock)
    changeVersion(bucket.value, object.value, { retention: retention.value })
    return ok(chargedOutput(bucket.value, call))
  },
}

/** Empty takes the retention off. The sentence was recorded from AWS, which prints the date as Java does in Seattle. */
function parseRetention({ Retention: sent }: Input, { now }: Call): Result<Retention | undefined, AwsError> {
  const { Mode: mode, RetainUntilDate: until } = sent ?? {}
  if (sent?.EventHold !== undefined || sent?.EventHoldDuration !== undefined) return err(noEventHold)
  if (mode === undefined && until === undefined) return ok(undefined)
  if (mode === undefined || until === undefined) return err(malformedXml)
  if (until > now) return ok({ mode, until })
  return err({
    code: 'InvalidArgument',
    message: 'The retain until date must be in the future!',
    status: 400,
    fields: { ArgumentName: 'RetainUntilDate', ArgumentValue: javaDate(until) },
  })
}

const noEventHold: AwsError = { code: 'NotImplemented', message: 'Event holds are not implemented by the Sallyport sandbox', status: 501 }

/** `Tue Dec 31 16:00:00 PST 2019` */
function javaDate(date: Date): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    weekday: 'short',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    year: 'numeric',
  })
  const part = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]))
  const time = [part.get('hour'), part.get('minute'), part.get('second')].join(':')
  return [part.get('weekday'), part.get('month'), part.get('day'), time, part.get('timeZoneName'), part.get('year')].join(' ')
}

/** Compliance is never loosened, governance by who may bypass it. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html#object-lock-retention-modes */
function isWeaker({ retention: now }: ObjectVersion, asked: Retention | undefined, bypasses: boolean, call: Call): boolean {
  if (now === undefined || now.until <= call.now) return false
  if (now.mode === 'GOVERNANCE') return !bypasses && (asked?.mode !== 'GOVERNANCE' || asked.until < now.until)
  return asked === undefined || asked.mode !== 'COMPLIANCE' || asked.until < now.until
}
