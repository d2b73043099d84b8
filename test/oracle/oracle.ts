import type { AttachedPolicy, PolicySet } from '../../src/engine/policy-set.ts'
import type { Principal, Request } from '../../src/engine/request.ts'
import type { Condition, Policy, PrincipalPattern, Statement } from '../../src/policy/policy.ts'
import { rcpServices } from './rcp-services.ts'

/**
 * The slowest obvious evaluator: AWS's pages read aloud, with regular expressions and plain lists. It shares no code with the engine; where
 * the two differ, one of them is wrong.
 */
export function oracle(request: Request, set: PolicySet): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const { principal, action, resource } = request
  const name = action.toLowerCase()
  const service = name.split(':')[0] ?? ''
  const account = 'account' in principal ? principal.account : undefined
  const owner = ownerOf(request)
  const linked = principal.type === 'assumedRole' && principal.serviceLinked === true
  const boundary =
    set.permissionsBoundary === undefined ? undefined : set.permissionsBoundary === 'deleted' ? [] : [set.permissionsBoundary]

  const scp = account === undefined || linked || service === 'mechanicalturk' ? [] : (set.serviceControl ?? [])
  const rcp = linked || !rcpServices.includes(service) || name === 'kms:retiregrant' ? [] : (set.resourceControl ?? [])
  const endpoint = set.vpcEndpoint === undefined ? undefined : [set.vpcEndpoint]
  const bucketOrKey = set.resource === undefined ? [] : [set.resource]
  const own = account === undefined ? [] : set.identity
  const ownBoundary = account === undefined ? undefined : boundary
  const ownSession = account === undefined ? undefined : set.session

  const statements = (policies: readonly AttachedPolicy[], effect: string, layer: string): readonly (readonly [Statement, Policy])[] =>
    policies.flatMap(({ policy }) =>
      policy.statements
        .filter((statement) => statement.effect === effect && applies(statement, policy, request, layer, boundary !== undefined))
        .map((statement) => [statement, policy] as const),
    )
  const denies = (policies: readonly AttachedPolicy[] | undefined, layer: string): boolean =>
    statements(policies ?? [], 'Deny', layer).length > 0
  const allows = (policies: readonly AttachedPolicy[] | undefined, layer: string): boolean =>
    policies === undefined || statements(policies, 'Allow', layer).length > 0

  if (name === 'sts:getcalleridentity') return 'allowed'

  const rootKeepsPolicy =
    principal.type === 'root' && account === owner && ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'].includes(name)
  if (
    rcp.some((level) => denies(level, 'resourceControl')) ||
    scp.some((level) => denies(level, 'serviceControl')) ||
    denies(endpoint, 'vpcEndpoint') ||
    (!rootKeepsPolicy && denies(bucketOrKey, 'resource')) ||
    denies(own, 'identity') ||
    denies(ownBoundary, 'permissionsBoundary') ||
    denies(ownSession, 'session')
  )
    return 'explicitDeny'

  const isPublic =
    set.resource?.policy.statements.some(
      (statement) => statement.effect === 'Allow' && opensToPublic(statement, set.resource?.policy.version),
    ) ?? false
  if (set.restrictPublicBuckets === true && service === 's3' && isPublic && principal.type !== 'service' && account !== owner)
    return 'explicitDeny'

  const partition = 'arn' in principal ? principal.arn.split(':')[1] : undefined
  if (partition !== undefined && resource.startsWith('arn:') && resource.split(':')[1] !== partition) return 'implicitDeny'
  if (principal.type === 'root' && name === 'sts:assumerole') return 'implicitDeny'
  const onKey = service === 'kms' && /^arn:[^:]+:kms:[^:]*:[^:]*:key\//.test(resource)
  const crossAccount = account !== undefined && account !== owner
  if (onKey && crossAccount && !['kms:decrypt', 'kms:retiregrant', 'kms:encrypt', 'kms:generatedatakey'].includes(name))
    return 'implicitDeny'
  if (name === 'sts:getsessiontoken' && ['user', 'root'].includes(principal.type)) return 'allowed'

  if (!scp.every((level) => allows(level, 'serviceControl'))) return 'implicitDeny'
  if (!allows(endpoint, 'vpcEndpoint')) return 'implicitDeny'

  // Whose object is it? Its owner decides; the bucket policy of another account gives nothing.
  const foreignObject =
    request.objectOwner !== undefined && request.objectOwner !== owner && ['s3:getobject', 's3:getobjecttagging'].includes(name)
  const across = foreignObject ? account !== undefined && account !== request.objectOwner : crossAccount

  // What the resource's side gives: nothing, to the account, to the role within its limits, or directly.
  const grants = foreignObject ? [] : statements(bucketOrKey, 'Allow', 'resource').map(([statement]) => grantOf(statement, request))
  if (onKey && set.keyGrant !== undefined) grants.push(set.keyGrant)
  if (service === 's3' && set.aclGrants === true) grants.push(principal.type === 'anonymous' ? 'direct' : 'account')
  const onRole = /^arn:[^:]+:iam:[^:]*:[^:]*:role\//.test(resource) && ['sts:assumerole', 'sts:tagsession'].includes(name)
  const boundedUser = onRole && principal.type === 'user' && boundary !== undefined
  const direct = grants.includes('direct') && !boundedUser
  const limited = grants.includes('limited') || (grants.includes('direct') && boundedUser)

  if (account === undefined) return grants.length > 0 ? 'allowed' : 'implicitDeny'

  const withinLimits = allows(ownBoundary, 'permissionsBoundary') && allows(ownSession, 'session')
  const sessionPolicyMissing = principal.type === 'federatedUser' && set.session === undefined
  const ownSide = principal.type === 'root' || (allows(own, 'identity') && withinLimits && !sessionPolicyMissing)

  if (across) return grants.length > 0 && ownSide ? 'allowed' : 'implicitDeny'
  if (direct) return 'allowed'
  // Grants within limits are those to roles; drawn for a root user, who has no limits, they are as good as any.
  if (limited && (principal.type === 'root' || (withinLimits && !sessionPolicyMissing))) return 'allowed'
  const resourceMustAllow = onRole || onKey
  if (resourceMustAllow) return grants.length > 0 && !limited && ownSide ? 'allowed' : 'implicitDeny'
  return ownSide ? 'allowed' : 'implicitDeny'
}

