import { parseArn } from '../policy/arn.ts'
import type { Effect, PrincipalElement, PrincipalPattern } from '../policy/policy.ts'
import { type CallerKind, isPrincipalOfIam, principalArnDimension } from './caller-kind.ts'
import { type AtomTable, and, type Formula, literal, no, not, or, yes } from './formula.ts'
import { anyRun, digit, literalTokens, segmentOne, segmentRun, type Tokens } from './token.ts'
import { textSet } from './value-set.ts'

/** The name of an AWS service that calls; `aws:PrincipalServiceName` says the same. */
export const serviceDimension = '@service'
/** The identity provider of a federated caller. */
export const providerDimension = '@provider'
/** The ARN of a role session. */
export const sessionDimension = '@session'
/** The unique id of a user or role, `AIDA…` or `AROA…`. */
export const principalIdDimension = '@principal-id'
export const canonicalUserDimension = '@canonical-user'

/** How a pattern names a caller, as the engine has it, and when it does. */
interface Named {
  readonly names: 'everyone' | 'account' | 'principal' | 'session' | 'service' | 'federated'
  readonly when: Formula
}

/**
 * When a caller of the kind is meant by `Principal` or `NotPrincipal`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function compilePrincipal(element: PrincipalElement, kind: CallerKind, effect: Effect, table: AtomTable): Formula {
  const named = element.patterns.map((pattern) => nameBy(pattern, kind, table))
  const anyOf = (names: readonly Named['names'][]): Formula =>
    or(named.filter((each) => names.includes(each.names)).map(({ when }) => when))
  const whoever = or(named.map(({ when }) => when))
  if (element.element === 'Principal') return whoever
  if (effect === 'Allow') return not(whoever)
  return not(or([anyOf(['everyone']), and(requiredNames(kind).map((names) => anyOf([names])))]))
}

/** All of these have to be listed in a `NotPrincipal` to leave a caller out of a Deny. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
function requiredNames(kind: CallerKind): readonly Named['names'][] {
  switch (kind) {
    case 'attached':
    case 'user':
      return ['principal', 'account']
    case 'role':
      return ['session', 'principal', 'account']
    case 'root':
      return ['account']
    case 'service':
      return ['service']
    case 'federated':
      return ['federated']
    case 'anonymous':
      return ['everyone']
  }
}

function nameBy(pattern: PrincipalPattern, kind: CallerKind, table: AtomTable): Named {
  const { type, text } = pattern
  if (type === '*' || (type === 'AWS' && text === '*')) return { names: 'everyone', when: yes }
  const isOneOf = (dimension: string, patterns: readonly Tokens[]): Formula =>
    literal(table.atom(dimension, text, text, { kind: 'any', set: textSet(patterns) }))
  switch (type) {
    case 'Service':
      return { names: 'service', when: kind === 'service' ? isOneOf(serviceDimension, [literalTokens(text)]) : no }
    case 'Federated':
      return { names: 'federated', when: kind === 'federated' ? isOneOf(providerDimension, providersNamed(text)) : no }
    case 'CanonicalUser':
      return { names: 'account', when: isPrincipalOfIam(kind) ? isOneOf(canonicalUserDimension, [literalTokens(text)]) : no }
    case 'AWS':
      return isPrincipalOfIam(kind) ? nameByArn(text, kind, table, isOneOf) : { names: 'principal', when: no }
  }
}

function nameByArn(
  text: string,
  kind: CallerKind,
  table: AtomTable,
  isOneOf: (dimension: string, patterns: readonly Tokens[]) => Formula,
): Named {
  const arn = parseArn(text)
  if (/^\d{12}$/.test(text))
    return { names: 'account', when: isOneOf(principalArnDimension, [ofAccount([...literalTokens('aws'), segmentRun], text)]) }
  if (/^A[A-Z0-9]{15,}$/.test(text)) return { names: 'principal', when: isOneOf(principalIdDimension, [literalTokens(text)]) }
  if (arn?.service === 'iam' && arn.region === '' && /^\d{12}$/.test(arn.account)) {
    if (arn.resource === 'root')
      return { names: 'account', when: isOneOf(principalArnDimension, [ofAccount(literalTokens(arn.partition), arn.account)]) }
    if (/^(?:user|role)\/./.test(arn.resource)) return { names: 'principal', when: isOneOf(principalArnDimension, [literalTokens(text)]) }
  }
  const [, role] = /^assumed-role\/([^/]+)\/[^/]+$/.exec(arn?.service === 'sts' ? arn.resource : '') ?? []
  if (arn !== undefined && role !== undefined) {
    if (kind !== 'role') return { names: 'session', when: no }
    const start = literalTokens(`arn:${arn.partition}:iam::${arn.account}:role/`)
    const roles = [
      [...start, ...literalTokens(role)],
      [...start, anyRun, ...literalTokens(`/${role}`)],
    ]
    return { names: 'session', when: and([isOneOf(sessionDimension, [literalTokens(text)]), isOneOf(principalArnDimension, roles)]) }
  }
  return { names: 'principal', when: literal(table.atom(`@named ${text}`, text, text, { kind: 'opaque' })) }
}

const ofAccount = (partition: Tokens, account: string): Tokens => [
  ...literalTokens('arn:'),
  ...partition,
  ...literalTokens(`:iam::${account}:`),
  anyRun,
]

/** An OIDC provider may be named by its ARN or by its host. */
function providersNamed(text: string): readonly Tokens[] {
  const host = text.replace(/^arn:[^:]*:iam::\d{12}:oidc-provider\//, '')
  if (host !== text) return [literalTokens(text), literalTokens(host)]
  const account = Array.from({ length: 12 }, () => digit)
  const arn = [
    ...literalTokens('arn:'),
    segmentOne,
    segmentRun,
    ...literalTokens(':iam::'),
    ...account,
    ...literalTokens(`:oidc-provider/${text}`),
  ]
  return [literalTokens(text), arn]
}
