import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { Transition } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, type SdkCredentials } from './clients.ts'
import { createUser } from './principals.ts'
import { rawRequest } from './raw-request.ts'
import { readError } from './s3/post-form.ts'

const [mine, other] = ['111122223333', '444455556666']
const otherId = '56789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01234'
const accounts = [
  { id: accountId(mine), displayName: 'M. Tester' },
  { id: accountId(other), canonicalId: otherId, email: 'other@example.com' },
]
const issuer = 'http://id.example.com/realm'
const issuerKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
let legacy: Sandbox
let current: Sandbox
beforeAll(async () => {
  const issuers = [{ url: issuer, keys: [issuerKey.publicKey.export({ format: 'jwk' })] }]
  legacy = await startSandbox({ seed: 'legacy', accounts, issuers, profile: 'legacy-s3' })
  current = await startSandbox({ seed: 'current', accounts })
})
afterAll(() => Promise.all([legacy.close(), current.close()]))

const keysOf = (sandbox: Sandbox, account: string): SdkCredentials => {
  const found = sandbox.accounts.get(accountId(account))
  if (found === undefined) throw new Error(`no account ${account}`)
  return found.rootCredentials
}
const root = (sandbox: Sandbox, account = mine, region?: string): Clients => clientsFor(sandbox.endpoint, keysOf(sandbox, account), region)

