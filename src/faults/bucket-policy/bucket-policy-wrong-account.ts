import { breakGrants, decideSetUp } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucketItself } from '../subject.ts'
import { accountOfPrincipal, missedPrincipals } from '../trust.ts'

/** One for each bucket policy, for the same account usually stands in all its statements. */
interface WrongAccountFinding extends Finding {
  readonly parts: readonly [StatementFinding<Miss>, ...StatementFinding<Miss>[]]
  readonly other: string
}

const foreignAccounts = (miss: Miss, own: string): readonly string[] =>
  missedPrincipals(miss).flatMap((pattern) => {
    const account = accountOfPrincipal(pattern)
    return account === undefined || account === own ? [] : [account]
  })

const accountOf = (arn: string): string => arn.split(':')[4] ?? ''

export const bucketPolicyWrongAccount: Fault<WrongAccountFinding> = {
  id: 'bucket-policy-wrong-account',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the bucket policy lets another account in than the one of the role',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/s3.tf',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal'],
  specificity: 2,

  inject: (setUp) => {
    const onBucket = decideSetUp(setUp).filter(({ need }) => isOnBucketItself(need, setUp.connection))
    const [first] = onBucket
    const owner = first?.question.request.resourceAccount
    if (owner === undefined || !first?.decision.crossAccount) return undefined
    return breakGrants(
      setUp,
      'resource',
      (need) => isOnBucketItself(need, setUp.connection),
      (placed) => setElement(placed, 'Principal', { AWS: `arn:aws:iam::${owner}:root` }),
    )
  },

  recognise: (evidence) => {
    const findings = missFindings(evidence, (miss) => {
      const foreign = foreignAccounts(miss, accountOf(principalArnOf(evidence.fixture, miss.need.by)))
      return isBucketSide(miss) && foreign.length > 0 && foreign.length === missedPrincipals(miss).length
    })
    return group(findings, ({ placed }) => placed.document.file.file).map((parts) => {
      const [{ first, at }] = parts
      const [other = ''] = foreignAccounts(first, accountOf(principalArnOf(evidence.fixture, first.need.by)))
      return { parts, other, claims: parts.flatMap(({ claims }) => claims), ...(at === undefined ? {} : { at }) }
    })
  },

  say: ({ parts: [{ first }], other }, { fixture }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} lets account ${name(other)} in, but the role is in account ${name(accountOf(principalArnOf(fixture, first.need.by)))}.`,

  where: ({ parts: [{ placed }] }) => `${statementPath(placed)} > Principal`,

  advise: ({ parts: [{ first }], other }, { fixture }) => `Replace ${other} by ${principalArnOf(fixture, first.need.by)}.`,

  fix: ({ parts }, { fixture }) =>
    parts.map(({ placed, first }) => setElement(placed, 'Principal', { AWS: principalArnOf(fixture, first.need.by) })),
}
