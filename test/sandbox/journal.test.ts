import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2 } from '@aws-sdk/client-ec2'
import { Glue } from '@aws-sdk/client-glue'
import { LakeFormation } from '@aws-sdk/client-lakeformation'
import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnableAWSServiceAccessCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations'
import { S3Control } from '@aws-sdk/client-s3-control'
import { afterAll, expect, it } from 'vitest'
import { Control } from '../../src/sandbox/control/control.ts'
import { Storage } from '../../src/sandbox/disk/storage.ts'
import { Hostility } from '../../src/sandbox/hostile/hostility.ts'
import { encode, type Path } from '../../src/sandbox/journal/encode.ts'
import { statesOf } from '../../src/sandbox/journal/journal.ts'
import { Random } from '../../src/sandbox/random.ts'
import { fillStores } from '../../src/sandbox/seed/fill-stores.ts'
import { listen } from '../../src/sandbox/server.ts'
import { Stores } from '../../src/sandbox/stores.ts'
import { accountId, clientsFor } from './clients.ts'
import { localhostOf, throughLocalhost } from './through-localhost.ts'

const account = '111122223333'
const rootCredentials = { accessKeyId: 'ROOTKEY', secretAccessKey: 'root secret' }
const data = mkdtempSync(join(tmpdir(), 'journal-'))
afterAll(() => rmSync(data, { recursive: true }))

/** Everything in the stores, by its path: every table, every entry, every field of each. */
function dump(stores: Stores): ReadonlyMap<string, string> {
  const all = new Map<string, string>()
  const add = (value: unknown, path: Path): void => {
    const { text, tables } = encode(value, path, (bytes) => createHash('sha1').update(bytes).digest('hex'))
    all.set(path.join('/'), text)
    for (const { table, path: at } of tables) for (const key of table.keys()) add(table.peek(key), [...at, key])
  }
  for (const [name, state] of statesOf(stores)) add(state, [name])
  return all
}

/** A sandbox whose stores can be looked into. */
async function open() {
  const errors: unknown[] = []
  const onInternalError = (error: unknown): void => void errors.push(error)
  const storage = await Storage.open({ data, profile: 'current', onError: onInternalError })
  const stores = new Stores('current', storage.blobs)
  const random = new Random(`journal ${storage.starts}`)
  const now = (): Date => new Date()
  const restored = await storage.restore(stores)
  if (!restored) {
    fillStores({ accounts: [{ id: accountId(account), rootCredentials }], keys: [], issuers: [] }, stores, random, now())
    await storage.hold(stores)
  }
  const world = { stores, random, now, onDecision: undefined, hostility: new Hostility() }
  const control = new Control({
    token: 'token',
    world,
    reset: async () => {},
    setHostile: () => {},
    openDoor: () => Promise.reject(new Error('no door is opened here')),
  })
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    secureTransport: true,
    certificate: undefined,
    sourceIp: undefined,
    world,
    control,
    onInternalError,
    storage,
  })
  const endpoint = `http://127.0.0.1:${listener.port}`
  const close = async (): Promise<void> => {
    await listener.close()
    await storage.close()
    expect(errors).toEqual([])
  }
  return { stores, restored, close, endpoint, ...clientsFor(endpoint, rootCredentials) }
}

const policy = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const trust = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] })
const Bucket = 'journal'
const mebibyte = 1024 * 1024

