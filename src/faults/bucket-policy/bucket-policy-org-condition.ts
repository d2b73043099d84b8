import type { ConditionTrace } from '../../engine/decision.ts'
import { breakBy, decideSetUp } from '../break-grant.ts'
import { addToBucketPolicy, denyingConditions, isBucketSide } from '../bucket-side.ts'
import type { Denial, Miss } from '../cause.ts'
import { exemptPrincipal, principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, isDenial, isMiss } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { isConditionMiss, isOnKey } from '../miss.ts'
import { type PlacedStatement, statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, isOnBucket } from '../subject.ts'

const keys = ['aws:principalorgid', 'aws:principalorgpaths']

interface OrganizationFinding extends Finding {
  readonly claims: readonly (Denial | Miss)[]
  readonly first: Denial | Miss
  readonly placed: PlacedStatement
  readonly trace: ConditionTrace
}

/** The condition on an organization that keeps the caller out: of a Deny, or of the Allow that was meant for it. */
function organizationOf(cause: Denial | Miss): ConditionTrace | undefined {
  if (cause.cause === 'denial') return denyingConditions(cause, ...keys)[0]
  return isConditionMiss(cause) && isOnKey(cause.element, ...keys) ? cause.element : undefined
}

export const bucketPolicyOrgCondition: Fault<OrganizationFinding> = {
  id: 'bucket-policy-org-condition',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket takes requests from the accounts of one organization only, and the role is in none of them',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['s3-403-bare', 'resource-explicit', 'resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['source-vpce-deny', 'bucket-policy-missing-principal', 'bucket-policy-explicit-deny'],
  specificity: 1,

  /** Only a role of another account may be outside the organization of the bucket. */
  inject: (setUp) => {
    const { bucket } = setUp.connection
    const crosses = decideSetUp(setUp).some(({ need, decision }) => isOnBucket(need, setUp.connection) && decision.crossAccount)
    if (!crosses) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'OwnOrganizationOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      }),
    ])
  },

  recognise: ({ causes }) =>
    group(
      causes.filter(
        (cause): cause is Denial | Miss => (isDenial(cause) || isMiss(cause)) && isBucketSide(cause) && organizationOf(cause) !== undefined,
      ),
      ({ placed }) => `${placed.document.file.file} ${placed.statement.index}`,
    ).flatMap((claims) => {
      const [first] = claims
      const trace = organizationOf(first)
      return trace === undefined ? [] : [{ claims, first, placed: first.placed, trace, at: trace.at }]
    }),

  say: ({ first, trace }, { fixture }) => {
    const account = principalArnOf(fixture, first.need.by).split(':')[4] ?? ''
    return sentence`The bucket ${name(bucketOf(first.need) ?? '')} is for accounts of the organization ${name(trace.expected[0] ?? '')} only, and account ${name(account)} is not one of them.`
  },

  where: ({ placed, trace }) => `${statementPath(placed)} > Condition ${trace.condition.key}`,

  advise: ({ claims }, { fixture }) =>
    `Except ${principalsOf(claims, fixture).join(' and ')} from this rule, or give the connection a role in an account of the organization.`,

  fix: ({ claims, placed }, evidence) => {
    const denials = claims.filter(isDenial)
    const [denial] = denials
    return denial === undefined
      ? grantAnew(evidence, claims.filter(isMiss))
      : exemptPrincipal({ claims: denials, first: denial, placed }, evidence)
  },
}
