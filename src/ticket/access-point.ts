import { type Candidate, fromTicket, type Given } from './chosen.ts'
import { elementsOf } from './guess-policy.ts'
import type { Ticket } from './ticket.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
const arn = /^(arn:aws:s3:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:accesspoint\/[a-z0-9][a-z0-9-]{1,48}[a-z0-9])(?:\/object\/(.*))?$/

/** The access point that an ARN names, itself or in that of an object behind it. */
export const pointIn = (text: string | undefined): string | undefined => arn.exec(text ?? '')?.[1]

/** The key of an object behind an access point. */
export const keyBehindPoint = (text: string | undefined): string | undefined => arn.exec(text ?? '')?.[2]

/** The access point that the connection goes through: what was refused is behind it, or it stands in the place of the bucket. */
export function findAccessPoint(ticket: Ticket, given: Given): Candidate {
  const { errors, settings, policies } = ticket
  if (given.bucket !== undefined)
    return pointIn(given.bucket) === undefined ? undefined : { value: given.bucket, from: { source: 'option' } }
  for (const { resource, event, at } of errors) {
    const { Bucket } = event?.parameters ?? {}
    const shown = fromTicket(pointIn(resource) ?? pointIn(typeof Bucket === 'string' ? Bucket : undefined), at, 'the error is about it')
    if (shown !== undefined) return shown
  }
  const written = settings.find(({ setting, value }) => setting === 'bucket' && pointIn(value) !== undefined)
  if (written !== undefined) return { value: written.value, from: { source: 'setting', at: written.at } }
  const isOfBucket = errors.some(({ resource }) => resource?.startsWith('arn:aws:s3:::') === true)
  const own = policies.find(({ accessPoint }) => accessPoint !== undefined)
  return isOfBucket ? undefined : fromTicket(own?.accessPoint, own?.document.at ?? nowhere, 'the ticket has its policy')
}

const start = { line: 1, column: 1, offset: 0 }
const nowhere = { file: '', start, end: start }

/** The access point of a policy's resources. */
export const pointOfPolicy = (document: Parameters<typeof elementsOf>[0]): string | undefined =>
  elementsOf(document).resources.flatMap((resource) => pointIn(/^[^*?]*:accesspoint\/[\w-]+(?![\w*?-])/.exec(resource)?.[0]) ?? [])[0]