describe('the profile legacy-s3', () => {
  it('gives buckets what they had before April 2023, and owners a name', async () => {
    const { s3 } = root(legacy)
    await s3.createBucket({ Bucket: 'old', ACL: 'public-read' })
    expect((await s3.getBucketAcl({ Bucket: 'old' })).Owner).toMatchObject({ DisplayName: 'M. Tester' })
    await expect(root(current).s3.createBucket({ Bucket: 'new', ACL: 'public-read' })).rejects.toThrow('ObjectOwnership')
  })

  it("lets whoever may create a bucket say that it is the writers' own, as it is anyway", async () => {
    const Statement = { Effect: 'Allow', Action: 's3:CreateBucket', Resource: '*' }
    const create = async (sandbox: Sandbox, Bucket: string) => {
      const { iam } = root(sandbox)
      await iam.createUser({ UserName: Bucket })
      await iam.putUserPolicy({ UserName: Bucket, PolicyName: 'p', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) })
      const { AccessKey } = await iam.createAccessKey({ UserName: Bucket })
      const keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
      return clientsFor(sandbox.endpoint, keys).s3.createBucket({ Bucket, ObjectOwnership: 'ObjectWriter' })
    }
    await create(legacy, 'of-writers')
    await expect(create(current, 'of-writers')).rejects.toThrow('s3:PutBucketOwnershipControls')
  })

  it('takes ARNs without an account in Principal, and enforces them', async () => {
    const { s3 } = root(legacy)
    const ana = await createUser(legacy, mine, 'ana', [])
    await s3.createBucket({ Bucket: 'named' })
    await s3.putObject({ Bucket: 'named', Key: 'a', Body: 'x' })
    const policy = (name: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam:::user/${name}` }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::named/*' },
        ],
      })
    await s3.putBucketPolicy({ Bucket: 'named', Policy: policy('ana') })
    await expect(ana.s3.headObject({ Bucket: 'named', Key: 'a' })).resolves.toMatchObject({ ContentLength: 1 })
    await expect(root(legacy, other).s3.headObject({ Bucket: 'named', Key: 'a' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
    await s3.putBucketPolicy({ Bucket: 'named', Policy: policy(otherId) })
    await expect(root(legacy, other).s3.headObject({ Bucket: 'named', Key: 'a' })).resolves.toMatchObject({ ContentLength: 1 })
    await expect(ana.s3.headObject({ Bucket: 'named', Key: 'a' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
    await expect(s3.putBucketPolicy({ Bucket: 'named', Policy: policy('nobody') })).rejects.toThrow('Invalid principal in policy')
    await root(current).s3.createBucket({ Bucket: 'named' })
    await createUser(current, mine, 'ana', [])
    await expect(root(current).s3.putBucketPolicy({ Bucket: 'named', Policy: policy('ana') })).rejects.toThrow(
      'Invalid principal in policy',
    )
  })

  it('takes ARNs without an account of sessions, and in policies of identities', async () => {
    const { s3, iam } = root(legacy)
    const Statement = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })
    const trust = Statement({ Principal: { AWS: mine }, Action: 'sts:AssumeRole' })
    const { Role } = await iam.createRole({ RoleName: 'guest', AssumeRolePolicyDocument: trust })
    const bea = await createUser(legacy, mine, 'bea', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }])
    const session = await bea.sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'visit' })
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken } = session.Credentials ?? {}
    const guest = clientsFor(legacy.endpoint, { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) })
    await s3.createBucket({ Bucket: 'visited' })
    await s3.putObject({ Bucket: 'visited', Key: 'a', Body: 'x' })
    const read = (name: string) =>
      Statement({
        Principal: { AWS: `arn:aws:iam:::assumed-role/guest/${name}` },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::visited/*',
      })
    await s3.putBucketPolicy({ Bucket: 'visited', Policy: read('visit') })
    await expect(guest.s3.headObject({ Bucket: 'visited', Key: 'a' })).resolves.toMatchObject({ ContentLength: 1 })
    await s3.putBucketPolicy({ Bucket: 'visited', Policy: read('another') })
    await expect(guest.s3.headObject({ Bucket: 'visited', Key: 'a' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
    await expect(bea.iam.listUserPolicies({ UserName: 'bea' })).rejects.toThrow('iam:ListUserPolicies')
    const own = Statement({ Action: 'iam:ListUserPolicies', Resource: 'arn:aws:iam:::user/bea' })
    await iam.putUserPolicy({ UserName: 'bea', PolicyName: 'own', PolicyDocument: own })
    expect((await bea.iam.listUserPolicies({ UserName: 'bea' })).PolicyNames).toContain('own')
    await expect(bea.iam.listUserPolicies({ UserName: 'ana' })).rejects.toThrow('iam:ListUserPolicies')
  })

  it('takes any region in the scope of a signature', async () => {
    await expect(root(legacy, mine, 'default').s3.listBuckets()).resolves.toBeDefined()
    await expect(root(legacy, mine, 'default').iam.listUsers()).resolves.toBeDefined()
    await expect(root(current, mine, 'default').s3.listBuckets()).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' })
    await expect(root(current, mine, 'default').iam.listUsers()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  })

  it('takes forms that are signed with Version 2, by their signature', async () => {
    await root(legacy).s3.createBucket({ Bucket: 'forms' })
    await root(current).s3.createBucket({ Bucket: 'forms' })
    const post = (sandbox: Sandbox, secret = keysOf(sandbox, mine).secretAccessKey): Promise<Response> => {
      const document = { expiration: new Date(Date.now() + 60_000).toISOString(), conditions: [{ bucket: 'forms' }, { key: 'a' }] }
      const policy = Buffer.from(JSON.stringify(document)).toString('base64')
      const form = new FormData()
      form.set('key', 'a')
      form.set('AWSAccessKeyId', keysOf(sandbox, mine).accessKeyId)
      form.set('policy', policy)
      form.set('signature', createHmac('sha1', secret).update(policy).digest('base64'))
      form.set('file', new Blob(['the file']))
      return fetch(`${sandbox.endpoint}/forms`, { method: 'POST', body: form })
    }
    expect((await post(legacy)).status).toBe(204)
    expect((await root(legacy).s3.headObject({ Bucket: 'forms', Key: 'a' })).ContentLength).toBe(8)
    expect(await readError(await post(legacy, 'another'))).toMatchObject({ Code: 'SignatureDoesNotMatch' })
    expect(await readError(await post(current))).toMatchObject({ Code: 'InvalidRequest', Message: /Please use AWS4-HMAC-SHA256/ })
  })

  it('takes requests and addresses that are signed with Version 2, by their signature', async () => {
    const { s3 } = root(legacy)
    await s3.createBucket({ Bucket: 'version2' })
    await s3.putObject({ Bucket: 'version2', Key: 'a b', Body: 'x' })
    const { accessKeyId, secretAccessKey } = keysOf(legacy, mine)
    const sign = (text: string, secret = secretAccessKey): string => createHmac('sha1', secret).update(text).digest('base64')
    const get = (secret?: string, date = new Date().toUTCString()) =>
      rawRequest(legacy.endpoint, '/version2/a%20b', {
        headers: { date, authorization: `AWS ${accessKeyId}:${sign(`GET\n\n\n${date}\n/version2/a%20b`, secret)}` },
      })
    expect(await get()).toMatchObject({ status: 200, body: 'x' })
    expect((await get('another')).body).toContain('SignatureDoesNotMatch')
    expect((await get(undefined, 'Tue, 07 Jul 2010 21:53:04 GMT')).body).toContain('RequestTimeTooSkewed')
    for (const date of ['Bad Date', 'Tue, 07 Jul 1950 21:53:04 GMT']) expect((await get(undefined, date)).body).toContain('AccessDenied')
    const expires = Math.floor(Date.now() / 1000) + 60
    const presigned = (until: number) =>
      rawRequest(
        legacy.endpoint,
        `/version2/a%20b?AWSAccessKeyId=${accessKeyId}&Expires=${until}&Signature=${encodeURIComponent(sign(`GET\n\n\n${until}\n/version2/a%20b`))}`,
      )
    expect((await presigned(expires)).status).toBe(200)
    expect((await presigned(expires - 120)).body).toContain('Request has expired')
    const Deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::version2/*',
      Condition: { StringEquals: { 's3:signatureversion': 'AWS' } },
    }
    await s3.putBucketPolicy({ Bucket: 'version2', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [Deny] }) })
    expect((await presigned(expires)).status).toBe(403)
  })

  it('answers in the words of older servers where suites for them expect it', async () => {
    const { s3 } = root(legacy)
    const Bucket = 'older'
    await s3.createBucket({ Bucket, ACL: 'public-read', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } })
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetBucketLocation', Resource: `arn:aws:s3:::${Bucket}` }]
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    const { body } = await rawRequest(legacy.endpoint, `/${Bucket}?location`)
    expect(body).toMatch(/<LocationConstraint xmlns="[^"]+">us-west-2<\/LocationConstraint>$/)
    expect((await s3.getBucketLocation({ Bucket })).LocationConstraint).toBe('us-west-2')
    const { Grants } = await s3.getBucketAcl({ Bucket })
    expect(Grants?.map(({ Grantee }) => Grantee?.Type)).toEqual(['Group', 'CanonicalUser'])
    await s3.putObject({ Bucket, Key: 'a b', Body: 'x', Tagging: 'foo=1&bar=2' })
    expect((await s3.getObjectTagging({ Bucket, Key: 'a b' })).TagSet?.map(({ Key }) => Key)).toEqual(['bar', 'foo'])
    expect((await s3.listObjectsV2({ Bucket, EncodingType: 'url' })).Contents?.[0]?.Key).toBe('a%20b')
    expect((await s3.listObjectsV2({ Bucket, ContinuationToken: '' })).KeyCount).toBe(1)
    await expect(s3.getObject({ Bucket, Key: 'a b', PartNumber: 2 })).rejects.toMatchObject({ name: 'InvalidPart' })
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts' })
    await expect(s3.completeMultipartUpload({ Bucket, Key: 'parts', UploadId })).rejects.toMatchObject({ name: 'MalformedXML' })
    const moves = (...Transitions: Transition[]) => {
      const Rules = [{ Status: 'Enabled' as const, Prefix: '', Transitions }]
      return s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })
    }
    await moves({ Days: 1, StorageClass: 'STANDARD_IA' }, { Days: 2, StorageClass: 'GLACIER' })
    await expect(moves({ Days: 1, StorageClass: 'GLACIER' }, { Days: 2, StorageClass: 'GLACIER' })).rejects.toMatchObject({
      message: "'StorageClass' must be different for 'Transition' actions in same 'Rule' with prefix ''",
    })
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })
    expect((await s3.putObject({ Bucket, Key: 'c', Body: 'x' })).VersionId).toBeUndefined()
  })

  it('compares before a write as before a read, and says what buckets have as they once did', async () => {
    const { s3 } = root(legacy)
    const Bucket = 'compared'
    await s3.createBucket({ Bucket, ACL: 'public-read' })
    const write = (more: object) => s3.putObject({ Bucket, Key: 'a', Body: 'x', ...more })
    await expect(write({ IfMatch: '*' })).rejects.toMatchObject({ name: 'NoSuchKey' })
    const { ETag } = await write({ IfNoneMatch: '"another"' })
    await write({ IfMatch: '*' })
    await expect(write({ IfNoneMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    const soon = new Date(Date.now() + 60_000)
    await expect(s3.getObject({ Bucket, Key: 'a', IfModifiedSince: soon })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(s3.copyObject({ Bucket, Key: 'b', CopySource: `${Bucket}/a`, CopySourceIfModifiedSince: soon })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    await expect(s3.getBucketEncryption({ Bucket })).rejects.toMatchObject({ name: 'ServerSideEncryptionConfigurationNotFoundError' })
    expect((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus).toEqual({ IsPublic: true })
    const upload = await s3.createMultipartUpload({ Bucket, Key: 'parts', ChecksumAlgorithm: 'SHA256' })
    const named = { Bucket, Key: 'parts', UploadId: upload.UploadId }
    const part = await s3.uploadPart({ ...named, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'SHA256' })
    await s3.completeMultipartUpload({ ...named, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] } })
    const attributes = await s3.getObjectAttributes({ Bucket, Key: 'parts', ObjectAttributes: ['ObjectParts'] })
    expect(attributes.ObjectParts?.Parts).toMatchObject([{ PartNumber: 1, Size: 1 }])
  })

  it('compares what it deletes, by size and time too, and deletes nothing gladly', async () => {
    const { s3 } = root(legacy)
    const Bucket = 'undone'
    await s3.createBucket({ Bucket })
    const remove = async (more: object) => {
      const { Deleted, Errors } = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: 'a', ...more }] } })
      return Errors?.[0]?.Code ?? Deleted?.[0]?.Key
    }
    for (const wrong of [{ ETag: 'bad' }, { Size: 9999 }, { LastModifiedTime: new Date('2015-01-01') }]) {
      await s3.putObject({ Bucket, Key: 'a', Body: 'x' })
      expect(await remove(wrong)).toBe('PreconditionFailed')
      const { ETag, ContentLength: Size, LastModified: LastModifiedTime } = await s3.headObject({ Bucket, Key: 'a' })
      expect(await remove({ ETag, Size, LastModifiedTime })).toBe('a')
      expect(await remove(wrong)).toBe('a')
    }
    await root(current).s3.createBucket({ Bucket })
    await expect(root(current).s3.deleteObject({ Bucket, Key: 'a', IfMatch: '*' })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(root(current).s3.deleteObject({ Bucket, Key: 'a', IfMatchSize: 1 })).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  it('takes the e-mail addresses of a seed in ACLs', async () => {
    const Bucket = 'mailed'
    const { s3 } = root(legacy)
    await s3.createBucket({ Bucket })
    await s3.putBucketAcl({ Bucket, GrantRead: 'emailAddress="other@example.com"' })
    expect((await s3.getBucketAcl({ Bucket })).Grants).toMatchObject([{ Grantee: { ID: otherId }, Permission: 'READ' }])
    await expect(s3.putBucketAcl({ Bucket, GrantRead: 'emailAddress="no@example.com"' })).rejects.toMatchObject({
      name: 'UnresolvableGrantByEmailAddress',
    })
    await root(current).s3.createBucket({ Bucket, ObjectOwnership: 'ObjectWriter' })
    await expect(root(current).s3.putBucketAcl({ Bucket, GrantRead: 'emailAddress="other@example.com"' })).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    })
  })

  it('takes the transfer coding of HTTP for a body', async () => {
    await root(legacy).s3.createBucket({ Bucket: 'coded', ACL: 'public-read-write' })
    const put = (sandbox: Sandbox) =>
      rawRequest(sandbox.endpoint, '/coded/a', { method: 'PUT', headers: { 'transfer-encoding': 'chunked' }, body: 'three' })
    expect((await put(legacy)).status).toBe(200)
    expect((await rawRequest(legacy.endpoint, '/coded/a')).body).toBe('three')
  })

  it('takes providers of OpenID Connect without TLS, and their tokens', async () => {
    const provider = { Url: issuer, ClientIDList: ['app'], ThumbprintList: ['0'.repeat(40)] }
    const { iam } = root(legacy)
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider(provider)
    expect(OpenIDConnectProviderArn).toBe(`arn:aws:iam::${mine}:oidc-provider/id.example.com/realm`)
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).Url).toBe(provider.Url)
    const trust = { Effect: 'Allow', Principal: { Federated: OpenIDConnectProviderArn }, Action: 'sts:AssumeRoleWithWebIdentity' }
    const document = {
      Version: '2012-10-17',
      Statement: [{ ...trust, Condition: { StringEquals: { 'id.example.com/realm:sub': 'ana' } } }],
    }
    const { Role } = await iam.createRole({ RoleName: 'web', AssumeRolePolicyDocument: JSON.stringify(document) })
    const claims = { iss: issuer, sub: 'ana', aud: 'app', exp: Math.floor(Date.now() / 1000) + 60 }
    const text = [{ alg: 'ES256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const signature = sign('sha256', Buffer.from(text), { key: issuerKey.privateKey, dsaEncoding: 'ieee-p1363' })
    const WebIdentityToken = `${text}.${signature.toString('base64url')}`
    const session = await root(legacy).sts.assumeRoleWithWebIdentity({ RoleArn: Role?.Arn, RoleSessionName: 'web', WebIdentityToken })
    expect(session.SubjectFromWebIdentityToken).toBe('ana')
    await expect(root(current).iam.createOpenIDConnectProvider(provider)).rejects.toThrow('Invalid Open ID Connect Provider URL')
  })
})
