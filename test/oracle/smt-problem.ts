import { unknownActions } from '../../src/analysis/unknown-actions.ts'
import { compileAction, matchesAction } from '../../src/engine/match-action.ts'
import type { Condition, Policy, Statement } from '../../src/policy/policy.ts'
import { findConditionKey, findService, servicePrefixes } from '../../src/policy/reference.ts'

/**
 * Whether `after` allows a request that `before` does not, as a problem for a solver of SMT-LIB with strings: `sat` where it does. Only actions are sorted out
 * beforehand, as a number for each class about which the same statements speak. Undefined for what is outside: variables, numbers, dates, addresses, and keys
 * that depend on who calls.
 *
 * @see https://smt-lib.org/theories-UnicodeStrings.shtml
 */
export function smtProblem(before: Policy, after: Policy): string | undefined {
  const statements = [...before.statements, ...after.statements]
  if (!statements.every(isInside)) return undefined
  const keys = keysOf(statements)
  const classes = classesOf(statements)
  const lines = [
    '(set-logic ALL)',
    '(declare-const action Int)',
    `(assert (and (<= 0 action) (< action ${classes.length})))`,
    '(declare-const resource String)',
    `(assert (or (= resource "*") ${inLanguage('resource', [anyArn])}))`,
    ...[...keys.values()].flatMap(declare),
  ]
  const applies = (statement: Statement): string => {
    const about = classes.flatMap((signature, index) => (signature[statements.indexOf(statement)] === '1' ? [`(= action ${index})`] : []))
    return all([any(about), ofResource(statement), ...statement.conditions.map((condition) => ofCondition(condition, keys))])
  }
  const allows = ({ statements: own }: Policy): string =>
    all([any(own.filter(isAllow).map(applies)), ...own.filter((each) => !isAllow(each)).map((each) => no(applies(each)))])
  return [...lines, `(assert ${allows(after)})`, `(assert ${no(allows(before))})`, '(check-sat)', ''].join('\n')
}

const isAllow = ({ effect }: Statement): boolean => effect === 'Allow'

const text = new Set([
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
])
const others = new Set(['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals', 'Bool', 'Null'])

function isInside({ resource, conditions }: Statement): boolean {
  const values = [...(resource?.patterns ?? []), ...conditions.flatMap((condition) => condition.values)]
  return (
    values.every((value) => !value.text.includes('${')) &&
    conditions.every(
      ({ operator, key }) =>
        (text.has(operator.name) || others.has(operator.name)) &&
        !/^aws:(?:principal(?!tag)|username|userid|currenttime|epochtime|sourceip)/i.test(key),
    )
  )
}

interface Key {
  readonly name: string
  /** Names of its values; several where it holds a list. */
  readonly values: readonly string[]
  readonly isAlwaysSent: boolean
  readonly type: string | undefined
}

const alwaysSent = new Set(['aws:securetransport', 'aws:viaawsservice', 'aws:requestedregion'])

/** A list of so many values tells everything apart that one policy asks of it. */
const longestList = 4

function keysOf(statements: readonly Statement[]): ReadonlyMap<string, Key> {
  const quantified = new Set(
    statements.flatMap(({ conditions }) =>
      conditions.flatMap(({ operator, key }) => (operator.quantifier === undefined ? [] : [key.toLowerCase()])),
    ),
  )
  const names = [...new Set(statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase())))]
  return new Map(
    names.map((name, index) => {
      const reference = findConditionKey(name)
      const isList = reference?.multivalued ?? quantified.has(name)
      const values = Array.from({ length: isList ? longestList : 1 }, (_, at) => `k${index}v${at}`)
      return [name, { name, values, isAlwaysSent: alwaysSent.has(name), type: reference?.type }]
    }),
  )
}

function declare({ values, isAlwaysSent, type }: Key): readonly string[] {
  const domain = (value: string): readonly string[] => {
    if (type === 'Bool') return [`(assert (or (= ${value} "true") (= ${value} "false")))`]
    return type === 'ARN' ? [`(assert ${inLanguage(value, [anyArn])})`] : []
  }
  const [first = ''] = values
  return [
    ...values.flatMap((value) => [`(declare-const ${value} String)`, `(declare-const has-${value} Bool)`, ...domain(value)]),
    // The places of a list are filled from the first.
    ...values.slice(1).map((value, index) => `(assert (=> has-${value} has-${values[index] ?? ''}))`),
    ...(isAlwaysSent ? [`(assert has-${first})`] : []),
  ]
}

function ofCondition({ operator, key, values: expected }: Condition, keys: ReadonlyMap<string, Key>): string {
  const { values = [] } = keys.get(key.toLowerCase()) ?? {}
  const [first = '', second] = values
  const absent = no(`has-${first}`)
  if (operator.name === 'Null') return any(expected.map(({ text: value }) => (/^true$/i.test(value) ? absent : no(absent))))
  const negated = /Not/.test(operator.name)
  const name = operator.name.replace('Not', '')
  const languages = expected.map(({ text: value }) => languageOf(name, value))
  const isOne = (value: string): string => inLanguage(value, languages)
  const some = (outside: boolean): string => any(values.map((value) => all([`has-${value}`, outside ? no(isOne(value)) : isOne(value)])))
  if (operator.quantifier === 'ForAllValues') return no(some(!negated))
  if (operator.quantifier === 'ForAnyValue') return operator.ifExists ? any([absent, some(negated)]) : some(negated)
  const isGlobalList = second !== undefined && /^aws:/i.test(key)
  const single = isGlobalList ? 'false' : all([`has-${first}`, ...(second === undefined ? [] : [no(`has-${second}`)])])
  const holds = all([single, negated ? no(isOne(first)) : isOne(first)])
  return negated || operator.ifExists ? any([absent, holds]) : holds
}

