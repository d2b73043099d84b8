import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser, policy, type TestStatement } from '../principals.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const Bucket = 'access'
const bucketArn = `arn:aws:s3:::${Bucket}`
let sandbox: Sandbox
let root: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'access', accounts: [{ id: accountId(owner) }, { id: accountId(stranger) }] })
  root = rootClients(sandbox, owner).s3
  await root.send(new CreateBucketCommand({ Bucket }))
  await root.send(new PutObjectCommand({ Bucket, Key: 'daily/1.csv', Body: 'one' }))
})
afterAll(() => sandbox.close())

let users = 0
const user = async (account: string, ...statements: TestStatement[]) => {
  users += 1
  return createUser(sandbox, account, `user-${users}`, statements)
}
const allow = (Action: string | string[], Resource: string | string[], Condition?: unknown): TestStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})
const read = new GetObjectCommand({ Bucket, Key: 'daily/1.csv' })
const setPolicy = (...statements: TestStatement[]) => root.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }))
const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }

describe('an identity policy', () => {
  it('is what a user of the bucket’s account reads by', async () => {
    const { s3, arn } = await user(owner, allow('s3:GetObject', `${bucketArn}/daily/*`))
    await s3.send(read)
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'other' }))).rejects.toMatchObject({
      ...denied,
      message: `User: ${arn} is not authorized to perform: s3:GetObject on resource: "${bucketArn}/other" because no identity-based policy allows the s3:GetObject action`,
    })
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'daily/2.csv', Body: 'x' }))).rejects.toMatchObject(denied)
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject(denied)
  })

  it('lists by the prefix and delimiter that the request sends', async () => {
    const { s3 } = await user(owner, allow('s3:ListBucket', bucketArn, { StringLike: { 's3:prefix': ['daily/*'] } }))
    await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'daily/' }))
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied)
    await expect(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'weekly/' }))).rejects.toMatchObject(denied)
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })

  it('can demand encryption and an ACL by what the request sends', async () => {
    const condition = { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } }
    const { s3 } = await user(owner, allow('s3:PutObject', `${bucketArn}/*`, condition))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'encrypted', Body: 'x', ServerSideEncryption: 'AES256' }))
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'x' }))).rejects.toMatchObject(denied)
  })
})

describe('an object that is not there', () => {
  it('is missing for who may list the bucket, and forbidden for who may not', async () => {
    const [lister, reader] = [
      await user(owner, allow('s3:GetObject', `${bucketArn}/*`), allow('s3:ListBucket', bucketArn)),
      await user(owner, allow('s3:GetObject', `${bucketArn}/*`)),
    ]
    const absent = { Bucket, Key: 'absent' }
    await expect(lister.s3.send(new GetObjectCommand(absent))).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(lister.s3.send(new HeadObjectCommand(absent))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(reader.s3.send(new GetObjectCommand(absent))).rejects.toMatchObject({
      ...denied,
      message: `User: ${reader.arn} is not authorized to perform: s3:ListBucket on resource: "${bucketArn}" because no identity-based policy allows the s3:ListBucket action`,
    })
    await expect(reader.s3.send(new HeadObjectCommand(absent))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })

  it('is forbidden where listing is granted for a prefix only, since reading sends none', async () => {
    const { s3 } = await user(
      owner,
      allow('s3:GetObject', `${bucketArn}/*`),
      allow('s3:ListBucket', bucketArn, { StringLike: { 's3:prefix': 'daily/*' } }),
    )
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'daily/absent' }))).rejects.toMatchObject(denied)
  })
})

it('a batch deletion refuses single keys', async () => {
  const { s3 } = await user(owner, allow('s3:DeleteObject', `${bucketArn}/mine/*`))
  await root.send(new PutObjectCommand({ Bucket, Key: 'mine/a', Body: 'a' }))
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'mine/a' }, { Key: 'daily/1.csv' }] } }))
  expect(answer.Deleted).toEqual([{ Key: 'mine/a' }])
  expect(answer.Errors).toMatchObject([{ Key: 'daily/1.csv', Code: 'AccessDenied' }])
  await root.send(read)
})

