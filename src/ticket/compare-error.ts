import type { Observation } from '../connectors/observation.ts'
import { parseDenialText } from '../diagnose/denial-text.ts'
import { sessionIn } from './connection-facts.ts'
import { plainOperation, withoutRequest } from './symptom-text.ts'
import type { TicketError } from './ticket.ts'

/** Whether the replay met the customer's error. */
export type ErrorMatch =
  /** To the letter, as far as the ticket has AWS's words. */
  | { readonly match: 'same'; readonly step: string }
  /** The same refusal in other words: what differs. */
  | { readonly match: 'alike'; readonly step: string; readonly differences: readonly string[] }
  /** The probe was stopped before this step, at which the policies give the same refusal. */
  | { readonly match: 'behind'; readonly step: string }
  /** What is wrong is known to give these words, though not to a probe. */
  | { readonly match: 'known'; readonly step: string }
  /** The policy that would allow it was not saved. */
  | { readonly match: 'follows'; readonly step: 'save' }
  /** Something else went wrong, or nothing. */
  | { readonly match: 'none' }

/** Looks for the customer's error among what the probe saw; the nearest answer counts. */
export function matchError(error: TicketError, observations: readonly Observation[]): ErrorMatch {
  const matches = observations
    .filter(({ outcome }) => outcome === 'failed')
    .flatMap((observation) => {
      const differences = differencesOf(error, observation)
      return differences === undefined ? [] : [{ step: observation.step, differences }]
    })
    .toSorted((a, b) => a.differences.length - b.differences.length)
  const [nearest] = matches
  if (nearest === undefined) return { match: 'none' }
  return nearest.differences.length === 0 ? { match: 'same', step: nearest.step } : { match: 'alike', ...nearest }
}

/** In what the two answers differ; undefined where they are not about the same refusal. */
function differencesOf(error: TicketError, { operation, code, message }: Observation): readonly string[] | undefined {
  if (error.code !== code && isAboutRegion(error.code) && isAboutRegion(code)) return differencesOfWords(error.message, message)
  if (!isSameCode(error.code, code)) return undefined
  if (error.message !== undefined && message !== undefined && withoutRequest(error.message) === withoutRequest(message)) {
    if (isSameOperation(error, operation)) return []
    // "Access Denied" alone is what every operation is answered.
    return isBare(error) && parseDenialText(message).action === undefined ? undefined : ['another operation']
  }
  if (error.code !== 'AccessDenied' && !isBare(error))
    return isSameOperation(error, operation) ? differencesOfWords(error.message, message) : undefined
  return differencesOfDenial(error, operation, message)
}

/**
 * What S3 says where the bucket is elsewhere differs from region to region and from call to call.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
const isAboutRegion = (code: string | undefined): boolean =>
  /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(code ?? '')

const differencesOfWords = (one: string | undefined, other: string | undefined): readonly string[] =>
  one === undefined ? ['the ticket has only the code'] : [`AWS's words: the replay has \`${other ?? ''}\``]

/** HEAD answers have no body, so that clients show the status; Glue and KMS have a code of their own. */
const bareCodes: readonly string[] = ['403', 'Forbidden', 'AccessDenied', 'AccessDeniedException']

const isBare = ({ code = '' }: TicketError): boolean => bareCodes.includes(code)

const isSameCode = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || one === other || (bareCodes.includes(one) && bareCodes.includes(other ?? ''))

const isSameOperation = ({ operation }: TicketError, other: string | undefined): boolean =>
  operation === undefined || other === undefined || plainOperation(operation) === plainOperation(other)

function differencesOfDenial(error: TicketError, operation: string | undefined, message = ''): readonly string[] | undefined {
  const [customer, replay] = [parseDenialText(error.message ?? ''), parseDenialText(message)]
  const action = customer.action ?? error.action
  if (action !== undefined && replay.action !== undefined && action !== replay.action) return undefined
  if (action === undefined && !isSameOperation(error, operation)) return undefined
  if (customer.layer !== undefined && replay.layer !== undefined && customer.layer !== replay.layer) return undefined
  const effect = customer.effect ?? error.decoded?.effect
  if (effect !== undefined && replay.effect !== undefined && effect !== replay.effect) return undefined
  const resource = error.resource ?? customer.resource
  if (resource !== undefined && replay.resource !== undefined && placeOf(resource) !== placeOf(replay.resource)) return undefined
  return [
    ...(resource !== undefined && replay.resource !== undefined && resource !== replay.resource
      ? [/:glue:/.test(resource) ? 'another table' : 'another file']
      : []),
    ...differencesOfPrincipal(error.principal, replay.principal),
    ...(customer.layer === undefined && replay.layer !== undefined ? ['the ticket has no reason, the replay gives one'] : []),
    ...(customer.layer !== undefined && replay.layer === undefined ? ['the ticket has a reason, the replay gives none'] : []),
    ...(customer.policyArn === replay.policyArn ? [] : ['only one of them names the policy']),
    ...(error.message === undefined ? ['the ticket has only the code'] : []),
  ]
}

/** The bucket of an object, the database of a table; another resource as it is. */
const placeOf = (arn: string): string =>
  /^(arn:[^:]+:(?:s3:::[^/]+|s3:[^:]*:[^:]*:accesspoint\/[^/]+|glue:[^:]*:[^:]*:table\/[^/]+))\//.exec(arn)?.[1] ?? arn

function differencesOfPrincipal(customer: string | undefined, replay: string | undefined): readonly string[] {
  if (customer === undefined || replay === undefined || customer === replay) return []
  const [one, other] = [sessionIn(customer), sessionIn(replay)]
  return one !== undefined && other !== undefined && one.role === other.role && one.account === other.account
    ? ['the name of the session']
    : ['who was refused']
}
