import { findConditionKey } from '../policy/reference.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import { anyArn, anyRun, digit, literalTokens, segmentRun, type Token, type Tokens } from './token.ts'

/**
 * What sort of caller a request comes from; each is searched by itself, because it decides which context keys there are. `attached` is whoever an
 * identity policy is attached to: a user or a role session.
 */
export type CallerKind = 'attached' | 'role' | 'user' | 'root' | 'service' | 'federated' | 'anonymous'

/** What is known of a dimension before any policy is read. */
export interface DimensionFacts {
  readonly presence: 'always' | 'never' | 'possible'
  readonly multivalued: boolean
  /** Languages that every value is in. */
  readonly domain: readonly Automaton[]
}

export const keyDimension = (key: string): string => `key ${key}`

export const principalArnKey = 'aws:principalarn'
export const principalArnDimension = keyDimension(principalArnKey)

/** Keys that AWS sends with every request. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const alwaysSent: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:currenttime',
  'aws:epochtime',
  'aws:viaawsservice',
  'aws:requestedregion',
])

const twelveDigits: Tokens = Array.from({ length: 12 }, (): Token => digit)

/** `arn:aws:iam::ACCOUNT:` and what follows, in any partition. */
const iamArn = (resource: Tokens): Tokens => [
  ...literalTokens('arn:aws'),
  segmentRun,
  ...literalTokens(':iam::'),
  ...twelveDigits,
  58,
  ...resource,
]

const roleArn = iamArn([...literalTokens('role/'), ...named()])
const userArn = iamArn([...literalTokens('user/'), ...named()])
const rootArn = iamArn(literalTokens('root'))

/** One character or more. */
function named(): Tokens {
  return [-1, anyRun]
}

const words = (...texts: readonly string[]): Automaton => automatonOf(texts.map((text) => literalTokens(text)))

/** Keys whose value, or absence, follows from the kind of caller. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
const byKind: Readonly<Record<CallerKind, Readonly<Record<string, Automaton | 'never' | 'always'>>>> = {
  attached: {
    'aws:principalaccount': 'always',
    [principalArnKey]: automatonOf([roleArn, userArn]),
    'aws:principaltype': words('AssumedRole', 'User'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
  },
  role: {
    'aws:principalaccount': 'always',
    [principalArnKey]: automatonOf([roleArn]),
    'aws:principaltype': words('AssumedRole'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
    'aws:username': 'never',
  },
  user: {
    'aws:principalaccount': 'always',
    [principalArnKey]: automatonOf([userArn]),
    'aws:principaltype': words('User'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
    'aws:username': automatonOf([named()]),
  },
  root: {
    'aws:principalaccount': 'always',
    [principalArnKey]: automatonOf([rootArn]),
    'aws:principaltype': words('Account'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
    'aws:username': 'never',
  },
  service: {
    ...withoutIdentity(),
    'aws:principaltype': words('AWSService'),
    'aws:principalisawsservice': words('true'),
    'aws:principalservicename': 'always',
  },
  federated: {
    ...withoutIdentity(),
    'aws:principaltype': words('FederatedUser'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
  },
  anonymous: {
    ...withoutIdentity(),
    'aws:principalaccount': words('anonymous'),
    'aws:principaltype': words('Anonymous'),
    'aws:principalisawsservice': words('false'),
    'aws:principalservicename': 'never',
    'aws:principalservicenameslist': 'never',
  },
}

/** Services, identity providers and anonymous callers are no principals of IAM. */
function withoutIdentity(): Readonly<Record<string, 'never'>> {
  const keys = [principalArnKey, 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:userid', 'aws:username']
  return Object.fromEntries(keys.map((key) => [key, 'never']))
}

const hasIdentity = (kind: CallerKind): boolean => kind === 'attached' || kind === 'role' || kind === 'user'

/** What is known of a context key, given by its lower-cased name, in requests of such a caller. */
export function keyFacts(key: string, kind: CallerKind, quantified: boolean): DimensionFacts {
  const reference = findConditionKey(key)
  const multivalued = reference?.multivalued ?? quantified
  const own = byKind[kind][key]
  if (own === 'never' || (key.startsWith('aws:principaltag/') && !hasIdentity(kind))) return { presence: 'never', multivalued, domain: [] }
  if (own === 'always') return { presence: 'always', multivalued, domain: [] }
  if (own !== undefined) return { presence: 'always', multivalued, domain: [own] }
  return { presence: alwaysSent.has(key) ? 'always' : 'possible', multivalued, domain: domainOf(reference?.type) }
}

const domainOf = (type: string | undefined): readonly Automaton[] =>
  type === 'Bool' ? [words('true', 'false')] : type === 'ARN' ? [automatonOf([anyArn])] : []

/** Callers of an identity that a resource policy can name. */
export const isPrincipalOfIam = (kind: CallerKind): boolean => hasIdentity(kind) || kind === 'root'