function ownerOf({ principal, resource, resourceAccount }: Request): string | undefined {
  const inArn = resource.split(':')[4] ?? ''
  return resourceAccount ?? (/^\d{12}$/.test(inArn) ? inArn : 'account' in principal ? principal.account : undefined)
}

function applies(statement: Statement, policy: Policy, request: Request, layer: string, bounded: boolean): boolean {
  const { principal, action, resource, conditions } = statement
  const named = ['resource', 'vpcEndpoint', 'resourceControl'].includes(layer)
  if (principal === undefined ? named : !meansCaller(statement, request, layer, bounded)) return false
  const listsAction = action.patterns.some(({ text }) => matchesAction(text, request.action))
  if (listsAction === (action.element === 'NotAction')) return false
  if (resource !== undefined) {
    const listsResource = resource.patterns.some(({ text }) => matchesResource(text, request, policy))
    if (listsResource === (resource.element === 'NotResource')) return false
  }
  return conditions.every((condition) => holds(condition, request, policy))
}

// Actions: one pattern, ignoring case.
function matchesAction(pattern: string, action: string): boolean {
  if (!/^\*+$/.test(pattern) && !/^[^:\s,]+:[^:\s,]+$/.test(pattern)) return false
  return new RegExp(`^${wildcards(pattern)}$`, 'is').test(action)
}

const wildcards = (pattern: string): string =>
  pattern
    .split('')
    .map((character) => (character === '*' ? '.*' : character === '?' ? '.' : literally(character)))
    .join('')

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

// Resources: six segments, variables after the fifth colon.
function matchesResource(pattern: string, request: Request, policy: Policy): boolean {
  if (/^\*+$/.test(pattern)) return true
  if (request.resource === '*') return false
  const patterns = segments(pattern)
  const actual = segments(request.resource)
  if (actual.length !== 6 || patterns[0] !== 'arn' || patterns.length < 3 || /[*?]/.test(patterns[2] ?? '')) return false
  const type = patterns[5] ?? '*'
  if (patterns[2] === 'iam' && !/^\*+$/.test(type) && /^[^/:]*[*?]/.test(type)) return false
  return [0, 1, 2, 3, 4, 5].every((index) => {
    const segment = patterns[index] ?? '*'
    const expression = index < 5 ? wildcards(segment) : fill(segment, request, policy)
    return expression !== undefined && new RegExp(`^${expression}$`, 's').test(actual[index] ?? '')
  })
}

