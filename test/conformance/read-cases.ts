import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiCall } from '../../src/engine/api-call.ts'
import { requestsOf } from '../../src/engine/api-request.ts'
import type { AttachedPolicy, PolicySet } from '../../src/engine/policy-set.ts'
import type { Principal, Request } from '../../src/engine/request.ts'
import { type CallerFacts, fillContext, type NetworkFacts, type Organization } from '../../src/engine/request-context.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../src/policy/policy.ts'

/** A document, or one statement of a document of version 2012-10-17. */
type Document = Readonly<Record<string, unknown>>

/** One case of `test/conformance/*.json`. */
export interface Case {
  readonly file: string
  readonly name: string
  readonly rule: number
  readonly spec: string
  /** Follows from AWS's page, and is not stated there outright. */
  readonly inferred?: true
  readonly request: CaseRequest
  readonly policies: CasePolicies
  readonly expect: 'allowed' | 'explicitDeny' | 'implicitDeny'
  /** What settled it: `noAllow identity`, `explicitDeny serviceControl Sid`, `exception rootUserNeedsNoPolicy`. */
  readonly because: readonly string[]
  /** The sentence of the denial. */
  readonly message?: string
}

/** A rule that another test holds, in the file it names, or that no policy decides. */
export type Elsewhere = { readonly rule: number } & ({ readonly testedIn: string } | { readonly outside: string })

/** Either an action with its resource and context, or an API call with what surrounds it. */
interface CaseRequest {
  readonly principal: string
  readonly action?: string
  readonly resource?: string
  readonly resourceAccount?: string
  readonly objectOwner?: string
  readonly canonicalUser?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly setting?: {
    readonly network?: NetworkFacts
    readonly tags?: Readonly<Record<string, string>>
    readonly sessionTags?: Readonly<Record<string, string>>
    readonly organization?: Organization
    readonly issuedAt?: string
    readonly mfaAt?: string
    readonly sourceIdentity?: string
    readonly calledVia?: readonly string[]
    readonly source?: { readonly arn?: string; readonly account?: string }
    readonly region?: string
  }
  readonly call?: Pick<ApiCall, 'operation' | 'parameters' | 'facts'>
}

interface CasePolicies {
  readonly identity?: readonly (Document | string)[]
  readonly resource?: Document | string
  readonly permissionsBoundary?: Document | string
  readonly session?: readonly (Document | string)[]
  readonly serviceControl?: readonly (readonly (Document | string)[])[]
  readonly resourceControl?: readonly (readonly (Document | string)[])[]
  readonly vpcEndpoint?: Document | string
  readonly vpcEndpointType?: 'Gateway' | 'Interface'
  readonly restrictPublicBuckets?: boolean
  readonly aclGrants?: boolean
  readonly keyGrant?: 'direct' | 'limited'
}

const here = import.meta.dirname
const read = (file: string): unknown => JSON.parse(readFileSync(join(here, file), 'utf8'))

/** AWS's rules by number, each in one line. */
export const rules = new Map(
  Object.entries(read('rules.json') as Readonly<Record<string, string>>).map(([number, text]) => [Number(number), text]),
)

const principals = read('principals.json') as Readonly<Record<string, Principal>>

const entries = readdirSync(here)
  .filter((file) => file.endsWith('.json') && file !== 'principals.json' && file !== 'rules.json')
  .flatMap((file) => (read(file) as readonly (Omit<Case, 'file'> | Elsewhere)[]).map((entry) => ({ ...entry, file })))

export const cases: readonly Case[] = entries.filter((entry) => 'name' in entry)
export const elsewhere: readonly Elsewhere[] = entries.flatMap((entry) => ('name' in entry ? [] : [entry]))

export const isFile = (path: string): boolean => existsSync(join(here, '../..', path))

const now = new Date('2026-11-25T12:00:00Z')

