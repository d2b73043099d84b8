import { appendStatement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings, group } from '../findings.ts'
import { leastCondition, leastResources } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, deedsOf, whoNeeds } from '../subject.ts'
import { breakByScp } from './break-by-guardrail.ts'

export const scpImplicit: Fault<AbsenceFinding> = {
  id: 'scp-implicit',
  layer: 'organization',
  tier: 2,
  confidence: 'documented',
  summary: 'the service control policies of the organization allow a list of services, and what the connection needs is not on it',
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  connectors: bothConnectors,
  classes: ['scp', 's3-403-bare'],
  verdict: 'unique',
  lookAlikes: ['scp-explicit-deny', 'permissions-boundary-no-s3'],
  specificity: 0,

  inject: (setUp) => {
    const statement = {
      Sid: 'ServicesInUse',
      Effect: 'Allow',
      Action: ['cloudwatch:*', 'ec2:*', 'iam:*', 'kms:*', 'logs:*', 'sts:*'],
      Resource: '*',
    }
    return breakByScp(setUp, { name: 'services-in-use', statement, alone: true })
  },

  recognise: (evidence) => absenceFindings(evidence, ({ layer }) => layer === 'serviceControl'),

  say: ({ claims, first }, { connection }) =>
    sentence`Company-wide AWS rules do not include what the ${whoNeeds(first.need)} needs to ${deedsOf(claims.map(({ need }) => need))} in ${name(bucketOf(first.need) ?? connection.bucket)}.`,

  where: ({ document }) =>
    document === undefined ? 'AWS Organizations > Policies > Service control policies' : consolePath(document.place),

  advise: ({ claims }) =>
    `Ask the administrators of the organization to allow ${[...new Set(claims.map(({ need }) => need.action))].join(', ')} as well.`,

  /**
   * For the connection alone: everybody else stays where the list leaves them.
   *
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
   */
  fix: ({ claims, first, document }, evidence) => {
    if (document === undefined) return []
    const principal = { ArnEquals: { 'aws:PrincipalArn': principalArnOf(evidence.fixture, first.need.by) } }
    return group(claims, ({ need }) => JSON.stringify(leastCondition(evidence, need))).map((same) =>
      appendStatement(document, {
        Effect: 'Allow',
        Action: [...new Set(same.map(({ need }) => need.action))],
        Resource: [...new Set(same.flatMap(({ need }) => leastResources(evidence, need)))],
        Condition: { ...principal, ...leastCondition(evidence, same[0].need) },
      }),
    )
  },
}
