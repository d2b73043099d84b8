import type { ConditionTrace } from '../../engine/decision.ts'
import { compilePattern, matchesPattern } from '../../policy/pattern.ts'
import { breakGrants } from '../break-grant.ts'
import type { Denial, Miss } from '../cause.ts'
import { addCondition, changeOperator } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, isDenial, isMiss } from '../findings.ts'
import { isConditionMiss, servedBy } from '../miss.ts'
import { type PlacedStatement, statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, whoNeeds } from '../subject.ts'

interface WildcardFinding extends Finding {
  readonly claims: readonly (Denial | Miss)[]
  readonly first: Denial | Miss
  readonly placed: PlacedStatement
  readonly trace: ConditionTrace
}

/** The condition that would decide otherwise if its star were a wildcard. */
function literalStar(cause: Denial | Miss): ConditionTrace | undefined {
  if (cause.cause === 'miss') return isConditionMiss(cause) && isLiteralStar(cause.element) ? cause.element : undefined
  return cause.trace.because.find((element): element is ConditionTrace => element.node === 'condition' && isLiteralStar(element))
}

function isLiteralStar({ condition, expected, actual = [] }: ConditionTrace): boolean {
  if (!/^String(Not)?Equals/.test(condition.operator.name)) return false
  return expected.some((value) => /[*?]/.test(value) && actual.some((text) => matchesPattern(compilePattern(value), text)))
}

export const stringEqualsWithWildcard: Fault<WildcardFinding> = {
  id: 'string-equals-with-wildcard',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'StringEquals is used with a * in the value, which it takes to the letter',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    'https://github.com/gitops-bridge-dev/gitops-bridge/pull/26',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/ListBucket'],
  verdict: 'extra-probe',
  lookAlikes: ['list-prefix-condition-mismatch', 'list-action-missing'],
  specificity: 2,

  inject: (setUp) => {
    const concerns = asksFor(setUp, 's3:ListBucket')
    const { baseDirectory } = setUp.connection
    if (baseDirectory === '') return undefined
    return breakGrants(setUp, 'identity', concerns, (placed, _, all) => {
      const like = placed.statement.conditions.find(
        ({ key, operator }) => key.toLowerCase() === 's3:prefix' && operator.name === 'StringLike',
      )
      if (!servedBy(all, placed).every(concerns)) return undefined
      if (like === undefined) return addCondition(placed, 'StringEquals', 's3:prefix', [`${baseDirectory}/*`])
      return changeOperator(placed, like, 'StringEquals')
    })
  },

  recognise: ({ causes }) =>
    group(
      causes.filter((cause): cause is Denial | Miss => (isMiss(cause) || isDenial(cause)) && literalStar(cause) !== undefined),
      (cause) => `${cause.placed.document.file.file} ${literalStar(cause)?.at.pointer}`,
    ).flatMap((claims) => {
      const [first] = claims
      const trace = literalStar(first)
      return trace === undefined ? [] : [{ claims, first, placed: first.placed, trace, at: trace.condition.operatorAt }]
    }),

  say: ({ first, trace }, { connection }) => {
    const star = trace.expected.find((value) => /[*?]/.test(value)) ?? ''
    return sentence`A condition for the ${whoNeeds(first.need)} on ${name(connection.bucket)} takes ${name(star)} to the letter, so it never matches.`
  },

  where: ({ placed, trace }) => `${statementPath(placed)} > Condition ${trace.condition.operator.text}`,

  advise: ({ trace }) => `Change ${trace.condition.operator.text} to ${likeOperator(trace)}, which knows wildcards.`,

  fix: ({ placed, trace }) => [changeOperator(placed, trace.condition, likeOperator(trace))],
}

const likeOperator = ({ condition }: ConditionTrace): string => {
  const { quantifier, name: operator, ifExists } = condition.operator
  const like = operator.startsWith('StringNot') ? 'StringNotLike' : 'StringLike'
  return `${quantifier === undefined ? '' : `${quantifier}:`}${like}${ifExists ? 'IfExists' : ''}`
}
