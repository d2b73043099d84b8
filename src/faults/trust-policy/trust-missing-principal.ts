import { userArn } from '../../fixture/decide.ts'
import type { Condition } from '../../policy/policy.ts'
import { isUniqueId } from '../../policy/principal-shape.ts'
import { breakBy } from '../break-grant.ts'
import type { Absence, Miss } from '../cause.ts'
import { setConditionValues, setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { isOnKey } from '../miss.ts'
import { addUserLike } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf, whoNeeds } from '../subject.ts'
import { isTrust, trustingStatement } from '../trust.ts'

const isMissingPrincipal = (cause: Absence | Miss): boolean =>
  isTrust(cause) &&
  (cause.cause === 'absence' ||
    cause.element.element === 'principal' ||
    cause.element.element === 'notPrincipal' ||
    callerCondition(cause) !== undefined)

/** An account is let in as a whole, and a condition then names some of its users and roles. */
function callerCondition(cause: Absence | Miss): Condition | undefined {
  if (cause.cause !== 'miss' || cause.element.element !== 'condition' || !isOnKey(cause.element, 'aws:principalarn')) return undefined
  const { condition } = cause.element
  return /^(?:Arn|String)(?:Like|Equals)$/.test(condition.operator.name) ? condition : undefined
}

/**
 * The id that stands where a user or role was deleted; AWS saves no policy with it again.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */

export const trustMissingPrincipal: Fault<AbsenceFinding> = {
  id: 'trust-missing-principal',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the trust policy of the role does not name the connector',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-wrong-account', 'trust-external-id-mismatch', 'role-does-not-exist', 'caller-lacks-assume-role'],
  specificity: 0,

  inject: (setUp) => {
    const { fixture, user } = addUserLike(setUp.fixture, setUp.connection.caller)
    const placed = trustingStatement({ ...setUp, fixture })
    if (user === undefined || placed === undefined) return undefined
    return breakBy({ ...setUp, fixture }, [setElement(placed, 'Principal', { AWS: userArn(fixture, user) })])
  },

  recognise: (evidence) => absenceFindings(evidence, isMissingPrincipal),

  say: ({ first }, { connection }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} does not trust the connector's ${whoNeeds(first.need)}, so ${name(connection.bucket)} cannot be reached.`,

  where: ({ first }) => `IAM > Roles > ${roleNameOf(first.need.resource)} > Trust relationships > Principal`,

  advise: ({ first }, { fixture }) => `Trust ${principalArnOf(fixture, first.need.by)}.`,

  /** A condition that names callers names one more, a statement that lacks nothing but the principal gets it; any other keeps what it says, and one more is added. */
  fix: ({ claims, first }, evidence) => {
    const arn = principalArnOf(evidence.fixture, first.need.by)
    const condition = callerCondition(first)
    if (first.cause === 'miss' && condition !== undefined)
      return [setConditionValues(first.placed, condition, [...condition.values.map(({ text }) => text), arn])]
    const principal = first.cause === 'miss' && claims.length === 1 ? first.placed.statement.principal : undefined
    if (first.cause !== 'miss' || principal?.element !== 'Principal') return grantAnew(evidence, [first])
    const named = principal.patterns.filter(({ type }) => type === 'AWS').map(({ text }) => text)
    if (principal.patterns.length > named.length) return grantAnew(evidence, [first])
    const alive = named.filter((text) => !isUniqueId(text))
    return [setElement(first.placed, 'Principal', { AWS: alive.length === 0 ? arn : [...alive, arn] })]
  },
}
