import { findRole } from '../../fixture/decide.ts'
import { isUniqueId } from '../../policy/principal-shape.ts'
import { breakGrants, decideSetUp } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucketItself, whoNeeds } from '../subject.ts'
import { missedPrincipals } from '../trust.ts'

interface DeletedFinding extends Finding {
  readonly parts: readonly [StatementFinding<Miss>, ...StatementFinding<Miss>[]]
}

const goneIn = (miss: Miss): readonly string[] =>
  missedPrincipals(miss)
    .map(({ text }) => text)
    .filter(isUniqueId)

export const bucketPolicyPrincipalDeleted: Fault<DeletedFinding> = {
  id: 'bucket-policy-principal-deleted',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the role in the bucket policy was deleted, and one of the same name that was created since is not let in',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    'https://github.com/awslabs/aws-deployment-framework/issues/235',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal', 'bucket-policy-session-principal'],
  specificity: 2,

  /** The id is that of AWS's examples. */
  inject: (setUp) => {
    const { fixture, connection } = setUp
    const crosses = decideSetUp(setUp).some(({ need, decision }) => isOnBucketItself(need, connection) && decision.crossAccount)
    if (findRole(fixture, connection.roleArn ?? '') === undefined || !crosses) return undefined
    return breakGrants(
      setUp,
      'resource',
      (need) => isOnBucketItself(need, connection),
      (placed) => setElement(placed, 'Principal', { AWS: 'AROACKCEVSQ6C2EXAMPLE' }),
    )
  },

  recognise: (evidence) =>
    group(
      missFindings(evidence, (miss) => isBucketSide(miss) && goneIn(miss).length > 0),
      ({ placed }) => placed.document.file.file,
    ).map((parts) => ({ parts, claims: parts.flatMap(({ claims }) => claims), ...(parts[0].at === undefined ? {} : { at: parts[0].at }) })),

  say: ({ parts: [{ first }] }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} lets in a role that was deleted; the ${whoNeeds(first.need)} that there is now is another one.`,

  where: ({ parts: [{ placed }] }) => `${statementPath(placed)} > Principal`,

  advise: ({ parts: [{ first }] }, { fixture }) =>
    `Replace ${goneIn(first).join(' and ')} by ${principalArnOf(fixture, first.need.by)}, and save.`,

  /** Whoever else is let in stays. */
  fix: ({ parts }, evidence) =>
    parts.map(({ placed, first }) => {
      const gone = goneIn(first)
      const others = missedPrincipals(first).flatMap(({ type, text }) => (type === 'AWS' && !gone.includes(text) ? [text] : []))
      return setElement(placed, 'Principal', { AWS: [...others, principalArnOf(evidence.fixture, first.need.by)] })
    }),
}
