import { S3 } from '@aws-sdk/client-s3'
import { S3Control } from '@aws-sdk/client-s3-control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser, policy, putPolicy, type TestStatement } from '../principals.ts'
import { localhostOf, throughLocalhost } from '../through-localhost.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const point = `arn:aws:s3:us-east-1:${owner}:accesspoint/daily`
const bucketArn = 'arn:aws:s3:::exports'
const delegation: TestStatement = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: '*',
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { StringEquals: { 's3:DataAccessPointAccount': owner } },
}

let sandbox: Sandbox
const asked: Asked[] = []
let alias = ''
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'access-points',
    accounts: [owner, stranger].map((id) => ({ id: accountId(id) })),
    onDecision: ({ call, request }) => {
      if (request.context.has('s3:dataaccesspointarn')) asked.push({ call, request })
    },
  })
  const { s3 } = rootClients(sandbox, owner)
  await s3.createBucket({ Bucket: 'exports' })
  await s3.putObject({ Bucket: 'exports', Key: 'daily/a.csv', Body: 'a' })
  alias = (await control(owner).createAccessPoint({ AccountId: owner, Name: 'daily', Bucket: 'exports' })).Alias ?? ''
})
afterAll(() => sandbox.close())

function control(account: string, credentials?: SdkCredentials): S3Control {
  const root = sandbox.accounts.get(accountId(account))?.rootCredentials
  if (root === undefined) throw new Error(`no account ${account}`)
  const config = { endpoint: localhostOf(sandbox.endpoint), region: 'us-east-1', maxAttempts: 1 }
  return throughLocalhost(new S3Control({ ...config, credentials: credentials ?? root }))
}

/** By the ARN, which no client sends in the path. */
const byArn = (credentials: SdkCredentials): S3 =>
  throughLocalhost(new S3({ endpoint: localhostOf(sandbox.endpoint), region: 'us-east-1', maxAttempts: 1, credentials }))

const put = (...statements: readonly TestStatement[]) =>
  control(owner).putAccessPointPolicy({ AccountId: owner, Name: 'daily', Policy: policy(...statements) })
const delegate = () => rootClients(sandbox, owner).s3.putBucketPolicy({ Bucket: 'exports', Policy: policy(delegation) })
const restore = async () => {
  await control(owner).deleteAccessPointPolicy({ AccountId: owner, Name: 'daily' })
  await rootClients(sandbox, owner).s3.deleteBucketPolicy({ Bucket: 'exports' })
}
const readsFile = (Principal: unknown): TestStatement => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: `${point}/object/daily/*`,
})

