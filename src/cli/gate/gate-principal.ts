import { createHash } from 'node:crypto'
import { type Callers, callerOf } from '../../analysis/caller-choice.ts'
import type { EndpointPolicy } from '../../analysis/endpoint-ceiling.ts'
import { type AttachedPolicies, type Levels, principalSide, type ResourcePolicies, type SideCaller } from '../../analysis/principal-side.ts'
import type { Span } from '../../base/span.ts'
import { worksAcrossAccounts } from '../../engine/exceptions.ts'
import { isPublicPolicy } from '../../engine/is-public.ts'
import type { AttachedPolicy } from '../../engine/policy-set.ts'
import { accountIdOf, keyArn, roleArn, type Say, sayOf, userArn } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import type { Identity } from '../../fixture/need.ts'
import type { PolicyType, ResourceElement, Statement } from '../../policy/policy.ts'
import { type FixturePlace, keyIn, nameIn } from './gate-place.ts'
import { type GateArea, type GateUnit, meaningOf, textOfAttached } from './gate-unit.ts'

interface Holder {
  readonly name: string
  readonly at: Span
  readonly arn: string
  readonly caller: SideCaller
  readonly identity: Identity
}

/** Everything that is attached to each user and role, and what it comes to at each bucket, role and key with a policy of its own. */
export function unitsOfPrincipals(fixture: Fixture, place: FixturePlace): readonly GateUnit[] {
  const things = thingsOf(fixture)
  return holdersOf(fixture).flatMap((holder) => unitOf(fixture, holder, things, place))
}

function holdersOf(fixture: Fixture): readonly Holder[] {
  const roles = [...fixture.roles.values()].map((role): Holder => {
    const arn = roleArn(fixture, role)
    const caller = { account: accountIdOf(fixture, role.account), kind: 'role' } as const
    return { name: `role ${role.name}`, at: role.at, arn, caller, identity: { type: 'role', arn, sessionName: 'sallyport' } }
  })
  const users = [...fixture.users.values()].map((user): Holder => {
    const caller = { account: accountIdOf(fixture, user.account), kind: 'user' } as const
    return { name: `user ${user.name}`, at: user.at, arn: userArn(fixture, user), caller, identity: { type: 'user', name: user.name } }
  })
  return [...roles, ...users]
}

function unitOf(fixture: Fixture, holder: Holder, things: readonly Thing[], place: FixturePlace): readonly GateUnit[] {
  const { name, at, arn, caller, identity } = holder
  const say = sayOf(fixture, identity, '*')
  if (say === undefined) return []
  const endpoints = endpointsOf(fixture)
  const attached = { ...attachedBy(say), ...(endpoints.length === 0 ? {} : { endpoints }) }
  const { permissionsBoundary: boundary } = attached
  const policies = [...attached.identity, ...(boundary === undefined ? [] : [boundary])]
  const known = new Map([['aws:principalaccount', caller.account]])
  const callers = { ...callerOf(arn), known }
  return [
    {
      key: keyIn(place, name),
      name: nameIn(place, name),
      at: place.show(at),
      type: 'identity',
      policies: policies.map(({ policy }) => policy),
      side: principalSide(attached, caller),
      callers: attached.serviceControl === undefined ? callers : { ...callers, services: (prefix) => prefix !== unbound },
      showsCaller: true,
      text: JSON.stringify([arn, textOfPolicies(attached), say.unread]),
      areas: [...areasOf(fixture, holder, attached, callers, things), ...areaUnbound(attached, caller, callers)],
      things: new Set(things.map(({ key }) => key)),
      fixture: place.path,
      unread: say.unread,
    },
  ]
}

/** Endpoints with a policy of their own. What they newly let through is told of them, so they do not count as a change of each principal. */
function endpointsOf({ network, endpointPolicies }: Fixture): readonly EndpointPolicy[] {
  return [...(network?.vpcEndpoints.values() ?? [])].flatMap(({ name, id, type, service }): readonly EndpointPolicy[] => {
    const policy = endpointPolicies?.get(name)?.policy
    const prefix = service.split('.').at(-1)
    return policy === undefined || prefix === undefined ? [] : [{ id, type, service: prefix, policy: { name: id, policy } }]
  })
}

function attachedBy({ policies }: Say): AttachedPolicies {
  const { identity, permissionsBoundary, serviceControl } = policies
  const boundary = permissionsBoundary === 'deleted' ? undefined : permissionsBoundary
  return {
    identity,
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(serviceControl === undefined ? {} : { serviceControl }),
  }
}

/** Of the few services that SCPs do not restrict this one has actions. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp */
const unbound = 'mechanicalturk'

function areaUnbound(attached: AttachedPolicies, caller: SideCaller, callers: Callers): readonly GateArea[] {
  const { serviceControl, ...free } = attached
  if (serviceControl === undefined) return []
  const own = { ...callers, services: (prefix: string) => prefix === unbound }
  return [{ key: unbound, callers: own, side: () => principalSide(free, caller), text: digest(textOfPolicies(free, unbound)) }]
}

/** A bucket, role or key of the fixture, and the requests that are about it. */
interface Thing {
  readonly key: string
  readonly arn: string
  readonly service: 's3' | 'sts' | 'kms'
  readonly patterns: readonly string[]
  readonly account: string
  readonly type: PolicyType
}