function segments(arn: string): readonly string[] {
  const parts = arn.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** A pattern with its variables as a regular expression; undefined when a variable has no value. */
function fill(pattern: string, request: Request, policy: Policy, wild = true): string | undefined {
  const parts = policy.version === '2012-10-17' ? pattern.split(/(\$\{[^{}]+\})/) : [pattern]
  const filled = parts.map((part, index) => {
    if (index % 2 === 0) return wild ? wildcards(part) : literally(part)
    const inside = part.slice(2, -1)
    if (['*', '?', '$'].includes(inside)) return literally(inside)
    const [, key = inside, fallback] = /^([^,]*), '(.*)'$/s.exec(inside) ?? []
    const value = valueIn(key, request) ?? fallback
    return value === undefined ? undefined : literally(value)
  })
  return filled.includes(undefined) ? undefined : filled.join('')
}

function valueIn(key: string, request: Request): string | undefined {
  const name = key.trim().toLowerCase()
  const values = request.context.get(name)
  return values?.length === 1 && !['aws:tagkeys', 'aws:calledvia', 'aws:principalorgpaths'].includes(name) ? values[0] : undefined
}

// Principals.
type Grant = 'direct' | 'limited' | 'account'

/** Everything that names the caller, and how far a grant to that name reaches. */
function namesOf(principal: Principal): readonly (readonly [string, Grant])[] {
  if (!('account' in principal)) return []
  const partition = principal.arn.split(':')[1]
  const toAccount: Grant = principal.type === 'root' ? 'direct' : 'account'
  const whole = [principal.account, `arn:${partition}:iam::${principal.account}:root`].map((text) => [text, toAccount] as const)
  switch (principal.type) {
    case 'user':
      return [[principal.arn, 'direct'], [principal.id ?? '', 'direct'], ...whole]
    case 'assumedRole':
      return [[principal.arn, 'direct'], [principal.roleArn, 'limited'], [principal.roleId ?? '', 'limited'], ...whole]
    case 'federatedUser':
      return [[principal.arn, 'direct'], [principal.userArn, 'limited'], ...whole]
    case 'root':
      return whole
  }
}

function grantsTo(pattern: PrincipalPattern, request: Request): readonly Grant[] {
  const { principal } = request
  if (pattern.text === '*' && (pattern.type === '*' || pattern.type === 'AWS')) return ['direct']
  if (pattern.type === 'Service') return principal.type === 'service' && principal.service === pattern.text ? ['direct'] : []
  if (pattern.type === 'Federated') return principal.type === 'federated' && principal.provider === pattern.text ? ['direct'] : []
  if (pattern.type !== 'AWS') return []
  return namesOf(principal)
    .filter(([text]) => text === pattern.text)
    .map(([, grant]) => grant)
}

function grantOf({ principal }: Statement, request: Request): Grant {
  if (principal?.element === 'NotPrincipal') return 'direct'
  const all = (principal?.patterns ?? []).flatMap((pattern) => grantsTo(pattern, request))
  return all.includes('direct') ? 'direct' : all.includes('limited') ? 'limited' : 'account'
}

function meansCaller(statement: Statement, request: Request, layer: string, bounded: boolean): boolean {
  const { principal, effect } = statement
  const patterns = principal?.patterns ?? []
  const gateway = layer === 'vpcEndpoint' && /^(?:s3|dynamodb):/i.test(request.action)
  const named = patterns.filter((pattern) => {
    if (gateway && pattern.type === 'AWS' && pattern.text !== '*' && request.principal.type !== 'root') return false
    return grantsTo(pattern, request).length > 0
  })
  if (principal?.element === 'Principal') return named.length > 0
  if (effect === 'Allow') return named.length === 0
  if (named.some(({ text, type }) => text === '*' && (type === '*' || type === 'AWS'))) return false
  if (bounded) return true
  const lists = (text: string | undefined): boolean => named.some((pattern) => pattern.text === text)
  const caller = request.principal
  if (caller.type === 'service') return !lists(caller.service)
  if (caller.type === 'federated') return !lists(caller.provider)
  if (caller.type === 'anonymous') return true
  const accountListed = lists(caller.account) || lists(`arn:${caller.arn.split(':')[1]}:iam::${caller.account}:root`)
  if (caller.type === 'root') return !accountListed
  if (caller.type === 'user') return !(accountListed && (lists(caller.arn) || lists(caller.id)))
  if (caller.type === 'federatedUser') return !(accountListed && lists(caller.arn))
  return !(accountListed && lists(caller.arn) && (lists(caller.roleArn) || lists(caller.roleId)))
}

// Conditions.
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnLike',
  ArnNotLike: 'ArnLike',
}

/** Keys that hold a list, which needs a set operator. */
const lists = /^aws:(?:TagKeys|CalledVia|PrincipalServiceNamesList|\w+OrgPaths)$/i

function holds({ operator, key, values }: Condition, request: Request, policy: Policy): boolean {
  const actual = request.context.get(key.toLowerCase()) ?? []
  if (operator.name === 'Null') return values.some(({ text }) => /^true$/i.test(text) === (actual.length === 0))
  const positive = negations[operator.name]
  if (actual.length === 0) {
    if (operator.quantifier !== undefined) return operator.quantifier === 'ForAllValues'
    if (operator.ifExists) return true
    return positive !== undefined
  }
  const matches = (value: string): boolean => values.some(({ text }) => compare(positive ?? operator.name, value, text, request, policy))
  const isOutside = (value: string): boolean => !matches(value) && (operator.name !== 'NotIpAddress' || bits(value) !== undefined)
  const good = (value: string): boolean => (positive === undefined ? matches(value) : isOutside(value))
  if (operator.quantifier === 'ForAllValues') return actual.every(good)
  if (operator.quantifier === 'ForAnyValue') return actual.some(good)
  return actual.length === 1 && !lists.test(key) && good(actual[0] ?? '')
}

