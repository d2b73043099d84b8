import type { ConditionOperator, ConditionOperatorName } from './policy.ts'

/** What an operator compares. */
export type ConditionValueKind = 'string' | 'number' | 'date' | 'boolean' | 'binary' | 'address' | 'arn' | 'presence'

export interface ConditionOperatorFacts {
  readonly compares: ConditionValueKind
  /** The operator of which this one is the negation: it is true when that one is false, and when the key is missing. */
  readonly negates?: ConditionOperatorName
  /** Whether `*` and `?` in a value are wildcards. */
  readonly wildcards: boolean
  /** Whether `${…}` in a value is a variable. */
  readonly variables: boolean
}

const exact = { wildcards: false, variables: false } as const
const text = { compares: 'string', wildcards: false, variables: true } as const
const like = { compares: 'string', wildcards: true, variables: true } as const
const arn = { compares: 'arn', wildcards: true, variables: true } as const

/**
 * Every operator. `…IfExists`, `ForAllValues:` and `ForAnyValue:` combine with them and are no rows of their own.
 *
 * Only string and ARN operators take variables; for `Bool` two pages of AWS contradict each other, and the one on variables is followed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
export const conditionOperators = {
  StringEquals: text,
  StringNotEquals: { ...text, negates: 'StringEquals' },
  StringEqualsIgnoreCase: text,
  StringNotEqualsIgnoreCase: { ...text, negates: 'StringEqualsIgnoreCase' },
  StringLike: like,
  StringNotLike: { ...like, negates: 'StringLike' },
  NumericEquals: { compares: 'number', ...exact },
  NumericNotEquals: { compares: 'number', ...exact, negates: 'NumericEquals' },
  NumericLessThan: { compares: 'number', ...exact },
  NumericLessThanEquals: { compares: 'number', ...exact },
  NumericGreaterThan: { compares: 'number', ...exact },
  NumericGreaterThanEquals: { compares: 'number', ...exact },
  DateEquals: { compares: 'date', ...exact },
  DateNotEquals: { compares: 'date', ...exact, negates: 'DateEquals' },
  DateLessThan: { compares: 'date', ...exact },
  DateLessThanEquals: { compares: 'date', ...exact },
  DateGreaterThan: { compares: 'date', ...exact },
  DateGreaterThanEquals: { compares: 'date', ...exact },
  Bool: { compares: 'boolean', ...exact },
  BinaryEquals: { compares: 'binary', ...exact },
  IpAddress: { compares: 'address', ...exact },
  NotIpAddress: { compares: 'address', ...exact, negates: 'IpAddress' },
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: { ...arn, negates: 'ArnEquals' },
  ArnNotLike: { ...arn, negates: 'ArnLike' },
  Null: { compares: 'presence', ...exact },
} as const satisfies Record<ConditionOperatorName, ConditionOperatorFacts>

/** What is known about an operator. */
export const operatorFacts = (name: ConditionOperatorName): ConditionOperatorFacts => conditionOperators[name]

const conditionOperatorNames = Object.keys(conditionOperators) as readonly ConditionOperatorName[]

const quantifiers = ['ForAllValues', 'ForAnyValue'] as const
const nameOf = new Map(conditionOperatorNames.map((name) => [name.toLowerCase(), name]))

/** `ForAllValues:StringLikeIfExists`, in any case; undefined for what is no operator. `Null` has no `IfExists`. */
export function parseConditionOperator(written: string): ConditionOperator | undefined {
  const [first = '', second, ...more] = written.toLowerCase().split(':')
  const quantifier = second === undefined ? undefined : quantifiers.find((candidate) => candidate.toLowerCase() === first)
  if (more.length > 0 || (second !== undefined && quantifier === undefined)) return undefined
  const word = second ?? first
  const ifExists = word.endsWith('ifexists')
  const name = nameOf.get(ifExists ? word.slice(0, -'ifexists'.length) : word)
  if (name === undefined || (ifExists && name === 'Null')) return undefined
  return { text: written, ...(quantifier === undefined ? {} : { quantifier }), name, ifExists }
}

/** Every way to write an operator, for suggestions. */
export function conditionOperatorSpellings(): readonly string[] {
  const words = conditionOperatorNames.flatMap((name) => (name === 'Null' ? [name] : [name, `${name}IfExists`]))
  return [...words, ...quantifiers.flatMap((quantifier) => words.map((word) => `${quantifier}:${word}`))]
}
