import { type DocumentPlace, documentsOf, policyTypes } from '../../faults/placed-document.ts'
import { accountIdOf } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { type FixturePlace, keyIn, nameIn } from './gate-place.ts'
import { unitsOfPrincipals } from './gate-principal.ts'
import { type GateUnit, policyUnit } from './gate-unit.ts'

/** Principals with all that is attached to them, and the policies of resources. */
export function unitsOfFixture(fixture: Fixture, place: FixturePlace): readonly GateUnit[] {
  const single = documentsOf(fixture).flatMap((document): readonly GateUnit[] => {
    const title = titleOf(document.place)
    if (title === undefined) return []
    const unit = policyUnit(document.file.policy, policyTypes[document.place.kind], keyIn(place, title), nameIn(place, title))
    const owner = ownerOf(fixture, document.place)
    return [
      {
        ...unit,
        fixture: place.path,
        ...(owner === undefined ? {} : { owner }),
        ...(isCarried(fixture, document.place) ? { carried: true } : {}),
      },
    ]
  })
  return [...unitsOfPrincipals(fixture, place), ...single]
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
    case 'accessPointPolicy':
      return `policy of the access point ${place.accessPoint}`
    case 'catalogPolicy':
      return `policy of the catalog ${place.catalog}`
    case 'vpcEndpointPolicy':
      return `policy of the VPC endpoint ${place.vpcEndpoint}`
    case 'managed':
      return `policy ${place.name}`
    case 'scp':
      return `service control policy ${place.name}`
    case 'rcp':
      return `resource control policy ${place.name}`
    case 'inline':
      return place.holder.type === 'group' ? `policy ${place.name} of the group ${place.holder.name}` : undefined
    case 'boundary':
    case 'managedVersion':
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

function ownerOf(fixture: Fixture, place: DocumentPlace): string | undefined {
  const part = partOf(fixture, place)
  return part === undefined ? undefined : accountIdOf(fixture, part.account)
}

function partOf(fixture: Fixture, place: DocumentPlace): { readonly account: string } | undefined {
  switch (place.kind) {
    case 'trust':
      return fixture.roles.get(place.role)
    case 'bucketPolicy':
      return fixture.buckets.get(place.bucket)
    case 'keyPolicy':
      return fixture.keys.get(place.key)
    case 'accessPointPolicy':
      return fixture.accessPoints?.get(place.accessPoint)
    case 'catalogPolicy':
      return fixture.catalogs?.get(place.catalog)
    default:
      return undefined
  }
}