async function fill({ iam, sts, s3, kms, endpoint }: Awaited<ReturnType<typeof open>>): Promise<void> {
  await iam.createUser({ UserName: 'Ana', Path: '/team/', Tags: [{ Key: 'team', Value: 'x' }] })
  await iam.createGroup({ GroupName: 'readers' })
  await iam.addUserToGroup({ GroupName: 'readers', UserName: 'ana' })
  await iam.putUserPolicy({ UserName: 'Ana', PolicyName: 'inline', PolicyDocument: policy('s3:*') })
  await iam.createAccessKey({ UserName: 'Ana' })
  await iam.createLoginProfile({ UserName: 'Ana', Password: 'a-Long.Password1' })
  await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone' })
  const role = await iam.createRole({
    RoleName: 'reader',
    AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${account}:user/team/Ana` }),
  })
  await iam.createRole({ RoleName: 'anybody', AssumeRolePolicyDocument: trust({ AWS: account }) })
  const { Policy } = await iam.createPolicy({ PolicyName: 'managed', PolicyDocument: policy('s3:GetObject') })
  await iam.createPolicyVersion({ PolicyArn: Policy?.Arn, PolicyDocument: policy('s3:ListBucket'), SetAsDefault: true })
  await iam.attachRolePolicy({ RoleName: 'reader', PolicyArn: Policy?.Arn })
  await iam.putRolePermissionsBoundary({ RoleName: 'reader', PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })
  await iam.createInstanceProfile({ InstanceProfileName: 'profile' })
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'profile', RoleName: 'reader' })
  await iam.createServiceLinkedRole({ AWSServiceName: 'elasticbeanstalk.amazonaws.com' }).catch(() => {})
  await iam.createOpenIDConnectProvider({ Url: 'https://token.example.com', ClientIDList: ['app'] })
  await iam.createSAMLProvider({
    Name: 'idp',
    SAMLMetadataDocument: readFileSync(new URL('saml/signed/metadata.xml', import.meta.url), 'utf8'),
  })
  await iam.createAccountAlias({ AccountAlias: 'journal' })
  await iam.createServiceSpecificCredential({ UserName: 'Ana', ServiceName: 'codecommit.amazonaws.com' })
  await iam.generateServiceLastAccessedDetails({ Arn: Policy?.Arn })
  await iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 12 })
  const session = { RoleName: 'anybody', PolicyName: 'all', PolicyDocument: policy('*') }
  await iam.putRolePolicy(session)
  const { Credentials } = await sts.getSessionToken({})
  await sts.getFederationToken({ Name: 'bob', Policy: policy('s3:*'), Tags: [{ Key: 'team', Value: 'x' }] }).catch(() => {})
  await clientsFor(endpoint, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }).s3.listBuckets({})
  await s3.createBucket({ Bucket, ObjectLockEnabledForBucket: true })
  await s3.createBucket({ Bucket: 'short-lived' })
  await s3.putObject({ Bucket: 'short-lived', Key: 'a', Body: 'a' })
  await s3.putObject({ Bucket, Key: 'small', Body: 'small', Metadata: { $: 'of metadata' }, Tagging: 'a=b', Expires: new Date(0) })
  await s3.putObject({ Bucket, Key: 'middle', Body: Buffer.alloc(5000, 'middle') })
  await s3.putObject({ Bucket, Key: 'large', Body: Buffer.alloc(2 * mebibyte, 'large') })
  await s3.putObject({ Bucket, Key: 'a/\u{1F600}/\uFFFD key', Body: 'odd' })
  await s3.putObject({ Bucket, Key: 'small', Body: 'newer' })
  const config = { endpoint: localhostOf(endpoint), region: 'us-east-1', credentials: rootCredentials, maxAttempts: 1 }
  const control = throughLocalhost(new S3Control(config))
  await control.createAccessPoint({ AccountId: account, Name: 'point', Bucket })
  const glue = new Glue({ ...config, endpoint })
  await glue.createDatabase({ DatabaseInput: { Name: 'sales' }, Tags: { team: 'x' } })
  await glue.createTable({ DatabaseName: 'sales', TableInput: { Name: 'orders', PartitionKeys: [{ Name: 'day' }] } })
  await glue.createPartition({ DatabaseName: 'sales', TableName: 'orders', PartitionInput: { Values: ['2026-11-21'] } })
  const table = { DatabaseName: 'sales', TableName: 'orders' }
  await glue.createPartitionIndex({ ...table, PartitionIndex: { IndexName: 'by-day', Keys: ['day'] } })
  await glue.createUserDefinedFunction({ DatabaseName: 'sales', FunctionInput: { FunctionName: 'mask' } })
  const lake = new LakeFormation({ ...config, endpoint })
  const reader = { DataLakePrincipalIdentifier: role.Role?.Arn }
  await lake.putDataLakeSettings({
    DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${account}:root` }] },
  })
  await lake.grantPermissions({ Principal: reader, Resource: { Database: { Name: 'sales' } }, Permissions: ['DESCRIBE'] })
  await lake.registerResource({ ResourceArn: `arn:aws:s3:::${Bucket}`, RoleArn: role.Role?.Arn })
  await s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/middle` })
  await s3.deleteObject({ Bucket, Key: 'small' })
  await s3.putObjectLegalHold({ Bucket, Key: 'copy', LegalHold: { Status: 'ON' } })
  await s3.putObjectTagging({ Bucket, Key: 'copy', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })
  for (const UploadKey of ['parts', 'unfinished', 'unfinished']) {
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: UploadKey })
    const { ETag } = await s3.uploadPart({ Bucket, Key: UploadKey, UploadId, PartNumber: 1, Body: 'only' })
    if (UploadKey === 'parts')
      await s3.completeMultipartUpload({ Bucket, Key: UploadKey, UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } })
  }
  await s3.putBucketPolicy({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: role.Role?.Arn }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
    }),
  })
  await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })
  await s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } })
  await s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: { Rules: [{ ID: 'r', Status: 'Enabled', Filter: { Prefix: 'a' }, Expiration: { Days: 1 } }] },
  })
  const { KeyMetadata } = await kms.createKey({ Description: 'of the journal' })
  const KeyId = KeyMetadata?.Arn
  await kms.createAlias({ AliasName: 'alias/journal', TargetKeyId: KeyId })
  await kms.rotateKeyOnDemand({ KeyId })
  const { KeyMetadata: many } = await kms.createKey({ MultiRegion: true, Origin: 'EXTERNAL' })
  await kms.replicateKey({ KeyId: many?.KeyId, ReplicaRegion: 'eu-west-1' })
  const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' } as const
  await kms.getParametersForImport({ KeyId: many?.KeyId, ...wrapping })
  await kms.createGrant({ KeyId, GranteePrincipal: role.Role?.Arn, Operations: ['Decrypt'] })
  await s3.putObject({ Bucket, Key: 'encrypted', Body: 'e', ServerSideEncryption: 'aws:kms' })
  const organizations = new OrganizationsClient({ endpoint, region: 'us-east-1', credentials: rootCredentials })
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const ParentId = Roots?.[0]?.Id
  await organizations.send(new EnablePolicyTypeCommand({ RootId: ParentId, PolicyType: 'SERVICE_CONTROL_POLICY' }))
  await organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name: 'unit', Tags: [{ Key: 'a', Value: 'b' }] }))
  const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand({ AccountName: 'delegate', Email: 'd@example.com' }))
  const { AccountId } = CreateAccountStatus ?? {}
  const ServicePrincipal = 'config.amazonaws.com'
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }))
  await organizations.send(new RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal }))
  const delegation = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${AccountId}:root` }, Action: 'organizations:List*', Resource: '*' }
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: delegation })
  await organizations.send(new PutResourcePolicyCommand({ Content }))
  await organizations.send(
    new CreatePolicyCommand({ Type: 'SERVICE_CONTROL_POLICY', Name: 'scp', Description: '', Content: policy('s3:*') }),
  )
}

