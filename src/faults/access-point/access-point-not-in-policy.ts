import type { Need } from '../../fixture/need.ts'
import { breakGrants } from '../break-grant.ts'
import type { Cause } from '../cause.ts'
import { replaceResources } from '../edit-statement.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings, isGap } from '../findings.ts'
import { grantAnew, leastResources } from '../grant.ts'
import { isAbsent } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnPoint, pointNameOf, whoNeeds } from '../subject.ts'

export const accessPointNotInPolicy: Fault<AbsenceFinding> = {
  id: 'access-point-not-in-policy',
  layer: 'access-point',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the policy of the role names the bucket alone, not the access point that requests go through',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['list-action-missing', 'get-object-action-missing', 'access-point-policy-missing'],
  specificity: 2,

  inject: (setUp) =>
    breakGrants(
      setUp,
      'identity',
      (need) => isOnPoint(need),
      (placed, { need }) =>
        placed.statement.resource?.element === 'Resource'
          ? replaceResources(placed, (text) => coversResource(text, need.resource), [])
          : undefined,
    ),

  recognise: (evidence) =>
    absenceFindings(evidence, (cause) => isPointOfIdentity(cause) && isAbsent(cause) && mayUseBucket(evidence, cause.need)),

  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may use the bucket ${name(bucketOf(first.need) ?? '')}, but not ${name(pointNameOf(connection.accessPoint ?? ''), 'the access point ')} that the connection goes through.`,

  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),

  advise: ({ claims }, evidence) =>
    `Allow the same on ${[...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))].join(' and ')}.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}

const isPointOfIdentity = ({ layer, need }: Cause): boolean => layer === 'identity' && isOnPoint(need)

/** Whether a policy of the identity is about the same on the bucket itself; a Deny beside it, or a slip in it, is a fault of its own. */
const mayUseBucket = ({ decided, causes }: Pick<Evidence, 'decided' | 'causes'>, { step, action, bucket }: Need): boolean => {
  const lacking = new Set(causes.flatMap((cause) => (isGap(cause) && cause.layer === 'identity' && isAbsent(cause) ? [cause.need] : [])))
  return decided.some(
    ({ need }) =>
      need.step === step && need.action === action && need.bucket === undefined && bucketOf(need) === bucket && !lacking.has(need),
  )
}
