import { createHash } from 'node:crypto'
import type { KeyLastUsageTrackingOperation } from '@aws-sdk/client-kms'
import type { Call } from '../operation.ts'
import type { Key } from './key.ts'

/** Services that use a key in the caller's name make a request of their own. */
export function noteUse(key: Key, operation: KeyLastUsageTrackingOperation, { service, requestId, now }: Call): void {
  key.lastUsed = { date: now, operation, requestId: service === 'kms' ? requestId : uuidOf('request', requestId) }
}

/** The id that CloudTrail would have given the request. */
export const eventOf = (requestId: string): string => uuidOf('event', requestId)

/** Looks like one that was drawn, without drawing it. */
function uuidOf(kind: string, text: string): string {
  const hex = createHash('sha256').update(`${kind} ${text}`).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5')
}

/** Those of a key that was never used are counted from its creation (inferred). @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-trailing-days-without-key-usage */
export const daysWithoutUse = ({ lastUsed, creationDate }: Key, now: Date): number =>
  Math.floor((now.getTime() - (lastUsed?.date ?? creationDate).getTime()) / 86_400_000)
