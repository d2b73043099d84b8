import type {
  AccessPoint,
  Bucket,
  Catalog,
  Fixture,
  Group,
  Guardrails,
  Key,
  ManagedPolicy,
  Organization,
  PolicyFile,
  Role,
  User,
} from '../fixture/fixture.ts'
import type { PolicyType, Statement } from '../policy/policy.ts'
import { statementName } from '../policy/statement-name.ts'

/** Who carries identity policies. */
export interface Holder {
  readonly type: 'user' | 'group' | 'role'
  readonly name: string
}

/** A level of an organization at which policies are attached. */
export type OrganizationLevel =
  | { readonly level: 'root' }
  | { readonly level: 'unit'; readonly unit: string }
  | { readonly level: 'account'; readonly account: string }

/** Where a policy document hangs. */
export type DocumentPlace =
  | { readonly kind: 'inline'; readonly holder: Holder; readonly name: string }
  | { readonly kind: 'managed'; readonly name: string }
  | { readonly kind: 'managedVersion'; readonly name: string; readonly index: number }
  | { readonly kind: 'trust'; readonly role: string }
  | { readonly kind: 'boundary'; readonly holder: Holder }
  | { readonly kind: 'bucketPolicy'; readonly bucket: string }
  | { readonly kind: 'keyPolicy'; readonly key: string }
  | { readonly kind: 'vpcEndpointPolicy'; readonly vpcEndpoint: string }
  | { readonly kind: 'accessPointPolicy'; readonly accessPoint: string }
  | { readonly kind: 'catalogPolicy'; readonly catalog: string }
  | { readonly kind: 'scp' | 'rcp'; readonly organization: string; readonly level: OrganizationLevel; readonly name: string }

export interface PlacedDocument {
  readonly place: DocumentPlace
  readonly file: PolicyFile
}

/** A statement and the document it stands in. */
export interface PlacedStatement {
  readonly document: PlacedDocument
  readonly statement: Statement
}

/** For what a document is read decides its grammar. */
export const policyTypes = {
  inline: 'identity',
  managed: 'managed',
  managedVersion: 'managed',
  trust: 'trust',
  boundary: 'permissionsBoundary',
  bucketPolicy: 'bucket',
  keyPolicy: 'key',
  vpcEndpointPolicy: 'vpcEndpoint',
  accessPointPolicy: 'bucket',
  catalogPolicy: 'resource',
  scp: 'serviceControl',
  rcp: 'resourceControl',
} as const satisfies Record<DocumentPlace['kind'], PolicyType>

/** Every policy document of a fixture, a shared one once for each of its places. */
export function documentsOf(fixture: Fixture): readonly PlacedDocument[] {
  const found: PlacedDocument[] = []
  mapDocuments(fixture, (document) => {
    found.push(document)
    return document.file
  })
  return found
}

