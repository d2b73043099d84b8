import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser, policy } from '../principals.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const canonical = { [owner]: 'a'.repeat(64), [stranger]: 'b'.repeat(64) }
const Bucket = 'lists'
let sandbox: Sandbox
let root: Clients['s3']
let other: Clients['s3']
beforeAll(async () => {
  const accounts = [owner, stranger].map((id) => ({ id: accountId(id), canonicalId: canonical[id] ?? '' }))
  sandbox = await startSandbox({ seed: 'acl', accounts, profile: 'legacy-s3' })
  root = rootClients(sandbox, owner).s3
  other = rootClients(sandbox, stranger).s3
  await root.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => sandbox.close())

const get = (Key: string) => new GetObjectCommand({ Bucket, Key })
const put = (Key: string, more: object = {}) => new PutObjectCommand({ Bucket, Key, Body: 'x', ...more })
const denied = { name: 'AccessDenied' }
const anonymously = async (Key: string, method = 'GET'): Promise<number> =>
  (await fetch(`${sandbox.endpoint}/${Bucket}/${Key}`, { method })).status

describe('an ACL', () => {
  it('gives what it says to accounts and groups, and nothing else', async () => {
    await root.send(put('private'))
    await expect(other.send(get('private'))).rejects.toMatchObject(denied)
    await root.send(put('granted', { GrantRead: `id="${canonical[stranger]}"` }))
    await other.send(get('granted'))
    await root.send(put('authenticated', { ACL: 'authenticated-read' }))
    await other.send(get('authenticated'))
    expect(await anonymously('authenticated')).toBe(403)
    await root.send(put('public', { ACL: 'public-read' }))
    expect(await anonymously('public')).toBe(200)
  })

  it('of a bucket lets others list and write, not read', async () => {
    await expect(other.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied)
    const full = `id="${canonical[owner]}"`
    const id = `id="${canonical[stranger]}"`
    await root.send(new PutBucketAclCommand({ Bucket, GrantFullControl: full, GrantRead: id, GrantWrite: id }))
    await other.send(new ListObjectsV2Command({ Bucket }))
    await other.send(put('theirs'))
    await expect(other.send(get('private'))).rejects.toMatchObject(denied)
    await expect(other.send(new DeleteObjectCommand({ Bucket, Key: 'private' }))).rejects.toMatchObject(denied)
    await other.send(new DeleteObjectCommand({ Bucket, Key: 'theirs' }))
  })

  it('of a bucket tells who may list it what is not there', async () => {
    await root.send(new CreateBucketCommand({ Bucket: 'listed', ACL: 'public-read' }))
    await root.send(new PutObjectCommand({ Bucket: 'listed', Key: 'private', Body: 'x' }))
    const missing = { Bucket: 'listed', Key: 'missing' }
    await expect(other.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(other.send(new GetObjectCommand({ ...missing, Key: 'private' }))).rejects.toMatchObject(denied)
    expect((await fetch(`${sandbox.endpoint}/listed/missing`)).status).toBe(404)
    await root.send(new PutBucketAclCommand({ Bucket: 'listed', ACL: 'private' }))
    await expect(other.send(new GetObjectCommand(missing))).rejects.toMatchObject(denied)
  })

  it('of a bucket lets others tag what they write, and its owner reads the tags', async () => {
    await root.send(new CreateBucketCommand({ Bucket: 'drop', ACL: 'public-read-write' }))
    await other.send(new PutObjectCommand({ Bucket: 'drop', Key: 'theirs', Body: 'x', Tagging: 'a=b' }))
    expect((await root.send(new GetObjectTaggingCommand({ Bucket: 'drop', Key: 'theirs' }))).TagSet).toEqual([{ Key: 'a', Value: 'b' }])
    await expect(other.send(new GetObjectTaggingCommand({ Bucket: 'drop', Key: 'theirs' }))).rejects.toMatchObject(denied)
  })

  it('of a bucket lets whoever began an upload list and end it', async () => {
    const upload = await other.send(new CreateMultipartUploadCommand({ Bucket: 'drop', Key: 'parts' }))
    const named = { Bucket: 'drop', Key: 'parts', UploadId: upload.UploadId }
    expect((await other.send(new ListPartsCommand(named))).Initiator?.ID).toBe(canonical[stranger])
    await other.send(new AbortMultipartUploadCommand(named))
    const mine = await root.send(new CreateMultipartUploadCommand({ Bucket: 'drop', Key: 'parts' }))
    await expect(other.send(new AbortMultipartUploadCommand({ ...named, UploadId: mine.UploadId }))).rejects.toMatchObject(denied)
  })

  it('never wins against an explicit deny', async () => {
    const Deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/public` } as const
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(Deny) }))
    expect(await anonymously('public')).toBe(403)
  })

  it('is read as it was set', async () => {
    const { Owner, Grants } = await root.send(new GetObjectAclCommand({ Bucket, Key: 'granted' }))
    expect(Owner?.ID).toBe(canonical[owner])
    expect(Grants).toMatchObject([{ Grantee: { Type: 'CanonicalUser', ID: canonical[stranger] }, Permission: 'READ' }])
    const AccessControlPolicy = {
      Owner: { ID: canonical[owner] },
      Grants: [
        { Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' as const },
      ],
    }
    await root.send(new PutObjectAclCommand({ Bucket, Key: 'granted', AccessControlPolicy }))
    expect((await root.send(new GetObjectAclCommand({ Bucket, Key: 'granted' }))).Grants).toEqual(AccessControlPolicy.Grants)
  })
})

describe('an object that another account owns', () => {
  beforeAll(() => other.send(put('owned')))

  it('is outside the bucket policy’s Allow, and its owner’s to share', async () => {
    const { s3, arn } = await createUser(sandbox, owner, 'reader', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
    await expect(s3.send(get('owned'))).rejects.toMatchObject(denied)
    const Allow = { Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` } as const
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(Allow) }))
    await s3.send(get('private'))
    await expect(s3.send(get('owned'))).rejects.toMatchObject(denied)
    await other.send(new PutObjectAclCommand({ Bucket, Key: 'owned', ACL: 'bucket-owner-full-control' }))
    await s3.send(get('owned'))
  })

  it('becomes the bucket owner’s with bucket owner enforced', async () => {
    await other.send(put('taken'))
    await expect(root.send(get('taken'))).rejects.toMatchObject(denied)
    const enforce = (ObjectOwnership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred') =>
      root.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }))
    await expect(enforce('BucketOwnerEnforced')).rejects.toMatchObject({ name: 'InvalidBucketAclWithObjectOwnership' })
    await enforce('BucketOwnerPreferred')
    await other.send(put('preferred', { ACL: 'bucket-owner-full-control' }))
    expect((await root.send(new GetObjectAclCommand({ Bucket, Key: 'preferred' }))).Owner?.ID).toBe(canonical[owner])
    await root.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }))
    await enforce('BucketOwnerEnforced')
    await root.send(get('taken'))
    await expect(other.send(get('taken'))).rejects.toMatchObject(denied)
    await expect(root.send(put('acl', { ACL: 'public-read' }))).rejects.toMatchObject({ name: 'AccessControlListNotSupported' })
    await root.send(put('acl', { ACL: 'private' }))
    const Allow = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` } as const
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(Allow) }))
    await other.send(put('acl', { ACL: 'bucket-owner-full-control' }))
    await expect(other.send(put('acl', { ACL: 'private' }))).rejects.toMatchObject({ name: 'AccessControlListNotSupported' })
    await root.send(put('acl', { ACL: 'bucket-owner-full-control' }))
    await expect(root.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }))).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
      message: 'The bucket does not allow ACLs',
    })
  })
})

describe('Block Public Access', () => {
  it('refuses public ACLs, and voids those that are there', async () => {
    const Public = 'public-lists'
    await root.send(new CreateBucketCommand({ Bucket: Public, ACL: 'public-read' }))
    expect((await fetch(`${sandbox.endpoint}/${Public}`)).status).toBe(200)
    const block = (PublicAccessBlockConfiguration: object) =>
      root.send(new PutPublicAccessBlockCommand({ Bucket: Public, PublicAccessBlockConfiguration }))
    await block({ IgnorePublicAcls: true })
    expect((await fetch(`${sandbox.endpoint}/${Public}`)).status).toBe(403)
    expect((await root.send(new GetBucketAclCommand({ Bucket: Public }))).Grants).toHaveLength(2)
    await block({ BlockPublicAcls: true })
    const { s3, arn } = await createUser(sandbox, owner, 'publisher', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
    await expect(s3.send(new PutBucketAclCommand({ Bucket: Public, ACL: 'public-read' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${arn} is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::${Public}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
    })
  })
})
