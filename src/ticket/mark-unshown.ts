import type { ConnectionFacts } from './connection-facts.ts'
import type { ReplayedError, TicketCause } from './reproduction.ts'

/** Permissions that not every connection needs: what is missing of them is told beside the cause of the error. */
const notForAll: ReadonlySet<string> = new Set([
  'abort-multipart-missing',
  'delete-object-missing',
  'get-bucket-location-missing',
  'get-object-action-missing',
  'get-object-version-missing',
  'glue-action-missing',
  'kms-decrypt-missing',
  'kms-decrypt-missing-multipart',
  'kms-generate-datakey-missing',
  'list-action-missing',
  'list-multipart-missing',
  'put-object-missing',
])

/** Whoever uploads in parts may have to list and give up uploads. */
const ofLargeUpload = (step: string): boolean => step.includes('mpu')

/**
 * A product that only writes does not list, read or delete. Where the kind of connection is taken from the ticket's policies or error, and another
 * cause gives the error, a permission that only the kind asks for is no cause.
 */
export function markUnshown(
  causes: readonly TicketCause[],
  errors: readonly ReplayedError[],
  facts: ConnectionFacts,
): readonly TicketCause[] {
  const { source } = facts.connector.from
  if (facts.connector.value !== 's3-data-lake' || source === 'option' || source === 'setting') return causes
  const met = new Set(errors.flatMap(({ match }) => (match.match === 'none' ? [] : [match.step])))
  const isLarge = [...met].some(ofLargeUpload)
  const gives = ({ problem }: TicketCause): boolean => problem.steps.some((step) => met.has(step))
  const isOther = errors.some(({ error, match }) => match.match === 'none' && error.action?.startsWith('glue:') === true)
  if (!causes.some(gives) && !isOther) return causes
  return causes.map((cause) => {
    const isAsked = cause.problem.kind !== 'fault' || !notForAll.has(cause.problem.fault) || gives(cause)
    return isAsked || (isLarge && cause.problem.steps.some(ofLargeUpload)) ? cause : { ...cause, isUnshown: true }
  })
}