describe('an access point', () => {
  it('is found by its ARN, its alias and its host name, and nothing else of its bucket changes', async () => {
    const root = sandbox.accounts.get(accountId(owner))?.rootCredentials
    if (root === undefined) throw new Error('no root')
    const { s3 } = rootClients(sandbox, owner)
    expect(alias).toMatch(/^daily-[a-z0-9]{34}-s3alias$/)
    for (const [client, Bucket] of [
      [byArn(root), point],
      [s3, alias],
      [s3, 'exports'],
    ] as const) {
      const { Body } = await client.getObject({ Bucket, Key: 'daily/a.csv' })
      expect(await Body?.transformToString()).toBe('a')
      expect((await client.listObjectsV2({ Bucket, Prefix: 'daily/' })).Contents?.map(({ Key }) => Key)).toEqual(['daily/a.csv'])
    }
    expect((await s3.headBucket({ Bucket: alias })).AccessPointAlias).toBe(true)
    await s3.copyObject({ Bucket: alias, Key: 'daily/copy.csv', CopySource: `${point}/object/daily/a.csv` })
    await s3.deleteObject({ Bucket: alias, Key: 'daily/copy.csv' })
    const missing = byArn(root).getObject({ Bucket: point.replace('daily', 'other'), Key: 'a' })
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchBucket' })
    await expect(s3.putBucketPolicy({ Bucket: alias, Policy: policy(delegation) })).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    await expect(s3.deleteBucket({ Bucket: 'exports' })).rejects.toMatchObject({ name: 'BucketNotEmpty' })
  })

  it('opens a bucket of its account to whom its policy names, once the bucket delegates to it', async () => {
    const reader = await createUser(sandbox, owner, 'reader', [])
    const read = () => reader.s3.getObject({ Bucket: alias, Key: 'daily/a.csv' })
    await expect(read()).rejects.toThrow(`s3:GetObject on resource: "${point}/object/daily/a.csv" because no`)
    await put(readsFile({ AWS: reader.arn }))
    await expect(read()).rejects.toThrow(`s3:GetObject on resource: "${bucketArn}/daily/a.csv" because no`)
    await delegate()
    await expect(read()).resolves.toBeDefined()
    await expect(reader.s3.getObject({ Bucket: 'exports', Key: 'daily/a.csv' })).rejects.toThrow('is not authorized')
    await restore()
  })

  it('is not enough for another account without policies of its own', async () => {
    const { s3, arn } = await createUser(sandbox, stranger, 'visitor', [])
    const read = () => s3.getObject({ Bucket: alias, Key: 'daily/a.csv' })
    await put(readsFile({ AWS: arn }))
    await delegate()
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' })
    const Resource = [`${point}/object/*`, `${bucketArn}/*`]
    await putPolicy(sandbox, stranger, 'visitor', [{ Effect: 'Allow', Action: 's3:GetObject', Resource }])
    await expect(read()).resolves.toBeDefined()
    await restore()
  })

  it('with a VPC is closed to the internet, also to its owner', async () => {
    const { s3 } = rootClients(sandbox, owner)
    const VpcConfiguration = { VpcId: 'vpc-1' }
    const { Alias } = await control(owner).createAccessPoint({ AccountId: owner, Name: 'inside', Bucket: 'exports', VpcConfiguration })
    await expect(s3.listObjectsV2({ Bucket: Alias })).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' })
    expect(await control(owner).getAccessPoint({ AccountId: owner, Name: 'inside' })).toMatchObject({
      NetworkOrigin: 'VPC',
      VpcConfiguration,
    })
    await control(owner).deleteAccessPoint({ AccountId: owner, Name: 'inside' })
  })

  it('refuses a public policy while it blocks public access, and what AWS refuses else', async () => {
    const of = { AccountId: owner, Name: 'daily' }
    await expect(put(readsFile('*'))).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(put({ ...readsFile({ AWS: owner }), Resource: `${bucketArn}/*` })).rejects.toMatchObject({ name: 'MalformedPolicy' })
    await expect(control(owner).createAccessPoint({ ...of, Bucket: 'exports' })).rejects.toMatchObject({
      name: 'AccessPointAlreadyOwnedByYou',
    })
    await expect(control(owner).createAccessPoint({ ...of, Name: 'xn-_test', Bucket: 'exports' })).rejects.toMatchObject({
      name: 'InvalidURI',
    })
    await expect(control(owner).createAccessPoint({ ...of, Name: 'new', Bucket: 'nowhere' })).rejects.toThrow('existing bucket')
    await expect(control(owner).getAccessPoint({ ...of, Name: 'nothing' })).rejects.toMatchObject({ name: 'NoSuchAccessPoint' })
    await expect(control(owner).getAccessPointPolicy(of)).rejects.toMatchObject({ name: 'NoSuchAccessPointPolicy' })
    await put(readsFile({ AWS: owner }))
    expect((await control(owner).getAccessPointPolicyStatus(of)).PolicyStatus).toEqual({ IsPublic: false })
    await restore()
    const { AccessPointList } = await control(owner).listAccessPoints({ AccountId: owner, Bucket: 'exports' })
    expect(AccessPointList).toEqual([
      expect.objectContaining({ Name: 'daily', Bucket: 'exports', AccessPointArn: point, NetworkOrigin: 'Internet' }),
    ])
    await expect(control(stranger).getAccessPoint(of)).rejects.toBeInstanceOf(Error)
  })

  it('asks for actions that AWS has, on resources that they have, with keys that they send', () => {
    expect(asked.map(({ request }) => request.resource)).toContain(`${point}/object/daily/a.csv`)
    expect(strays(asked)).toEqual([])
  })
})
