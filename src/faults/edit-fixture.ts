import type { S3Connection } from '../connectors/connection.ts'
import type {
  AccessPoint,
  Account,
  Bucket,
  Catalog,
  Fixture,
  Group,
  Guardrails,
  ManagedPolicy,
  Organization,
  PolicyFile,
  Role,
  StoredObject,
  User,
} from '../fixture/fixture.ts'
import { changeCatalog } from './change-catalog.ts'
import { changeNetwork } from './change-network.ts'
import type { ConnectionChange, Edit, JsonValue, ObjectState } from './edit.ts'
import { editDocument, newDocument } from './edit-document.ts'
import { changeEntry, withEntry } from './map-entry.ts'
import { type DocumentPlace, documentsOf, type Holder, mapDocuments } from './placed-document.ts'
import type { SetUp } from './set-up.ts'

/** The set-up after the edits, one after the other. */
export const applyEdits = (setUp: SetUp, edits: readonly Edit[]): SetUp => edits.reduce(applyEdit, setUp)

function applyEdit({ fixture, connection }: SetUp, edit: Edit): SetUp {
  if (edit.edit === 'connection') return { fixture, connection: changeConnection(connection, edit.change) }
  return { fixture: editFixture(fixture, edit), connection }
}

function editFixture(fixture: Fixture, edit: Exclude<Edit, { readonly edit: 'connection' }>): Fixture {
  switch (edit.edit) {
    case 'document':
      return mapDocuments(fixture, (document) => (document.file.file === edit.file ? editDocument(document, edit.changes) : document.file))
    case 'newDocument':
      return putDocument(fixture, edit.place, newDocument(edit.place.kind, newFileName(fixture, edit.place), edit.document))
    case 'removeDocument':
      return putDocument(fixture, edit.place, undefined)
    case 'attachPolicy':
      return changeHolder(fixture, edit.holder, (holder) => ({ ...holder, attached: [...holder.attached, edit.policy] }))
    case 'detachPolicy':
      return changeHolder(fixture, edit.holder, (holder) => ({
        ...holder,
        attached: holder.attached.filter((name) => name !== edit.policy),
      }))
    case 'keyState':
      return { ...fixture, keys: changeEntry(fixture.keys, edit.key, (key) => ({ ...key, state: edit.state })) }
    case 'accessKeyStatus':
      return { ...fixture, users: changeEntry(fixture.users, edit.user, (user) => ({ ...user, accessKeys: [{ status: edit.status }] })) }
    case 'defaultVersion':
      return { ...fixture, policies: changeEntry(fixture.policies, edit.policy, (policy) => withDefault(policy, edit.index)) }
    case 'requesterPays':
      return { ...fixture, buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => ({ ...bucket, requesterPays: edit.value })) }
    case 'defaultEncryption':
      return { ...fixture, buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => withEncryption(bucket, edit.key)) }
    case 'expirationDays':
      return { ...fixture, buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => withExpiration(bucket, edit)) }
    case 'objects':
      return { ...fixture, buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => changeObjects(bucket, edit.prefix, edit.become)) }
    case 'stsRegion':
      return { ...fixture, accounts: changeEntry(fixture.accounts, edit.account, (account) => withStsRegion(account, edit)) }
    case 'maxSession':
      return {
        ...fixture,
        roles: changeEntry(fixture.roles, edit.role, (role) => ({ ...role, maxSessionDuration: edit.seconds })),
      }
    case 'lakeGrant':
    case 'lakeRevoke':
    case 'catalogDatabase':
    case 'catalogTable':
      return changeCatalog(fixture, edit)
    case 'accessPointVpc': {
      const { accessPoints = new Map<string, AccessPoint>() } = fixture
      return { ...fixture, accessPoints: changeEntry(accessPoints, edit.accessPoint, (point) => withVpc(point, edit.vpc)) }
    }
    case 'publicAccessBlock':
      return {
        ...fixture,
        buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => ({ ...bucket, publicAccessBlock: edit.settings })),
      }
    case 'network':
      return fixture.network === undefined ? fixture : { ...fixture, network: changeNetwork(fixture.network, edit.change) }
    case 'objectOwnership':
      return { ...fixture, buckets: changeEntry(fixture.buckets, edit.bucket, (bucket) => withOwnership(bucket, edit.ownership)) }
  }
}