async function fillEc2({ endpoint }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const ec2 = new EC2({ endpoint, region: 'us-east-1', credentials: rootCredentials })
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })
  const { GroupId } = await ec2.createSecurityGroup({ GroupName: 'web', Description: 'web', VpcId: Vpc?.VpcId })
  await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  })
}

async function empty({ iam, s3, kms }: Awaited<ReturnType<typeof open>>): Promise<void> {
  await iam.removeRoleFromInstanceProfile({ InstanceProfileName: 'profile', RoleName: 'reader' })
  await iam.deleteInstanceProfile({ InstanceProfileName: 'profile' })
  await iam.updateUser({ UserName: 'ana', NewUserName: 'anna' })
  await iam.deleteRolePolicy({ RoleName: 'anybody', PolicyName: 'all' })
  await iam.deleteRole({ RoleName: 'anybody' })
  await iam.deleteAccountPasswordPolicy({})
  await kms.deleteAlias({ AliasName: 'alias/journal' })
  await s3.deleteObject({ Bucket: 'short-lived', Key: 'a' })
  await s3.deleteBucket({ Bucket: 'short-lived' })
  await s3.createBucket({ Bucket: 'short-lived' })
  const { Uploads } = await s3.listMultipartUploads({ Bucket })
  await s3.abortMultipartUpload({ Bucket, Key: 'unfinished', UploadId: Uploads?.[0]?.UploadId })
  const { Versions = [] } = await s3.listObjectVersions({ Bucket, Prefix: 'large' })
  for (const { VersionId } of Versions) await s3.deleteObject({ Bucket, Key: 'large', VersionId })
}

it('whatever a store holds is kept, and nothing else', async () => {
  const first = await open()
  await fill(first)
  await fillEc2(first)
  const filled = dump(first.stores)
  expect(filled.size).toBeGreaterThan(30)
  await first.close()
  const second = await open()
  expect([...dump(second.stores)]).toEqual([...dump(first.stores)])
  await empty(second)
  expect([...dump(second.stores)]).not.toEqual([...filled])
  await second.close()
  const third = await open()
  expect([...dump(third.stores)]).toEqual([...dump(second.stores)])
  await third.close()
})

const source = join(import.meta.dirname, '../../src/sandbox')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /(?:^|\/)(?:store|bucket)\.ts$/.test(file))

/** What is kept is found by looking at the fields. */
it.each(files)('%s hides nothing from the journal', (file) => {
  expect(files.length).toBeGreaterThan(6)
  expect(readFileSync(join(source, file), 'utf8')).not.toMatch(/^\s+(?:readonly )?#\w+\??\s*[=:]/m)
})