function thingsOf(fixture: Fixture): readonly Thing[] {
  const buckets = [...fixture.buckets.values()].map(({ name, account }): Thing => {
    const arn = `arn:aws:s3:::${name}`
    return { key: `bucket ${name}`, arn, service: 's3', patterns: [`arn:*:s3:::${name}`, `arn:*:s3:::${name}/*`], account, type: 'bucket' }
  })
  const roles = [...fixture.roles.values()].map((role): Thing => {
    const arn = roleArn(fixture, role)
    return { key: `role ${role.name}`, arn, service: 'sts', patterns: [arn], account: role.account, type: 'trust' }
  })
  const keys = [...fixture.keys.values()].map((key): Thing => {
    const arn = keyArn(fixture, key)
    return { key: `key ${key.name}`, arn, service: 'kms', patterns: [arn], account: key.account, type: 'key' }
  })
  return [...buckets, ...roles, ...keys].map((thing) => ({ ...thing, account: accountIdOf(fixture, thing.account) }))
}

function areasOf(
  fixture: Fixture,
  { identity, caller }: Holder,
  attached: AttachedPolicies,
  callers: Callers,
  things: readonly Thing[],
): readonly GateArea[] {
  const texts = new Map(things.map(({ service }) => [service, digest(textOfPolicies(attached, service))]))
  return things.flatMap((thing): readonly GateArea[] => {
    const say = sayOf(fixture, identity, thing.arn)
    if (say === undefined) return []
    const { resource, resourceControl, restrictPublicBuckets } = say.policies
    const crossAccount = caller.account !== thing.account
    const controls = (resourceControl ?? []).flat().filter(({ name }) => name !== 'RCPFullAWSAccess')
    if (resource === undefined && controls.length === 0 && !crossAccount) return []
    const cutOff = restrictPublicBuckets === true && resource !== undefined && isPublicPolicy(resource.policy)
    const policies: ResourcePolicies = {
      ...(resource === undefined ? {} : { policy: resource }),
      ...(resourceControl === undefined ? {} : { resourceControl }),
      crossAccount,
      mustAllow: thing.type === 'trust' || thing.type === 'key' ? thing.type : undefined,
      cutOff,
    }
    const text = `${texts.get(thing.service)} ${textOfResource(policies)}`
    const base = { text, thing: thing.key, ...(resource === undefined ? {} : { policy: { ...resource, type: thing.type } }) }
    return (['bound', 'free'] as const).flatMap((part): readonly GateArea[] => {
      // RCPs do not bind kms:RetireGrant.
      const isFree = (action: string): boolean => controls.length > 0 && action === 'kms:retiregrant'
      if (part === 'free' && (thing.type !== 'key' || controls.length === 0)) return []
      const { resourceControl: _left, ...without } = policies
      return [
        {
          ...base,
          key: `${thing.key}${part === 'free' ? ' kms:RetireGrant' : ''}`,
          callers: callersAt(thing, callers, crossAccount, (action) => isFree(action) === (part === 'free')),
          side: () => principalSide(attached, caller, part === 'free' ? without : policies),
        },
      ]
    })
  })
}

function callersAt(thing: Thing, callers: Callers, crossAccount: boolean, isMeant: (action: string) => boolean): Callers {
  const works = (action: string): boolean => thing.type !== 'key' || !crossAccount || worksAcrossAccounts(action)
  const known = new Map([...(callers.known ?? []), ['aws:resourceaccount', thing.account], ['s3:resourceaccount', thing.account]] as const)
  return {
    ...callers,
    known,
    kinds: (action) => (isMeant(action) && works(action) ? callers.kinds(action) : []),
    services: (prefix) => prefix === thing.service,
    within: [resourceElement('Resource', thing.patterns)],
    ownership: () => (crossAccount ? 'foreign' : 'own'),
  }
}

const nowhere: Span = { file: '', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }

export const resourceElement = (element: ResourceElement['element'], patterns: readonly string[]): ResourceElement => ({
  element,
  at: nowhere,
  patterns: patterns.map((text) => ({ text, at: nowhere })),
})

/** What the policies say, or what of it may be about a service. */
function textOfPolicies({ identity, permissionsBoundary, serviceControl }: AttachedPolicies, service?: string): string {
  const one = (attached: AttachedPolicy): string => (service === undefined ? textOfAttached(attached) : textAbout(attached, service))
  const all = (policies: readonly AttachedPolicy[]): readonly string[] =>
    policies
      .map(one)
      .filter((text) => text !== '')
      .sort()
  return JSON.stringify([all(identity), permissionsBoundary === undefined ? '' : [one(permissionsBoundary)], serviceControl?.map(all)])
}

const textAbout = ({ policy }: AttachedPolicy, service: string): string =>
  policy.statements
    .filter((statement) => mayBeAbout(statement, service))
    .map((statement) => meaningOf({ ...policy, statements: [statement] }))
    .join()

const mayBeAbout = ({ action }: Statement, service: string): boolean =>
  action.element === 'NotAction' ||
  action.patterns.some(({ text }) => {
    const [prefix = ''] = text.toLowerCase().split(':', 1)
    return prefix === service || /[*?]/.test(prefix)
  })

const textOfLevels = (levels: Levels | undefined): unknown => levels?.map((level) => level.map(textOfAttached).sort())

const resourceTexts = new WeakMap<object, string>()

/** Principals share the policies of a resource. */
function textOfResource({ policy, resourceControl, crossAccount, cutOff }: ResourcePolicies): string {
  const own = policy === undefined ? '' : (resourceTexts.get(policy.policy) ?? digest(textOfAttached(policy)))
  if (policy !== undefined) resourceTexts.set(policy.policy, own)
  return JSON.stringify([own, textOfLevels(resourceControl), crossAccount, cutOff])
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')