function languageOf(name: string, value: string): string {
  switch (name) {
    case 'StringLike':
      return glob(value, '', false)
    case 'StringEqualsIgnoreCase':
      return joined(Array.from(value).map((letter) => anyCase(letter)))
    case 'Bool':
      return joined(Array.from(value.toLowerCase()).map((letter) => anyCase(letter)))
    case 'ArnLike':
    case 'ArnEquals':
      return value === '*' ? anyArn : arnLanguage(value.split(':').length < 6 ? 'nothing' : value)
    default:
      return quoted(value)
  }
}

function ofResource({ resource }: Statement): string {
  if (resource === undefined) return 'true'
  const languages = resource.patterns.map(({ text: value }) => (value === '*' ? '(re.* re.allchar)' : arnLanguage(value)))
  const meant = inLanguage('resource', languages)
  return resource.element === 'NotResource' ? no(meant) : meant
}

/** Wildcards stay in their part of the ARN, but in the last; what is missing at the end may be anything. */
function arnLanguage(value: string): string {
  const [arn, partition, service, region = '*', account = '*', ...rest] = value.split(':')
  if (arn !== 'arn' || partition === undefined || service === undefined) return 're.none'
  const last = rest.length === 0 ? '*' : rest.join(':')
  const named = [partition, service].map((part) => (/^\*+$/.test(part) ? `(re.+ ${notColon})` : glob(part, ':', false)))
  const parts = [...named, glob(region, ':', false), glob(account, ':', false)]
  return joined([quoted('arn:'), ...parts.flatMap((part) => [part, quoted(':')]), glob(last, '', false)])
}

const notColon = '(re.diff re.allchar (str.to_re ":"))'
const anyArn = joined([
  quoted('arn:'),
  `(re.+ ${notColon})`,
  quoted(':'),
  `(re.+ ${notColon})`,
  quoted(':'),
  `(re.* ${notColon})`,
  quoted(':'),
  `(re.* ${notColon})`,
  quoted(':'),
  '(re.* re.allchar)',
])

function glob(pattern: string, separator: string, ignoreCase: boolean): string {
  const one = separator === '' ? 're.allchar' : notColon
  const pieces = pattern.split(/([*?])/).filter((piece) => piece !== '')
  return joined(
    pieces.map((piece) =>
      piece === '*' ? `(re.* ${one})` : piece === '?' ? one : ignoreCase ? joined(Array.from(piece).map(anyCase)) : quoted(piece),
    ),
  )
}

function joined(pieces: readonly string[]): string {
  const [first, second] = pieces
  if (first === undefined) return '(str.to_re "")'
  return second === undefined ? first : `(re.++ ${pieces.join(' ')})`
}

function quoted(value: string): string {
  const escaped = Array.from(value).map((letter) =>
    letter === '"' ? '""' : /[ -[\]-~]/.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  )
  return `(str.to_re "${escaped.join('')}")`
}

function anyCase(letter: string): string {
  const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()]
  return lower === upper ? quoted(letter) : `(re.union ${quoted(lower)} ${quoted(upper)})`
}

function inLanguage(variable: string, languages: readonly string[]): string {
  const [first, second] = languages
  if (first === undefined) return 'false'
  return `(str.in_re ${variable} ${second === undefined ? first : `(re.union ${languages.join(' ')})`})`
}

const all = (parts: readonly string[]): string =>
  parts.length === 0 ? 'true' : parts.length === 1 ? (parts[0] ?? 'true') : `(and ${parts.join(' ')})`
const any = (parts: readonly string[]): string =>
  parts.length === 0 ? 'false' : parts.length === 1 ? (parts[0] ?? 'false') : `(or ${parts.join(' ')})`
const no = (part: string): string => `(not ${part})`

const actionsOfService = new Map(
  servicePrefixes.map((prefix) => [prefix, [...(findService(prefix)?.actions.values() ?? [])].map(({ action }) => action.toLowerCase())]),
)
const everyAction = [...actionsOfService.values()].flat()

/** By pattern: policies repeat each other. */
const known = new Map<string, ReadonlySet<string>>()

function actionsOf(pattern: string): ReadonlySet<string> {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const source = pattern.toLowerCase().replace(/[.+^$()|[\]{}\\]/g, '\\$&')
  const whole = new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`)
  const candidates = actionsOfService.get(source.split(':', 1)[0] ?? '') ?? everyAction
  const found = new Set(candidates.filter((action) => whole.test(action)))
  known.set(pattern, found)
  return found
}

/** For each class of actions the statements that are about it, as `0110`. */
function classesOf(statements: readonly Statement[]): readonly string[] {
  const elements = statements.map(({ action }) => action)
  const meant = elements.map(({ patterns }) => patterns.map(({ text: pattern }) => actionsOf(pattern)))
  const isNamed = (at: number, action: string): boolean => meant[at]?.some((each) => each.has(action)) === true
  const ofKnown = (action: string): string =>
    elements.map(({ element }, at) => (isNamed(at, action) !== (element === 'NotAction') ? '1' : '0')).join('')
  const compiled = elements.map(compileAction)
  const ofUnknown = (action: string): string => compiled.map((each) => (matchesAction(each, action.toLowerCase()) ? '1' : '0')).join('')
  const about = elements.some(({ element }) => element === 'NotAction') ? everyAction : new Set(meant.flat().flatMap((each) => [...each]))
  const signatures = [...about].filter((action) => action !== 'sts:getcalleridentity').map(ofKnown)
  return [...new Set([...signatures, ...unknownActions(elements).map(ofUnknown)])].filter((signature) => signature.includes('1'))
}
