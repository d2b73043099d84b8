import type { Located } from '../base/located.ts'
import type { LocatedObject } from './piece.ts'
import type { TicketPolicyType } from './ticket.ts'

/** What a policy document is taken for, and the reason. */
export interface PolicyGuess {
  readonly type: TicketPolicyType
  readonly because: string
}

/**
 * What kind of policy a document is. What it says counts first; where kinds do not differ in what they say, the words around it do.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#access_policy-types
 */
export function guessPolicy(document: LocatedObject, hint: string): PolicyGuess {
  const said = elementsOf(document)
  const called = typeByWords(hint)
  const [action = ''] = said.actions
  if (said.actions.length > 0 && said.actions.every(isTrustAction) && (said.hasPrincipal || said.resources.length === 0)) {
    return { type: 'trust', because: `it says who may use \`${action}\`, and names no resource` }
  }
  if (said.hasPrincipal) return guessResourcePolicy(said, called)
  // A resource control policy always says whom it means.
  if (called !== undefined && called !== 'resourceControl' && !resourcePolicies.includes(called))
    return { type: called, because: `the words around it call it ${words[called]}` }
  const but = called === undefined ? '' : `, so it is not ${words[called]}, as the words around it call it`
  return { type: 'identity', because: `it names no principal${but}${action === '' ? '' : `, and is about \`${action}\``}` }
}

interface Said {
  readonly hasPrincipal: boolean
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

function guessResourcePolicy({ actions, resources }: Said, called: TicketPolicyType | undefined): PolicyGuess {
  const bucket = bucketIn(resources)
  if (called === 'vpcEndpoint' || called === 'resourceControl')
    return { type: called, because: `it names principals, and the words around it call it ${words[called]}` }
  if (actions.some((action) => /^kms:/i.test(action))) return { type: 'key', because: 'it names principals and actions of KMS' }
  if (resources.some((resource) => /:accesspoint[/:]/.test(resource)))
    return { type: 'bucket', because: 'it names principals and an access point' }
  if (bucket !== undefined) return { type: 'bucket', because: `it names principals and the bucket \`${bucket}\`` }
  if (called !== undefined && resourcePolicies.includes(called)) {
    return { type: called, because: `it names principals, and the words around it call it ${words[called]}` }
  }
  if (actions.some((action) => /^s3:/i.test(action))) return { type: 'bucket', because: 'it names principals and actions of S3' }
  return { type: 'resource', because: 'it names principals, but neither a bucket nor a key nor the use of a role' }
}

const isTrustAction = (action: string): boolean => /^sts:(?:\*|AssumeRole|TagSession|SetSourceIdentity|SetContext)/i.test(action)

const resourcePolicies: readonly TicketPolicyType[] = ['trust', 'bucket', 'key', 'vpcEndpoint', 'resource']

/** How the kinds are called in sentences. */
export const words: Readonly<Record<TicketPolicyType, string>> = {
  identity: 'an identity policy',
  permissionsBoundary: 'a permissions boundary',
  session: 'a session policy',
  trust: 'a role trust policy',
  bucket: 'a bucket policy',
  key: 'a key policy',
  resource: 'a resource policy',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
  vpcEndpoint: 'a VPC endpoint policy',
}

/** The last words count: those that stand next to the document. */
const calls: readonly (readonly [pattern: RegExp, type: TicketPolicyType])[] = [
  [/boundar(?:y|ies)/gi, 'permissionsBoundary'],
  [/\bscps?\b|service[ _-]?control/gi, 'serviceControl'],
  [/\brcps?\b|resource[ _-]?control/gi, 'resourceControl'],
  [/\bvpce\b|endpoint[ _-]?polic/gi, 'vpcEndpoint'],
  [/session[ _-]?polic/gi, 'session'],
  [/trust|assume[ _-]?role[ _-]?polic/gi, 'trust'],
  [/bucket[ _-]?polic/gi, 'bucket'],
  [/key[ _-]?polic|kms[ _-]?polic/gi, 'key'],
  [/permissions?[ _-]polic|identity[ _-]?polic|inline|role[ _-]polic|user[ _-]polic|iam[ _-]polic/gi, 'identity'],
]

function typeByWords(hint: string): TicketPolicyType | undefined {
  const found = calls.flatMap(([pattern, type]) => Array.from(hint.matchAll(pattern), ({ index }) => ({ index, type })))
  return found.toSorted((a, b) => b.index - a.index)[0]?.type
}

/** The first bucket that resources name without a wildcard, else the first at all. */
export function bucketIn(resources: readonly string[]): string | undefined {
  const names = resources.flatMap((resource) => /^arn:[^:]*:s3:[^:]*:[^:]*:(?!accesspoint[/:])([^/:]+)/.exec(resource)?.[1] ?? [])
  return names.find((name) => !/[*?$]/.test(name))
}

/** What the statements of a document say, whatever their form. */
export function elementsOf(document: LocatedObject): Said {
  const statements = statementsOf(document)
  const texts = (...keys: readonly string[]): readonly string[] =>
    statements.flatMap(({ members }) =>
      members.filter(({ key }) => keys.includes(key.toLowerCase())).flatMap(({ value }) => textsIn(value)),
    )
  return {
    hasPrincipal: statements.some(({ members }) => members.some(({ key }) => /^(?:not)?principal$/i.test(key))),
    actions: texts('action', 'notaction'),
    resources: texts('resource', 'notresource'),
  }
}

function statementsOf(document: LocatedObject): readonly LocatedObject[] {
  const value = document.members.find(({ key }) => key.toLowerCase() === 'statement')?.value
  const items = value?.kind === 'array' ? value.items : value === undefined ? [] : [value]
  return items.filter((item): item is LocatedObject => item.kind === 'object')
}

function textsIn(value: Located): readonly string[] {
  if (value.kind === 'string') return [value.value]
  return value.kind === 'array' ? value.items.flatMap(textsIn) : []
}