/** The fixture with each of its documents changed. */
export function mapDocuments(fixture: Fixture, change: (document: PlacedDocument) => PolicyFile): Fixture {
  const at = (place: DocumentPlace, file: PolicyFile): PolicyFile => change({ place, file })
  const inline = (type: Holder['type'], { name, inline: files }: User | Group | Role): ReadonlyMap<string, PolicyFile> =>
    mapValues(files, (file, policy) => at({ kind: 'inline', holder: { type, name }, name: policy }, file))
  const boundary = (type: Holder['type'], { name, boundary: file }: User | Role): { readonly boundary?: PolicyFile } =>
    file === undefined ? {} : { boundary: at({ kind: 'boundary', holder: { type, name } }, file) }
  return {
    ...fixture,
    users: mapValues(fixture.users, (user: User) => ({ ...user, inline: inline('user', user), ...boundary('user', user) })),
    groups: mapValues(fixture.groups, (group: Group) => ({ ...group, inline: inline('group', group) })),
    roles: mapValues(fixture.roles, (role: Role) => ({
      ...role,
      trust: at({ kind: 'trust', role: role.name }, role.trust),
      inline: inline('role', role),
      ...boundary('role', role),
    })),
    policies: mapValues(fixture.policies, (policy: ManagedPolicy) => ({
      ...policy,
      document: at({ kind: 'managed', name: policy.name }, policy.document),
      otherVersions: policy.otherVersions.map((file, index) => at({ kind: 'managedVersion', name: policy.name, index }, file)),
    })),
    buckets: mapValues(fixture.buckets, (bucket: Bucket) =>
      bucket.policy === undefined ? bucket : { ...bucket, policy: at({ kind: 'bucketPolicy', bucket: bucket.name }, bucket.policy) },
    ),
    keys: mapValues(fixture.keys, (key: Key) => ({ ...key, policy: at({ kind: 'keyPolicy', key: key.name }, key.policy) })),
    ...(fixture.accessPoints === undefined
      ? {}
      : {
          accessPoints: mapValues(fixture.accessPoints, (point: AccessPoint, accessPoint) =>
            point.policy === undefined ? point : { ...point, policy: at({ kind: 'accessPointPolicy', accessPoint }, point.policy) },
          ),
        }),
    ...(fixture.catalogs === undefined
      ? {}
      : {
          catalogs: mapValues(fixture.catalogs, (one: Catalog, catalog) =>
            one.policy === undefined ? one : { ...one, policy: at({ kind: 'catalogPolicy', catalog }, one.policy) },
          ),
        }),
    ...(fixture.endpointPolicies === undefined
      ? {}
      : {
          endpointPolicies: mapValues(fixture.endpointPolicies, (file, vpcEndpoint) =>
            at({ kind: 'vpcEndpointPolicy', vpcEndpoint }, file),
          ),
        }),
    ...(fixture.organizations === undefined
      ? {}
      : { organizations: mapValues(fixture.organizations, (organization: Organization) => mapOrganization(organization, at)) }),
  }
}

function mapOrganization(organization: Organization, at: (place: DocumentPlace, file: PolicyFile) => PolicyFile): Organization {
  const guarded = <T extends Guardrails>(part: T, level: OrganizationLevel): T => {
    const files = (kind: 'scp' | 'rcp', policies: ReadonlyMap<string, PolicyFile>): ReadonlyMap<string, PolicyFile> =>
      mapValues(policies, (file, name) => at({ kind, organization: organization.name, level, name }, file))
    return { ...part, scps: files('scp', part.scps), rcps: files('rcp', part.rcps) }
  }
  return {
    ...organization,
    root: guarded(organization.root, { level: 'root' }),
    units: mapValues(organization.units, (unit) => guarded(unit, { level: 'unit', unit: unit.name })),
    members: mapValues(organization.members, (member) => guarded(member, { level: 'account', account: member.name })),
  }
}

const mapValues = <T>(map: ReadonlyMap<string, T>, change: (value: T, key: string) => T): ReadonlyMap<string, T> =>
  new Map([...map].map(([key, value]) => [key, change(value, key)]))

const holderNames = { user: 'Users', group: 'User groups', role: 'Roles' } as const

/** The way to a document through the AWS console. */
export function consolePath(place: DocumentPlace): string {
  switch (place.kind) {
    case 'inline':
      return `IAM > ${holderNames[place.holder.type]} > ${place.holder.name} > Permissions > ${place.name}`
    case 'managed':
      return `IAM > Policies > ${place.name}`
    case 'managedVersion':
      return `IAM > Policies > ${place.name} > Policy versions`
    case 'trust':
      return `IAM > Roles > ${place.role} > Trust relationships`
    case 'boundary':
      return `IAM > ${holderNames[place.holder.type]} > ${place.holder.name} > Permissions boundary`
    case 'bucketPolicy':
      return `S3 > ${place.bucket} > Permissions > Bucket policy`
    case 'keyPolicy':
      return `KMS > Customer managed keys > ${place.key} > Key policy`
    case 'vpcEndpointPolicy':
      return `VPC > Endpoints > ${place.vpcEndpoint} > Policy`
    case 'accessPointPolicy':
      return `S3 > Access points > ${place.accessPoint} > Permissions > Access point policy`
    case 'catalogPolicy':
      return 'AWS Glue > Data Catalog > Settings > Permissions'
    case 'scp':
      return `AWS Organizations > Policies > Service control policies > ${place.name}`
    case 'rcp':
      return `AWS Organizations > Policies > Resource control policies > ${place.name}`
  }
}

/** The way to a statement: by its Sid where it has one. */
export const statementPath = ({ document, statement }: PlacedStatement): string =>
  `${consolePath(document.place)} > ${statementName(statement)}`
