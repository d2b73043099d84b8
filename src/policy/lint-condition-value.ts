import { type Cidr, encloses } from '../base/cidr.ts'
import { compileArnPattern } from './arn.ts'
import { parseAddressRange } from './condition-address.ts'
import { type ConditionValueKind, operatorFacts } from './condition-operator.ts'
import { type Finding, finding, type Lint } from './lint-finding.ts'
import type { Condition, Text } from './policy.ts'
import { findConditionKey } from './reference.ts'
import { parseTemplate } from './template.ts'

/**
 * Values that their operator can never meet, and operators that do not fit their key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const lintConditionValues: Lint = ({ policy, statement }) =>
  statement.conditions.flatMap((condition) => {
    const literal = policy.version === '2012-10-17' ? lintLiteralWildcards(condition) : []
    return [...lintForms(condition), ...literal, ...lintPrivateAddresses(condition), ...lintOperatorAgainstKey(condition)]
  })

const forms: Readonly<Record<ConditionValueKind, { readonly is: (text: string) => boolean; readonly name: string } | undefined>> = {
  string: undefined,
  number: { is: (text) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text), name: 'number' },
  date: { is: isDate, name: 'date: write `2026-01-31T00:00:00Z`, or seconds since 1970' },
  boolean: { is: (text) => /^(?:true|false)$/i.test(text), name: 'boolean: write `true` or `false`' },
  binary: { is: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), name: 'base64 text' },
  address: { is: (text) => parseAddressRange(text) !== undefined, name: 'IP address or CIDR block' },
  arn: { is: (text) => compileArnPattern(text.replace(/\$\{[^}]*\}/g, '*')).kind !== 'nothing', name: 'ARN of six parts' },
  presence: { is: (text) => /^(?:true|false)$/i.test(text), name: 'boolean: write `true` or `false`' },
}

/** ISO 8601 as W3C profiles it, or seconds since 1970. */
function isDate(text: string): boolean {
  if (/^\d{1,12}$/.test(text)) return true
  const isProfile = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/i.test(text)
  return isProfile && !Number.isNaN(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
}

/** Values that no request's value can equal. When all are so, a positive operator is never met. */
function lintForms({ operator, values }: Condition): readonly Finding[] {
  const { compares, negates } = operatorFacts(operator.name)
  const form = forms[compares]
  const wrong = values.filter(({ text }) => text !== text.trim() || form?.is(text) === false)
  const isCompared = compares !== 'boolean' && compares !== 'presence'
  const never =
    isCompared && wrong.length === values.length && negates === undefined && !operator.ifExists && operator.quantifier !== 'ForAllValues'
  return wrong.map(({ text, at }) =>
    text === text.trim()
      ? finding('value-never-matches', at, `\`${text}\` is no ${form?.name ?? 'value'}`, { never })
      : finding('white-space', at, `\`${text}\` has white space around it, which counts`, { help: `write \`${text.trim()}\`` }),
  )
}

/** A star where it is only a star. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String */
function lintLiteralWildcards({ operator, values }: Condition): readonly Finding[] {
  const { compares, wildcards } = operatorFacts(operator.name)
  if (compares !== 'string' || wildcards) return []
  const like = operator.text.replace(/Equals(?:IgnoreCase)?/i, 'Like')
  return values
    .filter(({ text }) => parseTemplate(text, '2012-10-17').some(({ kind }) => kind === '*'))
    .map(({ text, at }) =>
      finding('wildcard-is-literal', at, `the star in \`${text}\` is a plain star under \`${operator.text}\``, {
        help: `write \`${like}\``,
      }),
    )
}

const privateBlocks: readonly Cidr[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseAddressRange(text) ?? [])

const isPrivate = ({ text }: Text): boolean => {
  const range = parseAddressRange(text)
  return range !== undefined && privateBlocks.some((block) => encloses(block, range))
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip */
function lintPrivateAddresses({ key, operator, values }: Condition): readonly Finding[] {
  if (key.toLowerCase() !== 'aws:sourceip' || operatorFacts(operator.name).compares !== 'address') return []
  const wrong = values.filter(isPrivate)
  const never = wrong.length === values.length && operator.name === 'IpAddress' && !operator.ifExists
  const help = 'inside a VPC, requests through an endpoint send `aws:VpcSourceIp` and `aws:SourceVpc` instead'
  return wrong.map(({ text, at }) =>
    finding('private-source-ip', at, `\`${text}\` is private, and \`aws:SourceIp\` is a public address or absent`, { help, never }),
  )
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function lintOperatorAgainstKey({ key, keyAt, operator, operatorAt, values }: Condition): readonly Finding[] {
  const reference = findConditionKey(key)
  if (reference === undefined || operator.name === 'Null') return []
  const { quantifier, text } = operator
  if (quantifier !== undefined && !reference.multivalued) {
    const help = `write \`${text.slice(text.indexOf(':') + 1)}\``
    return [
      finding('set-operator-on-single-value', operatorAt, `\`${key}\` has one value, and \`${quantifier}\` is for keys with several`, {
        help,
      }),
    ]
  }
  if (quantifier === undefined && reference.multivalued) return [lintPlainOperator({ key, operator, operatorAt })]
  const isText = operatorFacts(operator.name).compares === 'string'
  if (reference.type !== 'IPAddress' || !isText || !values.some((value) => value.text.includes('/'))) return []
  const help = `write \`${operatorFacts(operator.name).negates === undefined ? 'IpAddress' : 'NotIpAddress'}\``
  return [finding('operator-does-not-fit-key', keyAt, `\`${text}\` compares \`${key}\` as text, so a CIDR block never matches`, { help })]
}

/** The lists of global keys match no plain operator at all, as was recorded of `aws:TagKeys` (github.com/radkawar/stackd, testdata/aws/iam/condition_sets.json). */
function lintPlainOperator({ key, operator, operatorAt }: Pick<Condition, 'key' | 'operator' | 'operatorAt'>): Finding {
  const { text, ifExists } = operator
  const help = `write \`ForAnyValue:${text}\` or \`ForAllValues:${text}\``
  if (!key.toLowerCase().startsWith('aws:'))
    return finding('plain-operator-on-set', operatorAt, `\`${key}\` may have several values, for which \`${text}\` is not defined`, {
      help,
    })
  const never = operatorFacts(operator.name).negates === undefined && !ifExists
  return finding('plain-operator-on-set', operatorAt, `\`${key}\` holds a list, which \`${text}\` never matches`, { help, never })
}
