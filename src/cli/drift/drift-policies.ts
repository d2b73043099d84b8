import { formatCidr } from '../../base/cidr.ts'
import { plain } from '../../base/located.ts'
import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'
import type { ReadLevel, ReadOrganization } from '../../deploy/read-policies.ts'
import type { Fixture, Guardrails, Organization, PolicyFile } from '../../fixture/fixture.ts'
import type { Network, VpcEndpoint } from '../../network/network.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { PolicyType } from '../../policy/policy.ts'

/** The policy of a resource of the fixture, or of its organization, as it really is. */
export type RealPolicy =
  | { readonly kind: 'bucketPolicy'; readonly of: string; readonly name: string; readonly text?: string }
  | { readonly kind: 'keyPolicy'; readonly of: string; readonly name: string; readonly text: string }
  | { readonly kind: 'accessPointPolicy' | 'catalogPolicy'; readonly of: string; readonly name: string; readonly text?: string }
  | { readonly kind: 'gone'; readonly section: keyof typeof goneWords; readonly of: string }
  /** Wherever the fixture attaches the policy of that name. */
  | { readonly kind: 'scp' | 'rcp'; readonly of: string; readonly name: string; readonly text: string }
  | { readonly kind: 'organization'; readonly of: string; readonly name: string; readonly has: ReadOrganization }

const goneWords = { buckets: 'bucket', keys: 'key', accessPoints: 'access point' } as const

/** A fixture with the policies of an account in the place of its own. */
export interface PolicySide {
  readonly fixture: Fixture
  readonly missing: readonly Problem[]
  readonly beside: readonly Problem[]
}

/** Puts what the account really has in the place of what the fixture says; what cannot be read as a policy is a problem. */
export function withPolicies(fixture: Fixture, policies: readonly RealPolicy[], problems: Problem[]): PolicySide {
  const missing: Problem[] = []
  const beside: Problem[] = []
  const replaced = policies.reduce((all, policy) => withPolicy(all, policy, { problems, missing, beside }), fixture)
  return { fixture: replaced, missing, beside }
}

interface Told {
  readonly problems: Problem[]
  readonly missing: Problem[]
  readonly beside: Problem[]
}

function withPolicy(fixture: Fixture, real: RealPolicy, told: Told): Fixture {
  switch (real.kind) {
    case 'gone': {
      const part = fixture[real.section]?.get(real.of)
      if (part !== undefined) told.missing.push(missingPart(part.at, `the account has no ${goneWords[real.section]} \`${real.of}\``))
      return fixture
    }
    case 'bucketPolicy': {
      const bucket = fixture.buckets.get(real.of)
      if (bucket === undefined) return fixture
      const { policy: _own, ...bare } = bucket
      const policy = real.text === undefined ? undefined : read(real.text, real.name, 'bucket', told.problems)
      return { ...fixture, buckets: new Map([...fixture.buckets, [real.of, policy === undefined ? bare : { ...bare, policy }]]) }
    }
    case 'keyPolicy': {
      const key = fixture.keys.get(real.of)
      const policy = read(real.text, real.name, 'key', told.problems)
      if (key === undefined || policy === undefined) return fixture
      return { ...fixture, keys: new Map([...fixture.keys, [real.of, { ...key, policy }]]) }
    }
    case 'accessPointPolicy': {
      const accessPoints = withOwn(fixture.accessPoints, real, 'bucket', told.problems)
      return accessPoints === undefined ? fixture : { ...fixture, accessPoints }
    }
    case 'catalogPolicy': {
      const catalogs = withOwn(fixture.catalogs, real, 'resource', told.problems)
      return catalogs === undefined ? fixture : { ...fixture, catalogs }
    }
    case 'scp':
    case 'rcp':
      return withControlPolicy(fixture, real, told)
    case 'organization': {
      const own = fixture.organizations?.get(real.of)
      if (own === undefined) return fixture
      return { ...fixture, organizations: new Map([...(fixture.organizations ?? []), [real.of, withLevels(fixture, own, real, told)]]) }
    }
  }
}

/** The parts with the real policy at one of them, or without one. */
function withOwn<T extends { readonly policy?: PolicyFile }>(
  parts: ReadonlyMap<string, T> | undefined,
  { of, name, text }: RealPolicy & { readonly kind: 'accessPointPolicy' | 'catalogPolicy' },
  type: PolicyType,
  problems: Problem[],
): ReadonlyMap<string, Omit<T, 'policy'> & { readonly policy?: PolicyFile }> | undefined {
  const part = parts?.get(of)
  if (parts === undefined || part === undefined) return undefined
  const { policy: _own, ...bare } = part
  const policy = text === undefined ? undefined : read(text, name, type, problems)
  const changed = policy === undefined ? bare : { ...bare, policy }
  return new Map([...parts, [of, changed]])
}

const missingPart = (at: Span, message: string): Problem => ({ code: 'drift/missing', at, message })

function read(text: string, file: string, type: PolicyType, problems: Problem[]): PolicyFile | undefined {
  const policy = parsePolicyText(text, file, type)
  if (policy.ok) return { file, format: 'json', text, policy: policy.value }
  problems.push(...policy.error)
  return undefined
}

const controlTypes = { scp: 'serviceControl', rcp: 'resourceControl' } as const