/** With BucketOwnerEnforced no access list counts any more, and S3 takes none. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
function withOwnership({ acl, ...bucket }: Bucket, ownership: Bucket['ownership']): Bucket {
  if (ownership !== 'BucketOwnerEnforced') return { ...bucket, ownership, ...(acl === undefined ? {} : { acl }) }
  return { ...bucket, ownership, objects: new Map(Array.from(bucket.objects, ([key, object]) => [key, withoutAcl(object)])) }
}

function withoutAcl(object: StoredObject): StoredObject {
  const { acl: _, ...others } = object
  return others
}

function withStsRegion(account: Account, { region, become }: Pick<Extract<Edit, { edit: 'stsRegion' }>, 'region' | 'become'>): Account {
  const { stsInactiveRegions = [], ...plain } = account
  const others = stsInactiveRegions.filter((inactive) => inactive !== region)
  const inactive = become === 'inactive' ? [...others, region] : others
  return inactive.length === 0 ? plain : { ...plain, stsInactiveRegions: inactive }
}

/** Hangs a document up, or takes it down. */
export function putDocument(fixture: Fixture, place: DocumentPlace, file: PolicyFile | undefined): Fixture {
  switch (place.kind) {
    case 'inline':
      return changeHolder(fixture, place.holder, (holder) => ({ ...holder, inline: withEntry(holder.inline, place.name, file) }))
    case 'managed':
      return file === undefined
        ? { ...detachEverywhere(fixture, place.name), policies: withEntry(fixture.policies, place.name, undefined) }
        : { ...fixture, policies: changeEntry(fixture.policies, place.name, (policy) => ({ ...policy, document: file })) }
    case 'bucketPolicy':
      return { ...fixture, buckets: changeEntry(fixture.buckets, place.bucket, (bucket) => withPolicy(bucket, file)) }
    case 'boundary':
      return changeBounded(fixture, place.holder, file)
    case 'trust':
      return file === undefined
        ? fixture
        : { ...fixture, roles: changeEntry(fixture.roles, place.role, (role) => ({ ...role, trust: file })) }
    case 'managedVersion':
      return {
        ...fixture,
        policies: changeEntry(fixture.policies, place.name, (policy) => ({
          ...policy,
          otherVersions: policy.otherVersions.flatMap((version, index) => (index === place.index ? (file ?? []) : version)),
        })),
      }
    case 'scp':
    case 'rcp':
      return putGuardrail(fixture, place, file)
    case 'vpcEndpointPolicy':
      return { ...fixture, endpointPolicies: withEntry(fixture.endpointPolicies ?? new Map(), place.vpcEndpoint, file) }
    case 'accessPointPolicy': {
      const { accessPoints = new Map<string, AccessPoint>() } = fixture
      return { ...fixture, accessPoints: changeEntry(accessPoints, place.accessPoint, (point) => withPolicy(point, file)) }
    }
    case 'catalogPolicy': {
      const { catalogs = new Map<string, Catalog>() } = fixture
      return { ...fixture, catalogs: changeEntry(catalogs, place.catalog, (catalog) => withPolicy(catalog, file)) }
    }
    case 'keyPolicy':
      return file === undefined ? fixture : { ...fixture, keys: changeEntry(fixture.keys, place.key, (key) => ({ ...key, policy: file })) }
  }
}

function putGuardrail(
  fixture: Fixture,
  { kind, organization, level, name }: Extract<DocumentPlace, { kind: 'scp' | 'rcp' }>,
  file: PolicyFile | undefined,
): Fixture {
  const put = <T extends Guardrails>(part: T): T =>
    kind === 'scp' ? { ...part, scps: withEntry(part.scps, name, file) } : { ...part, rcps: withEntry(part.rcps, name, file) }
  const change = (whole: Organization): Organization => {
    if (level.level === 'root') return { ...whole, root: put(whole.root) }
    if (level.level === 'unit') return { ...whole, units: changeEntry(whole.units, level.unit, put) }
    return { ...whole, members: changeEntry(whole.members, level.account, put) }
  }
  return fixture.organizations === undefined
    ? fixture
    : { ...fixture, organizations: changeEntry(fixture.organizations, organization, change) }
}

/** The version that was the default is one of the others then. */
function withDefault(policy: ManagedPolicy, index: number): ManagedPolicy {
  const chosen = policy.otherVersions[index]
  if (chosen === undefined) return policy
  return { ...policy, document: chosen, otherVersions: policy.otherVersions.with(index, policy.document) }
}

/** Makes plain objects of those below a prefix, or what else they shall be. */
export const changeObjects = (bucket: Bucket, prefix: string, become: ObjectState): Bucket => ({
  ...bucket,
  objects: new Map(
    [...bucket.objects].map(([key, object]) => {
      const { storageClass: _, customerKey: __, deleted: ___, ...plain } = object
      return [key, key.startsWith(prefix) && !key.endsWith('/') ? { ...plain, ...become } : object]
    }),
  ),
})