function compare(operator: string, actual: string, text: string, request: Request, policy: Policy): boolean {
  const whole = (wild: boolean, flags: string): boolean => {
    const expression = fill(text, request, policy, wild)
    return expression !== undefined && new RegExp(`^${expression}$`, flags).test(actual)
  }
  switch (operator) {
    case 'StringEquals':
      return whole(false, 's')
    case 'StringEqualsIgnoreCase':
      return whole(false, 'is')
    case 'StringLike':
      return whole(true, 's')
    case 'ArnEquals':
    case 'ArnLike':
      return likeArn(actual, text, request, policy)
    case 'Bool':
      return /^true$/i.test(text) === /^true$/i.test(actual)
    case 'BinaryEquals':
      return actual === text
    case 'IpAddress':
      return inRange(actual, text)
    default:
      return operator.startsWith('Numeric')
        ? order(operator, numberOf(actual), numberOf(text))
        : order(operator, instantOf(actual), instantOf(text))
  }
}

function likeArn(actual: string, text: string, request: Request, policy: Policy): boolean {
  const parts = segments(actual)
  if (parts.length !== 6 || parts[0] !== 'arn' || parts[1] === '' || parts[2] === '') return false
  if (/^\*+$/.test(text)) return true
  // Colons inside a variable end no segment.
  const patterns = segments(text.replace(/\$\{[^{}]+\}/g, (variable) => variable.replaceAll(':', '\u0000')))
  return (
    patterns.length === 6 &&
    patterns.every((segment, index) => {
      const expression = fill(segment.replaceAll('\u0000', ':'), request, policy)
      return expression !== undefined && new RegExp(`^${expression}$`, 's').test(parts[index] ?? '')
    })
  )
}

const numberOf = (text: string): number => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN)
const instantOf = (text: string): number =>
  /^\d{5,}$/.test(text) ? Number(text) * 1000 : /^\d{4}/.test(text) ? Date.parse(text) : Number.NaN

function order(operator: string, actual: number, expected: number): boolean {
  if (operator.endsWith('LessThanEquals')) return actual <= expected
  if (operator.endsWith('GreaterThanEquals')) return actual >= expected
  if (operator.endsWith('LessThan')) return actual < expected
  if (operator.endsWith('GreaterThan')) return actual > expected
  return actual === expected
}

function inRange(address: string, range: string): boolean {
  const [base = '', prefix] = range.split('/')
  const [one, other] = [bits(address), bits(base)]
  if (one === undefined || other === undefined || one.length !== other.length) return false
  const length = prefix === undefined ? other.length : Number(prefix)
  return one.slice(0, length) === other.slice(0, length)
}

/** An address as a text of zeros and ones. */
function bits(address: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address))
    return address
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('')
  if (!address.includes(':')) return undefined
  const [left = '', right] = address.split('::')
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))
  const missing = 8 - groups(left).length - groups(right ?? '').length
  const all = [...groups(left), ...Array.from({ length: missing }, () => '0'), ...groups(right ?? '')]
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

// Block Public Access.
const fixing = [
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:principalorgid',
  'aws:userid',
  'aws:sourcearn',
  'aws:principalarn',
  'aws:principalaccount',
]

/** In a policy of 2008 `${…}` is text like any other. */
function opensToPublic({ principal, conditions }: Statement, version: string | undefined): boolean {
  const open = version === '2012-10-17' ? /[*?]|\$\{/ : /[*?]/
  const named =
    principal?.element === 'Principal' &&
    principal.patterns.every(({ type, text }) => !['*', 'Federated'].includes(type) && !/[*?]/.test(text))
  if (principal === undefined || named) return false
  return !conditions.some(({ operator, key, values }) => {
    // `ForAnyValue` wants its key, with `…IfExists` too.
    const mayLack = operator.quantifier === 'ForAllValues' || (operator.ifExists && operator.quantifier !== 'ForAnyValue')
    if (mayLack || !fixing.includes(key.toLowerCase())) return false
    if (!['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress'].includes(operator.name)) return false
    return values.every(({ text }) => (key.toLowerCase() === 'aws:sourceip' ? isNarrow(text) : !open.test(text)))
  })
}

function isNarrow(range: string): boolean {
  const [base = '', prefix] = range.split('/')
  const length = bits(base)?.length
  if (length === undefined) return false
  return (prefix === undefined ? length : Number(prefix)) >= (length === 32 ? 8 : 32)
}
