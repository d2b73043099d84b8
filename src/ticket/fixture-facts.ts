import type { Located } from '../base/located.ts'
import type { Span } from '../base/span.ts'
import { type DocumentPlace, documentsOf, type PlacedDocument } from '../faults/placed-document.ts'
import { accessPointArn, accountIdOf, keyArn, policyArn, roleArn, userArn } from '../fixture/decide.ts'
import { awsManagedKey, type Catalog, type Fixture, type Group, type Organization, type Role, type User } from '../fixture/fixture.ts'
import { locateDocument } from '../fixture/policy-text.ts'
import { principalNamed } from '../fixture/principal-named.ts'
import type {
  Ticket,
  TicketBucket,
  TicketCatalog,
  TicketIdentity,
  TicketOrganization,
  TicketPolicy,
  TicketPolicyType,
  Understood,
} from './ticket.ts'

/** What a fixture says, as the parts of a ticket that say it: with the places of its own files, so that fixes are patches of these. */
export function fixtureFacts(fixture: Fixture): Omit<Ticket, 'problems' | 'settings' | 'errors' | 'callers' | 'addresses' | 'managed'> {
  const policies = documentsOf(fixture).flatMap((document) => policyOf(fixture, document))
  return {
    understood: [understoodOf(fixture, policies.length)],
    policies,
    identities: identitiesOf(fixture),
    buckets: [
      ...[...fixture.buckets.values()].map((bucket) => bucketOf(fixture, bucket)),
      ...Array.from(fixture.accessPoints?.values() ?? [], ({ at, name, bucket, vpc }) => ({
        at,
        name: bucket,
        accessPoint: { name, ...(vpc === undefined ? {} : { vpc }) },
      })),
    ],
    keys: [...fixture.keys.values()].map((key) => ({ at: key.at, arn: keyArn(fixture, key), state: key.state })),
    keyGrants: [...fixture.keys.values()].flatMap((key) =>
      (key.grants ?? []).map((grant) => ({ ...grant, key: keyArn(fixture, key), to: principalNamed(fixture, grant.to) })),
    ),
    catalogs: [...(fixture.catalogs?.values() ?? [])].map((catalog) => catalogOf(fixture, catalog)),
    organization: [...(fixture.organizations?.values() ?? [])].flatMap((one) => organizationOf(fixture, one)),
  }
}

const understoodOf = ({ at }: Fixture, documents: number): Understood => ({
  at,
  what: `a fixture with ${documents} policy document${documents === 1 ? '' : 's'}`,
  because: 'it has `description` and `accounts`',
})

type Known = Partial<TicketPolicy> & { readonly type: TicketPolicyType }

/** Versions that are not in force come with the policy that has them. */
function policyOf(fixture: Fixture, { place, file }: PlacedDocument): readonly TicketPolicy[] {
  const document = locatedIn(file)
  const known = knownOf(fixture, place)
  if (document === undefined || known === undefined) return []
  const { policy: _, ...text } = file
  return [{ document, file: text, isWhole: true, ...known }]
}

function locatedIn(file: Parameters<typeof locateDocument>[0]): Located | undefined {
  const document = locateDocument(file)
  return document.ok ? document.value : undefined
}

function knownOf(fixture: Fixture, place: DocumentPlace): Known | undefined {
  switch (place.kind) {
    case 'inline':
      return { type: 'identity', holder: place.holder, name: place.name }
    case 'managed': {
      const policy = fixture.policies.get(place.name)
      if (policy === undefined) return undefined
      const otherVersions = policy.otherVersions.flatMap((version) => locatedIn(version) ?? [])
      const beside = otherVersions.length === 0 ? {} : { otherVersions }
      return { type: 'identity', arn: policyArn(fixture, policy), name: place.name, ...beside }
    }
    case 'trust':
      return { type: 'trust', holder: { type: 'role', name: place.role } }
    case 'boundary':
      return { type: 'permissionsBoundary', holder: place.holder }
    case 'bucketPolicy':
      return { type: 'bucket', bucket: place.bucket }
    case 'keyPolicy': {
      const key = fixture.keys.get(place.key)
      return key === undefined ? undefined : { type: 'key', key: keyArn(fixture, key) }
    }
    case 'vpcEndpointPolicy': {
      const endpoint = fixture.network?.vpcEndpoints.get(place.vpcEndpoint)
      const service = endpoint?.service.endsWith('.sts') === true ? 'sts' : 's3'
      return { type: 'vpcEndpoint', endpoint: { id: endpoint?.id ?? 'vpce-0123456789abcdef0', service } }
    }
    case 'catalogPolicy':
      return { type: 'resource' }
    case 'scp':
    case 'rcp':
      return {
        type: place.kind === 'scp' ? 'serviceControl' : 'resourceControl',
        name: place.name,
        policyId: idOf(place.name, levelId(fixture, place)),
      }
    case 'accessPointPolicy': {
      const point = fixture.accessPoints?.get(place.accessPoint)
      return point === undefined ? undefined : { type: 'bucket', accessPoint: accessPointArn(fixture, point) }
    }
    case 'managedVersion':
      return undefined
  }
}

