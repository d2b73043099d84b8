import type { Effect, PrincipalElement, PrincipalPattern } from '../policy/policy.ts'
import type { ElementTrace, LayerName } from './decision.ts'
import { gatewayEndpointKnowsOnlyRoot, notPrincipalDeniesBoundedPrincipals } from './exceptions.ts'
import { type Naming, reachesFarther } from './naming.ts'
import type { RequestFacts } from './request-facts.ts'

export interface PrincipalMatch {
  /** Absent for `NotPrincipal`: the caller is meant because nothing names it. */
  readonly pattern?: PrincipalPattern
  readonly names: Naming
}

/** `Principal` or `NotPrincipal`, ready to match. */
export interface CompiledPrincipal {
  readonly element: PrincipalElement
  readonly texts: readonly string[]
  /** Where the first pattern is everyone: no other reaches farther. */
  readonly everyone: { readonly match: PrincipalMatch; readonly trace: ElementTrace } | undefined
}

export function compilePrincipal(element: PrincipalElement): CompiledPrincipal {
  const [pattern] = element.patterns
  const texts = element.patterns.map(({ text }) => text)
  if (element.element === 'NotPrincipal' || pattern === undefined || !isEveryone(pattern)) return { element, texts, everyone: undefined }
  const match: PrincipalMatch = { pattern, names: 'everyone' }
  return { element, texts, everyone: { match, trace: traceMatch(element, match) } }
}

const isEveryone = ({ type, text }: PrincipalPattern): boolean => type === '*' || (type === 'AWS' && text === '*')

/**
 * Who is meant by the element, and by which of its patterns; undefined when the caller is not. Of several patterns the one that reaches
 * farthest. Gateway endpoints and `NotPrincipal` read principals in their own way, so the place of the statement counts.
 */
export function matchPrincipal(
  { element, everyone }: CompiledPrincipal,
  facts: RequestFacts,
  layer: LayerName,
  effect: Effect,
): PrincipalMatch | undefined {
  if (everyone !== undefined) return everyone.match
  if (element.element === 'NotPrincipal') return isListed(element, facts, layer, effect) ? undefined : unlisted
  let best: PrincipalMatch | undefined
  for (const pattern of element.patterns) {
    const names = nameOf(pattern, facts, layer)
    if (names !== undefined && (best === undefined || reachesFarther(names, best.names, facts))) best = { pattern, names }
  }
  return best
}

const unlisted: PrincipalMatch = { names: 'everyone' }

export function tracePrincipal(compiled: CompiledPrincipal, facts: RequestFacts, layer: LayerName, effect: Effect): ElementTrace {
  if (compiled.everyone !== undefined) return compiled.everyone.trace
  const { element } = compiled
  const negated = element.element === 'NotPrincipal'
  const name = negated ? 'notPrincipal' : 'principal'
  const { at } = element
  const match = matchPrincipal(compiled, facts, layer, effect)
  if (match !== undefined) return traceMatch(element, match)
  const actual = describePrincipal(facts)
  const listed = negated ? element.patterns.find((pattern) => nameOf(pattern, facts, layer) !== undefined) : undefined
  if (listed !== undefined)
    return { node: 'element', element: name, at, matches: false, why: { code: 'excludedByPattern', pattern: listed.text, actual } }
  return { node: 'element', element: name, at, matches: false, why: { code: 'noPatternMatches', patterns: compiled.texts, actual } }
}

function traceMatch({ element, at }: PrincipalElement, { pattern, names }: PrincipalMatch): ElementTrace {
  const name = element === 'NotPrincipal' ? 'notPrincipal' : 'principal'
  if (pattern === undefined) return { node: 'element', element: name, at, matches: true }
  return { node: 'element', element: name, at, matches: true, pattern: { text: pattern.text, at: pattern.at, names } }
}