function detachEverywhere(fixture: Fixture, policy: string): Fixture {
  const holders = [
    ...[...fixture.users.keys()].map((name) => ({ type: 'user', name }) as const),
    ...[...fixture.groups.keys()].map((name) => ({ type: 'group', name }) as const),
    ...[...fixture.roles.keys()].map((name) => ({ type: 'role', name }) as const),
  ]
  return holders.reduce((changed, holder) => editFixture(changed, { edit: 'detachPolicy', holder, policy }), fixture)
}

function withPolicy<T extends Bucket | AccessPoint | Catalog>(
  part: T,
  file: PolicyFile | undefined,
): Omit<T, 'policy'> & Pick<Bucket, 'policy'> {
  const { policy: _, ...bare } = part
  return file === undefined ? bare : { ...bare, policy: file }
}

function withEncryption(bucket: Bucket, key: string | undefined): Bucket {
  const { encryptionKey: _, ...plain } = bucket
  return key === undefined ? plain : { ...plain, encryptionKey: key }
}

const withExpiration = (bucket: Bucket, { rule, days }: { readonly rule: string; readonly days: number }): Bucket => ({
  ...bucket,
  ...(bucket.lifecycle === undefined ? {} : { lifecycle: changeEntry(bucket.lifecycle, rule, (one) => ({ ...one, days })) }),
})

function withVpc(point: AccessPoint, vpc: string | undefined): AccessPoint {
  const { vpc: _, ...open } = point
  return vpc === undefined ? open : { ...open, vpc }
}

function withBoundary<T extends User | Role>(identity: T, file: PolicyFile | undefined): Omit<T, 'boundary'> & Pick<User, 'boundary'> {
  const { boundary: _, ...bare } = identity
  return file === undefined ? bare : { ...bare, boundary: file }
}

function changeBounded(fixture: Fixture, { type, name }: Holder, file: PolicyFile | undefined): Fixture {
  if (type === 'user') return { ...fixture, users: changeEntry(fixture.users, name, (user) => withBoundary(user, file)) }
  if (type === 'role') return { ...fixture, roles: changeEntry(fixture.roles, name, (role) => withBoundary(role, file)) }
  return fixture
}

type Carries = Pick<User & Group & Role, 'inline' | 'attached'>

function changeHolder(fixture: Fixture, { type, name }: Holder, change: (holder: Carries) => Carries): Fixture {
  switch (type) {
    case 'user':
      return { ...fixture, users: changeEntry(fixture.users, name, (user) => ({ ...user, ...change(user) })) }
    case 'group':
      return { ...fixture, groups: changeEntry(fixture.groups, name, (group) => ({ ...group, ...change(group) })) }
    case 'role':
      return { ...fixture, roles: changeEntry(fixture.roles, name, (role) => ({ ...role, ...change(role) })) }
  }
}

/** Beside the documents that are there, with a name that none of them has. */
function newFileName(fixture: Fixture, place: DocumentPlace): string {
  const files = new Set(documentsOf(fixture).map(({ file }) => file.file))
  const folder = fixture.at.file.slice(0, fixture.at.file.lastIndexOf('/') + 1)
  const stem =
    place.kind === 'catalogPolicy'
      ? 'catalog-policy'
      : place.kind === 'bucketPolicy'
        ? `${place.bucket}-bucket-policy`
        : place.kind === 'inline'
          ? place.name
          : place.kind
  for (let number = 1; ; number += 1) {
    const file = `${folder}${stem}${number === 1 ? '' : `-${number}`}.json`
    if (!files.has(file)) return file
  }
}

function changeConnection(connection: S3Connection, change: ConnectionChange): S3Connection {
  if (isOfSecret(change)) {
    const tidied = connection[change.setting]?.replace(/^[\s"']+|[\s"']+$/g, '')
    return { ...connection, [change.setting]: change.value === 'tidied' ? tidied : undefined }
  }
  return { ...connection, [change.setting]: change.value }
}

type SecretChange = Extract<ConnectionChange, { readonly value: 'tidied' | 'entered again' }>

const isOfSecret = (change: ConnectionChange): change is SecretChange =>
  change.setting === 'secretAccessKey' || change.setting === 'accessKeyId' || change.setting === 'sessionToken'

/** A policy of one statement or several, in the order in which AWS writes its elements. */
export const policyOf = (statements: readonly JsonValue[]): JsonValue => ({ Version: '2012-10-17', Statement: statements })
