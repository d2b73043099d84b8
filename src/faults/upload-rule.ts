import { breakBy } from './break-grant.ts'
import { addToBucketPolicy, isBucketSide } from './bucket-side.ts'
import type { Denial } from './cause.ts'
import type { JsonValue } from './edit.ts'
import { exemptPrincipal } from './exempt.ts'
import type { Fault } from './fault.ts'
import { denialFindings, type StatementFinding } from './findings.ts'
import { statementPath } from './placed-document.ts'
import type { SetUp } from './set-up.ts'
import { bucketArn } from './subject.ts'

type Facts = Omit<
  Fault<StatementFinding<Denial>>,
  'layer' | 'connectors' | 'specificity' | 'classes' | 'inject' | 'recognise' | 'where' | 'fix'
>

interface UploadRule extends Facts {
  readonly sid: string
  /** The Condition block of the Deny; undefined where the connection meets the rule, or none can be made. */
  readonly condition: (setUp: SetUp) => JsonValue | undefined
  /** Whether the rule is about a key, given in lower case. */
  readonly concerns: (key: string) => boolean
}

/** A fault of the kind "the bucket takes only uploads that carry a header": which header, and what to say, differ. */
export const uploadRule = ({ sid, condition, concerns, ...facts }: UploadRule): Fault<StatementFinding<Denial>> => ({
  ...facts,
  layer: 'bucket-policy',
  connectors: ['s3-data-lake'],
  classes: ['resource-explicit/PutObject'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket, connector } = setUp.connection
    const rule = condition(setUp)
    if (connector !== 's3-data-lake' || !setUp.fixture.buckets.has(bucket) || rule === undefined) return undefined
    return breakBy(setUp, [
      addToBucketPolicy(setUp, bucket, {
        Sid: sid,
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${bucketArn(bucket)}/*`,
        Condition: rule,
      }),
    ])
  },

  recognise: (evidence) =>
    denialFindings(
      evidence,
      (denial) => isBucketSide(denial) && denial.need.action === 's3:PutObject' && ruledKeys(denial, concerns).length > 0,
    ),

  where: ({ placed, first }) => `${statementPath(placed)} > Condition ${ruledKeys(first, concerns)[0]}`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
})

/** The keys of a denying statement that a rule is about. */
export const ruledKeys = ({ trace }: Denial, concerns: (key: string) => boolean): readonly string[] =>
  trace.because.flatMap((element) =>
    element.node === 'condition' && concerns(element.condition.key.toLowerCase()) ? [element.condition.key] : [],
  )
