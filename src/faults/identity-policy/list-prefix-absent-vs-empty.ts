import { breakGrants, decideSetUp } from '../break-grant.ts'
import { addCondition, changeOperator, setConditionValues } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { type ConditionMiss, isOnKey, servedBy } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const listPrefixAbsentVsEmpty: Fault<ConditionFinding> = {
  id: 'list-prefix-absent-vs-empty',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'listing the whole bucket is allowed to requests with an empty prefix, and the connection sends none',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html',
    'https://github.com/bji/libs3/pull/111',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['list-prefix-condition-mismatch'],
  specificity: 2,

  inject: (setUp) => {
    const { baseDirectory } = setUp.connection
    const whole = { ...setUp, connection: { ...setUp.connection, baseDirectory: '' } }
    const concerns = asksFor(whole, 's3:ListBucket')
    // A policy for one folder alone lacks more than that.
    if (baseDirectory === '' || !decideSetUp(whole).every((one) => isMet(one) || concerns(one.need))) return undefined
    const values = ['', `${baseDirectory}/`]
    return breakGrants(whole, 'identity', concerns, (placed, _, all) => {
      const known = placed.statement.conditions.find(({ key }) => key.toLowerCase() === 's3:prefix')
      if (!servedBy(all, placed).every(concerns)) return undefined
      return known === undefined ? addCondition(placed, 'StringEquals', 's3:prefix', values) : setConditionValues(placed, known, values)
    })
  },

  recognise: (evidence) =>
    conditionFindings(evidence, ({ layer, need, element }) => {
      const leavesOut = need.action === 's3:ListBucket' && need.context['s3:prefix'] === undefined
      return layer === 'identity' && leavesOut && isOnKey(element, 's3:prefix') && takesEmpty(element)
    }),

  say: ({ first }) =>
    sentence`The ${whoNeeds(first.need)} may list all of ${name(bucketOf(first.need) ?? '')} only if it names an empty folder, and the connection names none.`,

  where: ({ placed }) => `${statementPath(placed)} > Condition s3:prefix`,

  advise: ({ first }) =>
    `Change ${first.element.condition.operator.text} to ${first.element.condition.operator.name}IfExists, or set the base directory of the connection.`,

  fix: ({ first, placed }) => [changeOperator(placed, first.element.condition, `${first.element.condition.operator.name}IfExists`)],
}

/** Whether a condition that lists what is allowed would take an empty prefix. */
const takesEmpty = ({ condition: { operator, values } }: ConditionMiss['element']): boolean =>
  operator.quantifier === undefined &&
  ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike'].includes(operator.name) &&
  values.some(({ text }) => text === '' || (operator.name === 'StringLike' && /^\*+$/.test(text)))