/** The caller as AWS writes it. */
export function describePrincipal({ principal }: Pick<RequestFacts, 'principal'>): string {
  switch (principal.type) {
    case 'service':
      return principal.service
    case 'federated':
      return principal.provider
    case 'anonymous':
      return 'anonymous'
    default:
      return principal.arn
  }
}

/**
 * Names that a `NotPrincipal` has to list, all of them, to leave a caller out of a Deny: the session, its role *and* the account. An Allow
 * leaves out whom any entry names (inferred).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isListed(element: PrincipalElement, facts: RequestFacts, layer: LayerName, effect: Effect): boolean {
  const named = element.patterns.map((pattern) => nameOf(pattern, facts, layer)).filter((name) => name !== undefined)
  if (effect === 'Allow' || named.includes('everyone')) return named.length > 0
  if (notPrincipalDeniesBoundedPrincipals(facts)) return false
  return requiredNames(facts).every((alternatives) => named.some((name) => alternatives.includes(name)))
}

function requiredNames({ principal }: RequestFacts): readonly (readonly Naming[])[] {
  const account: readonly Naming[] = ['account', 'canonicalUser']
  switch (principal.type) {
    case 'root':
      return [account]
    case 'user':
      return [['user', 'uniqueId'], account]
    case 'assumedRole':
      return [['session'], ['role', 'uniqueId'], account]
    case 'federatedUser':
      return [['federatedUser'], account]
    case 'service':
      return [['service']]
    case 'federated':
      return [['federated']]
    case 'anonymous':
      return [['everyone']]
  }
}

function nameOf(pattern: PrincipalPattern, facts: RequestFacts, layer: LayerName): Naming | undefined {
  switch (pattern.type) {
    case '*':
      return 'everyone'
    case 'Service':
      return facts.principal.type === 'service' && facts.principal.service === pattern.text ? 'service' : undefined
    case 'Federated':
      return namesProvider(pattern.text, facts) ? 'federated' : undefined
    case 'CanonicalUser':
      return facts.request.canonicalUser === pattern.text ? 'canonicalUser' : undefined
    case 'AWS':
      return isEveryone(pattern) ? 'everyone' : nameOfAws(pattern.text, facts, layer)
  }
}

/**
 * Partial wildcards name nobody, and the names in ARNs are case sensitive: apart from `*`, only equal texts match.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function nameOfAws(text: string, facts: RequestFacts, layer: LayerName): Naming | undefined {
  const { principal } = facts
  if (gatewayEndpointKnowsOnlyRoot(layer, facts)) return principal.type === 'root' && namesAccount(text, facts) ? 'account' : undefined
  switch (principal.type) {
    case 'user':
      if (text === principal.arn) return 'user'
      if (text === principal.id) return 'uniqueId'
      break
    case 'assumedRole':
      if (text === principal.arn) return 'session'
      if (text === principal.roleArn) return 'role'
      if (text === principal.roleId) return 'uniqueId'
      break
    case 'federatedUser':
      if (text === principal.arn) return 'federatedUser'
      if (text === principal.userArn && !namesAccount(text, facts)) return 'user'
      break
    default:
  }
  return namesAccount(text, facts) ? 'account' : undefined
}

/** `111122223333` and `arn:aws:iam::111122223333:root` are the same. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts */
function namesAccount(text: string, facts: RequestFacts): boolean {
  const { account } = facts
  if (account === undefined) return false
  return text === account || (text.endsWith(':root') && text === `arn:${facts.partition}:iam::${account}:root`)
}

/**
 * Identity providers are principals of the federated assume calls only. An OIDC provider may be named by its ARN or by its host.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
 */
function namesProvider(text: string, { principal }: RequestFacts): boolean {
  if (principal.type !== 'federated') return false
  const host = (provider: string): string => provider.replace(/^arn:[^:]*:iam::\d{12}:oidc-provider\//, '')
  return (
    text === principal.provider || (host(text) === host(principal.provider) && (text === host(text) || principal.provider === host(text)))
  )
}
