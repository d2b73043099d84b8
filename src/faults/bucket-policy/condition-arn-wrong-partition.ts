import { breakGrants, decideSetUp } from '../break-grant.ts'
import { addCondition, setConditionValues } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { type ConditionFinding, conditionFindings, group } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { type ConditionMiss, isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucket, whoNeeds } from '../subject.ts'

/** One for each policy, for the same slip usually stands in all its statements. */
interface PartitionFinding extends Finding {
  readonly parts: readonly [ConditionFinding, ...ConditionFinding[]]
}

const partitionOf = (arn: string): string => arn.split(':')[1] ?? ''

/** What the condition compares with, where it is the ARN of whoever asks in all but the partition. */
const strangeArn = ({ element: { expected, actual = [] } }: ConditionMiss): string | undefined =>
  expected.find((text) => actual.some((own) => partitionOf(text) !== partitionOf(own) && inPartition(text, partitionOf(own)) === own))

const inPartition = (arn: string, partition: string): string => arn.replace(/^arn:[^:]*:/, `arn:${partition}:`)

export const conditionArnWrongPartition: Fault<PartitionFinding> = {
  id: 'condition-arn-wrong-partition',
  layer: 'bucket-policy',
  tier: 3,
  confidence: 'knowledge',
  summary: 'a condition names the role with the partition of another AWS, as GovCloud or China, so it never holds',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    'https://github.com/aws/chalice/issues/777',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal'],
  specificity: 2,

  inject: (setUp) => {
    const { connection } = setUp
    const own = decideSetUp(setUp).find(({ need }) => isOnBucket(need, connection))
    if (own === undefined || !own.decision.crossAccount) return undefined
    const arn = inPartition(principalArnOf(setUp.fixture, own.need.by), 'aws-us-gov')
    return breakGrants(
      setUp,
      'resource',
      (need) => isOnBucket(need, connection),
      (placed) => addCondition(placed, 'ArnEquals', 'aws:PrincipalArn', [arn]),
    )
  },

  recognise: (evidence) =>
    group(
      conditionFindings(evidence, (miss) => isOnKey(miss.element, 'aws:principalarn') && strangeArn(miss) !== undefined),
      ({ placed }) => placed.document.file.file,
    ).map((parts) => ({ parts, claims: parts.flatMap(({ claims }) => claims), ...(parts[0].at === undefined ? {} : { at: parts[0].at }) })),

  say: ({ parts: [{ first }] }, { connection }) =>
    sentence`The policy for ${name(bucketOf(first.need) ?? connection.bucket)} means the ${whoNeeds(first.need)}, but names it as one of ${name(partitionOf(strangeArn(first) ?? ''))}, which is another AWS.`,

  where: ({ parts: [{ placed }] }) => `${statementPath(placed)} > Condition aws:PrincipalArn`,

  advise: ({ parts: [{ first }] }, { fixture }) => `Write ${principalArnOf(fixture, first.need.by)} in place of ${strangeArn(first)}.`,

  fix: ({ parts }) =>
    parts.map(({ placed, first }) => {
      const strange = strangeArn(first)
      const [own = ''] = first.element.actual ?? []
      const { condition } = first.element
      return setConditionValues(
        placed,
        condition,
        condition.values.map(({ text }) => (text === strange ? own : text)),
      )
    }),
}