/** A policy of an organization by its name and the level: one name may stand for several documents. */
const idOf = (name: string, level: string): string => `${level}/${name}`

const rootId = 'r-root'

function levelId(fixture: Fixture, { level }: DocumentPlace & { readonly kind: 'scp' | 'rcp' }): string {
  if (level.level === 'root') return rootId
  return level.level === 'unit' ? level.unit : accountIdOf(fixture, level.account)
}

function organizationOf(fixture: Fixture, { at, management, root, units, members }: Organization): readonly TicketOrganization[] {
  const levels = [
    { id: rootId, above: undefined, has: root },
    ...Array.from(units.values(), (unit) => ({ id: unit.name, above: unit.parent ?? rootId, has: unit })),
    ...Array.from(members.values(), (member) => ({ id: accountIdOf(fixture, member.name), above: member.unit ?? rootId, has: member })),
  ]
  return [
    { at, management: accountIdOf(fixture, management) },
    ...levels.flatMap(({ id, above, has }): readonly TicketOrganization[] => {
      const own = [...has.scps.keys(), ...has.rcps.keys()].map((name) => idOf(name, id))
      const policies = [...(has.fullAWSAccess ? ['p-FullAWSAccess'] : []), ...own]
      return [{ at, level: { target: id, policies } }, ...(above === undefined ? [] : [{ at, parent: { of: id, is: above } }])]
    }),
  ]
}

function identitiesOf(fixture: Fixture): readonly TicketIdentity[] {
  const common = ({ name, at, path, attached }: User | Group | Role) => ({
    name,
    at,
    path,
    tags: new Map<string, string>(),
    groups: [],
    attached: attached.map((policy) => {
      const own = fixture.policies.get(policy)
      return own === undefined ? policy : policyArn(fixture, own)
    }),
    hasAllPolicies: true,
  })
  return [
    ...Array.from(fixture.users.values(), (user): TicketIdentity => {
      const accessKeys = user.accessKeys.map(({ status }) => status)
      return { ...common(user), type: 'user', arn: userArn(fixture, user), tags: user.tags, groups: user.groups, accessKeys }
    }),
    ...Array.from(fixture.groups.values(), (group): TicketIdentity => ({ ...common(group), type: 'group' })),
    ...Array.from(fixture.roles.values(), (role): TicketIdentity => {
      const own = { arn: roleArn(fixture, role), tags: role.tags, maxSession: role.maxSessionDuration }
      return { ...common(role), type: 'role', ...own }
    }),
  ]
}

function bucketOf(fixture: Fixture, bucket: Fixture['buckets'] extends ReadonlyMap<string, infer T> ? T : never): TicketBucket {
  const {
    name,
    at,
    account,
    region,
    policy,
    ownership,
    acl,
    publicAccessBlock,
    requesterPays,
    versioning,
    objectLock,
    lifecycle,
    encryptionKey,
  } = bucket
  const own = fixture.keys.get(encryptionKey ?? '')
  const key = own === undefined ? (encryptionKey === awsManagedKey ? 'alias/aws/s3' : undefined) : keyArn(fixture, own)
  return {
    at,
    name,
    owner: accountIdOf(fixture, account),
    region,
    hasPolicy: policy !== undefined,
    ownership,
    ...(acl === undefined ? {} : { acl }),
    requesterPays,
    versioning,
    ...(publicAccessBlock === undefined ? {} : { publicAccessBlock }),
    ...(objectLock === undefined ? {} : { objectLock }),
    ...(lifecycle === undefined ? {} : { lifecycle: Array.from(lifecycle, ([id, rule]) => ({ id, ...rule })) }),
    ...(key === undefined ? {} : { key }),
  }
}

function catalogOf(fixture: Fixture, { at, databases, lakeFormation }: Catalog): TicketCatalog {
  const arn = (name: string): string => principalNamed(fixture, name)
  return {
    at,
    databases: Array.from(databases.values(), ({ name, location }) => ({ name, ...(location === undefined ? {} : { location }) })),
    hasAllDatabases: true,
    tables: [...databases.values()].flatMap(({ name: database, tables }) =>
      Array.from(tables.values(), ({ name, location }) => ({ database, name, ...(location === undefined ? {} : { location }) })),
    ),
    ...(lakeFormation === undefined || lakeFormation.iamAllowedPrincipals
      ? {}
      : {
          administrators: lakeFormation.administrators.map(arn),
          grants: lakeFormation.grants.map((grant) => ({ ...grant, to: arn(grant.to) })),
          locations: [...lakeFormation.locations.keys()],
        }),
  }
}

/** Where a setting stands in a scenario, by its name in a connection; at its beginning where nobody wrote it. */
export const settingPlace = (settings: ReadonlyMap<string, Span>, names: readonly string[], start: Span): Span =>
  names.map((name) => settings.get(name)).find((at) => at !== undefined) ?? start
