import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Deployment, tearDown } from '../../src/deploy/deploy.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { fixtureOf, policy, trusting } from './fixture.ts'
import { customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
let deployment: Deployment | undefined

beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())
afterEach(async () => {
  const done = deployment
  deployment = undefined
  if (done !== undefined) expect(await tearDown(done)).toEqual([])
})

async function deploy(fixture: Fixture): Promise<Deployment> {
  deployment = await sandbox.deployed(fixture)
  return deployment
}

const head = `description: d\naccounts: { vendor: "${vendor}", customer: "${customer}" }\n`
const arn = 'arn:aws:s3:::acme-exports'
const readers = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${customer}:role/Reader` },
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
})
const nobody = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] })
const everybody = policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` })
const role = 'roles:\n  Reader: { account: customer, trust: ./trust.json }\n'
const documents = {
  'trust.json': trusting(`arn:aws:iam::${vendor}:root`),
  'readers.json': readers,
  'nobody.json': nobody,
  'everybody.json': everybody,
}

const bucketOf = (settings: string, more = ''): Fixture =>
  fixtureOf(`${head}${role}${more}buckets:\n  acme-exports: { account: customer, ${settings} }\n`, documents)

describe('a bucket', () => {
  it('has its policy, whose principal was there before it', async () => {
    const fixture = bucketOf('region: us-east-1, policy: ./readers.json')
    await deploy(fixture)
    const { Policy = '' } = await sandbox.s3(customer).getBucketPolicy({ Bucket: 'acme-exports' })
    expect(JSON.parse(Policy)).toEqual(readers)
  })

  it('has its objects although its policy refuses everybody, and goes again', async () => {
    await deploy(bucketOf('region: us-east-1, policy: ./nobody.json, objects: { daily/1.csv: "id\\n" }'))
    const s3 = sandbox.s3(customer)
    await expect(s3.listObjectsV2({ Bucket: 'acme-exports' })).rejects.toMatchObject({ name: 'AccessDenied' })
    await s3.deleteBucketPolicy({ Bucket: 'acme-exports' })
    expect((await s3.listObjectsV2({ Bucket: 'acme-exports' })).Contents).toMatchObject([{ Key: 'daily/1.csv', Size: 3 }])
  })

  it('is in its region', async () => {
    await deploy(bucketOf('region: eu-west-1, objects: { a: "1" }'))
    const { LocationConstraint } = await sandbox.s3(customer, 'eu-west-1').getBucketLocation({ Bucket: 'acme-exports' })
    expect(LocationConstraint).toBe('eu-west-1')
  })

  it('keeps versions, all of which go again', async () => {
    await deploy(bucketOf('region: us-east-1, versioning: true, objects: { a: "1" }'))
    const s3 = sandbox.s3(customer)
    await s3.putObject({ Bucket: 'acme-exports', Key: 'a', Body: '2' })
    await s3.deleteObject({ Bucket: 'acme-exports', Key: 'a' })
    const { Versions, DeleteMarkers } = await s3.listObjectVersions({ Bucket: 'acme-exports' })
    expect([Versions?.length, DeleteMarkers?.length]).toEqual([2, 1])
  })

  it('keeps what is written later under its object lock, and goes again with it', async () => {
    const lock = 'versioning: true, objectLock: { mode: GOVERNANCE, days: 30 }'
    await deploy(bucketOf(`region: us-east-1, ${lock}, objects: { a: "1" }`))
    const s3 = sandbox.s3(customer)
    const { VersionId } = await s3.putObject({ Bucket: 'acme-exports', Key: 'a', Body: '2' })
    const message = 'Access Denied because object protected by object lock.'
    await expect(s3.deleteObject({ Bucket: 'acme-exports', Key: 'a', VersionId })).rejects.toMatchObject({ name: 'AccessDenied', message })
  })

  it('says with what is written there which lifecycle rule will remove it', async () => {
    await deploy(bucketOf('region: us-east-1, lifecycle: { clean-up: { prefix: staging/, days: 2 }, late: { days: 90 } }'))
    const s3 = sandbox.s3(customer)
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket: 'acme-exports' })
    expect(Rules).toMatchObject([
      { ID: 'clean-up', Status: 'Enabled', Filter: { Prefix: 'staging/' }, Expiration: { Days: 2 } },
      { ID: 'late', Status: 'Enabled', Expiration: { Days: 90 } },
    ])
    expect((await s3.putObject({ Bucket: 'acme-exports', Key: 'staging/a', Body: '1' })).Expiration).toMatch(/, rule-id="clean-up"$/)
    expect((await s3.putObject({ Bucket: 'acme-exports', Key: 'a', Body: '1' })).Expiration).toMatch(/, rule-id="late"$/)
  })

  it('encrypts with the key that AWS manages for S3', async () => {
    await deploy(bucketOf('region: us-east-1, encryption: aws/s3, objects: { a: "1" }'))
    const object = await sandbox.s3(customer).headObject({ Bucket: 'acme-exports', Key: 'a' })
    const { KeyMetadata } = await sandbox.kms(customer).describeKey({ KeyId: object.SSEKMSKeyId ?? '' })
    expect(KeyMetadata?.KeyManager).toBe('AWS')
  })

  it('goes again with what a probe has left in it', async () => {
    await deploy(bucketOf('region: us-east-1, objects: { a: "1" }'))
    await sandbox.s3(customer).putObject({ Bucket: 'acme-exports', Key: 'left/behind', Body: '2' })
  })

  it('has objects that belong to the account which uploaded them', async () => {
    await deploy(bucketOf('region: us-east-1, ownership: ObjectWriter, objects: { ours: "1", theirs: { body: "2", owner: vendor } }'))
    const { Contents = [] } = await sandbox.s3(customer).listObjectsV2({ Bucket: 'acme-exports', FetchOwner: true })
    const [ours, theirs] = Contents.map(({ Owner }) => Owner?.ID)
    expect(ours).toBeDefined()
    expect(theirs).not.toBe(ours)
    await expect(sandbox.s3(customer).getBucketPolicy({ Bucket: 'acme-exports' })).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' })
  })

  it('may have a public policy that was saved before the block came', async () => {
    await deploy(bucketOf('region: us-east-1, policy: ./everybody.json, publicAccessBlock: true'))
    const s3 = sandbox.s3(customer)
    const { PublicAccessBlockConfiguration } = await s3.getPublicAccessBlock({ Bucket: 'acme-exports' })
    expect(PublicAccessBlockConfiguration).toMatchObject({ BlockPublicPolicy: true, RestrictPublicBuckets: true })
    await expect(s3.getBucketPolicy({ Bucket: 'acme-exports' })).resolves.toBeDefined()
  })

  it('with a public policy is refused where the block is there from the start, and leaves nothing', async () => {
    const failure = await sandbox.failureOf(bucketOf('region: us-east-1, policy: ./everybody.json'))
    expect(failure).toMatchObject({
      refusals: [{ operation: 's3:PutBucketPolicy', at: { file: 'set/everybody.json' }, code: 'AccessDenied', status: 403 }],
      leftBehind: [],
    })
    expect((await sandbox.s3(customer).listBuckets()).Buckets ?? []).toEqual([])
  })

  it.each([customer, vendor])('that account %s has already is refused and stays', async (account) => {
    const s3 = sandbox.s3(account)
    await s3.createBucket({ Bucket: 'acme-exports' })
    const failure = await sandbox.failureOf(bucketOf('region: us-east-1'))
    expect(failure.refusals).toMatchObject([{ operation: 's3:HeadBucket', subject: 'bucket acme-exports', code: 'BucketAlreadyExists' }])
    await s3.headBucket({ Bucket: 'acme-exports' })
    await s3.deleteBucket({ Bucket: 'acme-exports' })
  })
})

describe('the set-ups that ship', () => {
  it.each(['s3-input', 's3-input-iam-user', 's3-input-bucket-policy', 's3-data-lake'])(
    '%s is deployed and leaves nothing',
    async (name) => {
      const loaded = await loadFixture(`policies/${name}`)
      if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
      await deploy(loaded.value)
      expect(deployment?.accessKeys.size).toBe(loaded.value.users.size)
    },
  )
})