/** The requests of a case: one, or as many as its API call needs. */
export function requestsOfCase({ request }: Case): readonly Request[] {
  const principal = principals[request.principal]
  if (principal === undefined) throw new Error(`unknown principal ${request.principal}`)
  const { setting = {}, call } = request
  const caller = callerOf(principal, setting)
  const network = setting.network === undefined ? {} : { network: setting.network }
  if (call !== undefined) {
    const place = { partition: 'aws', region: setting.region ?? 'us-east-1', account: request.resourceAccount ?? '111122223333' }
    return requestsOf({ ...place, ...call }, { caller, ...network, now }).requests
  }
  const { action = '', resource = '*', context, resourceAccount, objectOwner, canonicalUser } = request
  const { calledVia, source, region } = setting
  const service = action.slice(0, action.indexOf(':'))
  const keys = Object.entries(context ?? {}).map(
    ([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value] as const,
  )
  const facts = {
    service,
    now,
    ...(region === undefined ? {} : { region }),
    ...(calledVia === undefined ? {} : { calledVia }),
    ...(source === undefined ? {} : { source }),
    keys: Object.fromEntries(keys),
  }
  return [
    {
      principal,
      action,
      resource,
      ...(resourceAccount === undefined ? {} : { resourceAccount }),
      ...(objectOwner === undefined ? {} : { objectOwner }),
      ...(canonicalUser === undefined ? {} : { canonicalUser }),
      context: request.setting === undefined ? new Map(keys) : fillContext({ caller, ...network, call: facts }).context,
    } as Request,
  ]
}

function callerOf(principal: Principal, setting: NonNullable<CaseRequest['setting']>): CallerFacts {
  const { tags, sessionTags, organization, issuedAt, mfaAt, sourceIdentity } = setting
  const credentials = {
    issuedAt: new Date(issuedAt ?? 0),
    ...(mfaAt === undefined ? {} : { mfaAt: new Date(mfaAt) }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }
  return {
    principal,
    ...(tags === undefined ? {} : { tags: new Map(Object.entries(tags)) }),
    ...(sessionTags === undefined ? {} : { sessionTags: new Map(Object.entries(sessionTags)) }),
    ...(organization === undefined ? {} : { organization }),
    ...(issuedAt === undefined ? {} : { credentials }),
  }
}

/** Documents that many cases share. */
const shared: Readonly<Record<string, Document>> = {
  AllowAll: { Effect: 'Allow', Action: '*', Resource: '*' },
  AllowEveryone: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  AllowEc2: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
  DenyAll: { Sid: 'DenyAll', Effect: 'Deny', Action: '*', Resource: '*' },
}

export function policiesOf({ policies, request }: Case): PolicySet {
  const { identity = [], resource, permissionsBoundary, session, serviceControl, resourceControl, vpcEndpoint, ...flags } = policies
  const all = (documents: readonly (Document | string)[], type: PolicyType): readonly AttachedPolicy[] =>
    documents.map((document) => attach(document, type))
  return {
    identity: all(identity, 'identity'),
    ...(resource === undefined ? {} : { resource: attach(resource, resourceType(request)) }),
    ...(permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: permissionsBoundary === 'deleted' ? 'deleted' : attach(permissionsBoundary, 'permissionsBoundary') }),
    ...(session === undefined ? {} : { session: all(session, 'session') }),
    ...(serviceControl === undefined ? {} : { serviceControl: serviceControl.map((level) => all(level, 'serviceControl')) }),
    ...(resourceControl === undefined ? {} : { resourceControl: resourceControl.map((level) => all(level, 'resourceControl')) }),
    ...(vpcEndpoint === undefined ? {} : { vpcEndpoint: attach(vpcEndpoint, 'vpcEndpoint') }),
    ...flags,
  }
}

/** Statements that no service would store are read with the grammar that refuses least. */
const resourceType = ({ action = '', call }: CaseRequest): PolicyType =>
  (action || (call?.operation ?? '')).startsWith('sts:') ? 'trust' : 'resource'

function attach(document: Document | string, type: PolicyType): AttachedPolicy {
  if (typeof document !== 'string') return { name: 'inline', policy: parse(document, type) }
  const named = shared[document]
  if (named === undefined) throw new Error(`unknown document ${document}`)
  return { name: document, arn: `arn:aws:iam::111122223333:policy/${document}`, policy: parse(named, type) }
}

function parse(document: Document, type: PolicyType): Policy {
  const whole = 'Statement' in document ? document : { Version: '2012-10-17', Statement: document }
  const parsed = parsePolicyText(JSON.stringify(whole), 'policy.json', type)
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'))
  return parsed.value
}
