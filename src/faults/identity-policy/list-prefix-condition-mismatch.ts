import { listPrefix } from '../../connectors/s3-needs.ts'
import { breakGrants } from '../break-grant.ts'
import { addCondition, setConditionValues } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { isOnKey, servedBy } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const listPrefixConditionMismatch: Fault<ConditionFinding> = {
  id: 'list-prefix-condition-mismatch',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'listing is allowed for other prefixes than the one the connection asks for',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
    'https://github.com/lakekeeper/lakekeeper/issues/1795',
    'https://github.com/girder/girder/pull/3440',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['list-action-missing', 'list-on-object-arn', 'string-equals-with-wildcard'],
  specificity: 1,

  inject: (setUp) => {
    const { baseDirectory } = setUp.connection
    const concerns = asksFor(setUp, 's3:ListBucket')
    const other = baseDirectory === '' ? 'exports/*' : baseDirectory
    return breakGrants(setUp, 'identity', concerns, (placed, _, all) => {
      const known = placed.statement.conditions.find(({ key }) => key.toLowerCase() === 's3:prefix')
      if (!servedBy(all, placed).every(concerns)) return undefined
      return known === undefined ? addCondition(placed, 'StringLike', 's3:prefix', [other]) : setConditionValues(placed, known, [other])
    })
  },

  recognise: (evidence) =>
    conditionFindings(
      evidence,
      ({ layer, need, element }) => layer === 'identity' && need.action === 's3:ListBucket' && isOnKey(element, 's3:prefix'),
    ),

  say: ({ first }) => {
    const bucket = name(bucketOf(first.need) ?? '')
    const sent = first.need.context['s3:prefix']
    return sent === undefined
      ? sentence`The ${whoNeeds(first.need)} may list some folders of ${bucket}, but the connection lists the whole bucket.`
      : sentence`The ${whoNeeds(first.need)} may list other folders of ${bucket}, but not ${name(sent)} as the connection asks for it.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Condition s3:prefix`,

  advise: (_, { connection }) =>
    connection.baseDirectory === ''
      ? 'Take the condition on s3:prefix away, or set the base directory of the connection.'
      : `Allow both "${connection.baseDirectory}" and "${connection.baseDirectory}/*" as s3:prefix.`,

  /** Only an operator that lists what is allowed can be given more values; beside any other stands a statement of its own. */
  fix: ({ claims, first, placed }, evidence) => {
    const { condition } = first.element
    const values = condition.values.map(({ text }) => text)
    const { baseDirectory } = evidence.connection
    const { name: operator, quantifier } = condition.operator
    if (quantifier !== undefined || baseDirectory === '' || first.need.context['s3:prefix'] === undefined)
      return grantAnew(evidence, claims)
    if (operator === 'StringLike') {
      return [setConditionValues(placed, condition, [...new Set([...values, baseDirectory, `${baseDirectory}/*`])])]
    }
    if (operator !== 'StringEquals') return grantAnew(evidence, claims)
    return [setConditionValues(placed, condition, [...new Set([...values, listPrefix(evidence.connection) ?? ''])])]
  },
}
