import { callerOf } from '../analysis/caller-choice.ts'
import { principalSide } from '../analysis/principal-side.ts'
import type { Span } from '../base/span.ts'
import { type DocumentPlace, documentsOf, policyTypes } from '../faults/placed-document.ts'
import { roleArn, sayOf, userArn } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Identity } from '../fixture/need.ts'
import { type GateUnit, policyUnit, textOfAttached } from './gate-unit.ts'

/** Where a fixture, or the file of another tool, is in its tree. */
export interface FixturePlace {
  /** From the root; empty where it is compared alone. */
  readonly path: string
  readonly show: (at: Span) => Span
}

export const keyIn = ({ path }: FixturePlace, name: string): string => `${path} ${name}`
export const nameIn = ({ path }: FixturePlace, name: string): string => (path === '' ? name : `${name} (${path})`)

/** Principals with all that is attached to them, and the policies of resources. */
export function unitsOfFixture(fixture: Fixture, place: FixturePlace): readonly GateUnit[] {
  const single = documentsOf(fixture).flatMap((document): readonly GateUnit[] => {
    const title = titleOf(document.place)
    if (title === undefined) return []
    const unit = policyUnit(document.file.policy, policyTypes[document.place.kind], keyIn(place, title), nameIn(place, title))
    return [{ ...unit, fixture: place.path, ...(isCarried(fixture, document.place) ? { carried: true } : {}) }]
  })
  return [...holdersOf(fixture).flatMap((holder) => unitOfPrincipal(fixture, holder, place)), ...single]
}

interface Holder {
  readonly name: string
  readonly at: Span
  readonly arn: string
  readonly identity: Identity
}

function holdersOf(fixture: Fixture): readonly Holder[] {
  const roles = [...fixture.roles.values()].map((role): Holder => {
    const arn = roleArn(fixture, role)
    return { name: `role ${role.name}`, at: role.at, arn, identity: { type: 'role', arn, sessionName: 'sallyport' } }
  })
  const users = [...fixture.users.values()].map((user): Holder => {
    const arn = userArn(fixture, user)
    return { name: `user ${user.name}`, at: user.at, arn, identity: { type: 'user', name: user.name } }
  })
  return [...roles, ...users]
}

function unitOfPrincipal(fixture: Fixture, { name, at, arn, identity }: Holder, place: FixturePlace): readonly GateUnit[] {
  const say = sayOf(fixture, identity, '*')
  if (say === undefined) return []
  const { identity: attached, permissionsBoundary } = say.policies
  const boundary = permissionsBoundary === 'deleted' ? undefined : permissionsBoundary
  const policies = [...attached, ...(boundary === undefined ? [] : [boundary])]
  const all = { identity: attached, ...(boundary === undefined ? {} : { permissionsBoundary: boundary }) }
  return [
    {
      key: keyIn(place, name),
      name: nameIn(place, name),
      at: place.show(at),
      type: 'identity',
      policies: policies.map(({ policy }) => policy),
      side: principalSide(all, arn.split(':')[4] ?? ''),
      callers: callerOf(arn),
      showsCaller: true,
      text: JSON.stringify([arn, attached.map(textOfAttached).sort(), boundary === undefined ? '' : textOfAttached(boundary), say.unread]),
      fixture: place.path,
      unread: say.unread,
    },
  ]
}

/** Documents by which a resource, a policy or a group goes; what hangs at a principal itself is compared with it. */
function titleOf(place: DocumentPlace): string | undefined {
  switch (place.kind) {
    case 'trust':
      return `trust policy of ${place.role}`
    case 'bucketPolicy':
      return `bucket policy of ${place.bucket}`
    case 'keyPolicy':
      return `key policy of ${place.key}`
    case 'managed':
      return `policy ${place.name}`
    case 'scp':
      return `service control policy ${place.name}`
    case 'rcp':
      return `resource control policy ${place.name}`
    case 'inline':
      return place.holder.type === 'group' ? `policy ${place.name} of the group ${place.holder.name}` : undefined
    case 'boundary':
      return undefined
  }
}

/** Whether a principal of the fixture has the policy. */
function isCarried(fixture: Fixture, place: DocumentPlace): boolean {
  const users = [...fixture.users.values()]
  const isUsed = (group: string): boolean => users.some(({ groups }) => groups.includes(group))
  if (place.kind === 'inline') return isUsed(place.holder.name)
  if (place.kind !== 'managed') return false
  const groups = [...fixture.groups.values()].filter(({ name }) => isUsed(name))
  return [...users, ...fixture.roles.values(), ...groups].some(({ attached }) => attached.includes(place.name))
}