describe('a bucket policy', () => {
  it('lets another account in only together with that account’s own policy', async () => {
    const { s3, arn } = await user(stranger, allow('s3:GetObject', `${bucketArn}/*`))
    const { s3: without } = await user(stranger)
    await expect(s3.send(read)).rejects.toMatchObject({ ...denied, message: 'Access Denied' })
    await setPolicy({ ...allow('s3:GetObject', `${bucketArn}/*`), Principal: { AWS: `arn:aws:iam::${stranger}:root` } })
    await s3.send(read)
    await expect(without.send(read)).rejects.toMatchObject(denied)
    await setPolicy({ ...allow('s3:GetObject', `${bucketArn}/other/*`), Principal: { AWS: arn } })
    await expect(s3.send(read)).rejects.toMatchObject(denied)
  })

  it('comes back as S3 puts it', async () => {
    const Principal = { AWS: [`arn:aws:iam::${owner}:root`] }
    const Condition = { Bool: { 'aws:SecureTransport': false } }
    const Policy = JSON.stringify(
      {
        Statement: { Resource: [bucketArn], Condition, Action: ['s3:ListBucket'], Principal, Effect: 'Deny', Sid: 'One' },
        Version: '2012-10-17',
      },
      undefined,
      2,
    )
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await root.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(
      `{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Deny","Principal":{"AWS":"arn:aws:iam::${owner}:root"},"Action":"s3:ListBucket","Resource":"${bucketArn}","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`,
    )
    await root.send(new DeleteBucketPolicyCommand({ Bucket }))
  })

  it('denies whatever else allows, but not the owner’s root its own deletion', async () => {
    const { s3, arn } = await user(owner, allow('s3:*', '*'))
    await setPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucketArn, `${bucketArn}/*`] })
    await expect(s3.send(read)).rejects.toMatchObject({
      message: `User: ${arn} is not authorized to perform: s3:GetObject on resource: "${bucketArn}/daily/1.csv" with an explicit deny in a resource-based policy`,
    })
    await expect(s3.send(new DeleteBucketPolicyCommand({ Bucket }))).rejects.toMatchObject(denied)
    await expect(root.send(read)).rejects.toMatchObject(denied)
    await root.send(new DeleteBucketPolicyCommand({ Bucket }))
    await s3.send(read)
  })

  it('is the owner’s affair even where others are allowed', async () => {
    const { s3, arn } = await user(stranger, allow('s3:*', '*'))
    await setPolicy({ ...allow(['s3:GetBucketPolicy', 's3:PutBucketPolicy'], bucketArn), Principal: { AWS: arn } })
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    await root.send(new DeleteBucketPolicyCommand({ Bucket }))
    await expect(root.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' })
  })

  it('is refused when it names who is not there, or does not fit the bucket', async () => {
    const refused = (message: string, statement: TestStatement) =>
      expect(setPolicy(statement), message).rejects.toMatchObject({ name: 'MalformedPolicy', message })
    const grant = { ...allow('s3:GetObject', `${bucketArn}/*`), Principal: { AWS: `arn:aws:iam::${owner}:root` } }
    await refused('Invalid principal in policy', { ...grant, Principal: { AWS: `arn:aws:iam::${owner}:user/nobody` } })
    await refused('Action does not apply to any resource(s) in statement', { ...grant, Resource: bucketArn })
    await refused('Policy has invalid resource', { ...grant, Resource: 'arn:aws:s3:::another/*' })
    await refused('Policy has invalid action', { ...grant, Action: 's3:Read' })
    await refused('Conditions do not apply to combination of actions and resources in statement', {
      ...grant,
      Condition: { StringEquals: { 's3:prefix': 'a' } },
    })
    await expect(root.send(new PutBucketPolicyCommand({ Bucket, Policy: 'no json' }))).rejects.toMatchObject({
      message: "Policies must be valid JSON and the first byte must be '{'",
    })
  })
})

describe('Block Public Access', () => {
  const everyone: TestStatement = { ...allow('s3:GetObject', `${bucketArn}/*`), Principal: '*' }
  const url = (): string => `${sandbox.endpoint}/${Bucket}/daily/1.csv`

  it('refuses a public policy until it is taken off, and says why', async () => {
    const { s3, arn } = await user(owner, allow('s3:*', '*'))
    await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(everyone) }))).rejects.toMatchObject({
      ...denied,
      message: `User: ${arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    })
    await root.send(new DeletePublicAccessBlockCommand({ Bucket }))
    await setPolicy(everyone)
    expect((await root.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({ IsPublic: true })
    expect((await fetch(url())).status).toBe(200)
    expect((await fetch(`${sandbox.endpoint}/${Bucket}`)).status).toBe(403)
  })

  it('cuts a public bucket off from everybody outside', async () => {
    const { s3 } = await user(stranger, allow('s3:*', '*'))
    await s3.send(read)
    await root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }))
    await expect(s3.send(read)).rejects.toMatchObject(denied)
    expect((await fetch(url())).status).toBe(403)
    await root.send(read)
  })
})

it('deleting what is not there tells nothing', async () => {
  const { s3 } = await user(owner, allow('s3:DeleteObject', `${bucketArn}/*`))
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'never was' }))
})