/** A policy that was read by itself: the same name is the same policy, wherever it is attached. */
function withControlPolicy(fixture: Fixture, real: RealPolicy & { readonly kind: 'scp' | 'rcp' }, { problems }: Told): Fixture {
  const file = read(real.text, real.name, controlTypes[real.kind], problems)
  if (file === undefined) return fixture
  const list = real.kind === 'scp' ? 'scps' : 'rcps'
  const at = <T extends Guardrails>(level: T): T =>
    level[list].has(real.of) ? { ...level, [list]: new Map([...level[list], [real.of, file]]) } : level
  return {
    ...fixture,
    organizations: mapValues(fixture.organizations ?? new Map<string, Organization>(), (each) => ({
      ...each,
      root: at(each.root),
      units: mapValues(each.units, at),
      members: mapValues(each.members, at),
    })),
  }
}

const mapValues = <T>(map: ReadonlyMap<string, T>, change: (value: T) => T): ReadonlyMap<string, T> =>
  new Map([...map].map(([key, value]) => [key, change(value)]))

function withLevels(
  { accounts }: Fixture,
  own: Organization,
  { name, has }: RealPolicy & { readonly kind: 'organization' },
  told: Told,
): Organization {
  const at = <T extends Guardrails>(level: T, real: ReadLevel | undefined, where: string, place: Span): T => {
    if (real !== undefined) return withLevel(level, real, `${name}, ${where}`, place, told)
    told.missing.push(missingPart(place, `the organization has no ${where}`))
    return level
  }
  return {
    ...own,
    root: at(own.root, has.root, 'root', own.at),
    units: mapValues(own.units, (unit) => at(unit, has.units.get(unit.name), `unit \`${unit.name}\``, unit.at)),
    members: mapValues(own.members, (member) => {
      const id = accounts.get(member.name)?.id ?? ''
      return has.members.has(id) ? at(member, has.members.get(id), `account \`${member.name}\``, member.at) : member
    }),
  }
}

function withLevel<T extends Guardrails>(own: T, real: ReadLevel, where: string, at: Span, told: Told): T {
  const list = (kind: 'scp' | 'rcp', has: ReadonlyMap<string, string>): ReadonlyMap<string, PolicyFile> => {
    const words = kind === 'scp' ? 'service control policy' : 'resource control policy'
    for (const [name, file] of own[`${kind}s`])
      if (!has.has(name)) told.missing.push(missingPart(file.policy.at, `the ${words} \`${name}\` is not attached there (${where})`))
    return new Map(
      [...has].flatMap(([name, text]) => {
        if (!own[`${kind}s`].has(name))
          told.beside.push({
            code: 'drift/beside',
            at,
            message: `the ${words} \`${name}\` is attached there, and the fixture has none of that name (${where})`,
          })
        const file = read(text, `${words} ${name} (${where})`, controlTypes[kind], told.problems)
        return file === undefined ? [] : [[name, file] as const]
      }),
    )
  }
  return { ...own, scps: list('scp', real.scps), rcps: list('rcp', real.rcps), fullAWSAccess: real.fullAWSAccess }
}

/** An endpoint without a policy of its own lets everything through. @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#default-endpoint-policy */
const fullAccess = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

/** Both sides with a policy for each endpoint of the fixture: an endpoint is the same by its id, else by its service in a VPC of the same block. */
export function withEndpoints(own: Fixture, real: Fixture, network: Network, problems: Problem[]) {
  const missing: Problem[] = []
  const [ours, theirs] = [new Map<string, PolicyFile>(), new Map<string, PolicyFile>()]
  for (const endpoint of own.network?.vpcEndpoints.values() ?? []) {
    const [found, ...others] = sameEndpoints(endpoint, own.network, network)
    if (found === undefined || others.length > 0) {
      const why = found === undefined ? 'has no endpoint' : `has ${others.length + 1} endpoints`
      missing.push(missingPart(endpoint.at, `the account ${why} for \`${endpoint.service}\` where \`${endpoint.name}\` should be`))
      continue
    }
    const written =
      own.endpointPolicies?.get(endpoint.name) ?? placedAt(read(fullAccess, endpoint.name, 'vpcEndpoint', problems), endpoint.at)
    const there = read(textOf(found), `policy of ${found.id}`, 'vpcEndpoint', problems)
    if (written !== undefined) ours.set(endpoint.name, written)
    if (there !== undefined) theirs.set(endpoint.name, there)
  }
  return { own: { ...own, endpointPolicies: ours }, real: { ...real, endpointPolicies: theirs }, missing }
}

const placedAt = (file: PolicyFile | undefined, at: Span): PolicyFile | undefined =>
  file === undefined ? undefined : { ...file, policy: { ...file.policy, at } }

const blockOf = (network: Network | undefined, { vpc }: VpcEndpoint): string =>
  network?.vpcs.get(vpc)?.cidrBlocks.map(({ cidr }) => formatCidr(cidr))[0] ?? vpc

function sameEndpoints(endpoint: VpcEndpoint, own: Network | undefined, real: Network): readonly VpcEndpoint[] {
  const all = [...real.vpcEndpoints.values()].filter(({ state }) => state !== 'deleted')
  const byId = all.filter(({ id }) => id === endpoint.id)
  const block = blockOf(own, endpoint)
  return byId.length > 0 ? byId : all.filter((each) => each.service === endpoint.service && blockOf(real, each) === block)
}

/** AWS answers with the document as a text. */
function textOf({ policy }: VpcEndpoint): string {
  if (policy === undefined) return fullAccess
  return policy.kind === 'string' ? policy.value : JSON.stringify(plain(policy))
}
