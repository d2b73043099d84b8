import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import { addToBucketPolicy, isBucketSide } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { addCondition, setElement } from '../edit-statement.ts'
import { principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, whoNeeds } from '../subject.ts'

export const notPrincipalDenyLockout: Fault<StatementFinding<Denial>> = {
  id: 'not-principal-deny-lockout',
  layer: 'bucket-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'a Deny with NotPrincipal leaves the role out but still hits its sessions',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
    'https://github.com/aws/aws-cli/issues/1333',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket } = setUp.connection
    if (!setUp.fixture.buckets.has(bucket)) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: 'NobodyElse',
        Effect: 'Deny',
        NotPrincipal: { AWS: principalArnOf(setUp.fixture, worker(setUp.connection)) },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: [bucketArn(bucket), `${bucketArn(bucket)}/*`],
      }),
    ])
  },

  recognise: (evidence) =>
    denialFindings(evidence, (denial) => isBucketSide(denial) && denial.placed.statement.principal?.element === 'NotPrincipal'),

  say: ({ first }) =>
    sentence`The policy of the bucket ${name(bucketOf(first.need) ?? '')} tries to except the ${whoNeeds(first.need)} from a ban, but the ban still hits it.`,

  where: ({ placed }) => `${statementPath(placed)} > NotPrincipal`,

  advise: ({ claims }, { fixture }) =>
    `Write Principal "*" with the condition ArnNotEquals aws:PrincipalArn ${principalsOf(claims, fixture).join(' and ')} in place of NotPrincipal.`,

  fix: ({ claims, placed }, { fixture }) => {
    const named = (placed.statement.principal?.patterns ?? []).filter(({ type, text }) => type === 'AWS' && text.startsWith('arn:'))
    const arns = [...new Set([...named.map(({ text }) => text), ...principalsOf(claims, fixture)])]
    return [setElement(placed, 'Principal', '*', 'NotPrincipal'), addCondition(placed, 'ArnNotEquals', 'aws:PrincipalArn', arns)]
  },
}
