import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
const Bucket = 'locked'
const started = Math.floor(Date.now() / 1000) * 1000
const inDays = (days: number): Date => new Date(started + days * 86_400_000)
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'lock', accounts: [{ id: accountId(account) }] })
  s3 = rootClients(sandbox, account).s3
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
})
afterAll(() => sandbox.close())

const put = async (Key: string, more: object = {}) => (await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }))).VersionId
const remove = (Key: string, VersionId: string | undefined, more: object = {}) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...more }))
const locked = { name: 'AccessDenied', message: 'Access Denied because object protected by object lock.' }

describe('a locked object', () => {
  it('in governance mode is deleted by who may bypass it and says so', async () => {
    const VersionId = await put('governed', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) })
    await expect(remove('governed', VersionId)).rejects.toMatchObject(locked)
    const user = await createUser(sandbox, account, 'deleter', [{ Effect: 'Allow', Action: ['s3:DeleteObjectVersion'], Resource: '*' }])
    const bypass = new DeleteObjectCommand({ Bucket, Key: 'governed', VersionId, BypassGovernanceRetention: true })
    await expect(user.s3.send(bypass)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:BypassGovernance'),
    })
    await s3.send(bypass)
  })

  it('in compliance mode is deleted by nobody, and only ever held longer', async () => {
    const VersionId = await put('compliant', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: inDays(2) })
    await expect(remove('compliant', VersionId, { BypassGovernanceRetention: true })).rejects.toMatchObject(locked)
    const retain = (Mode: 'GOVERNANCE' | 'COMPLIANCE', days: number) =>
      s3.send(new PutObjectRetentionCommand({ Bucket, Key: 'compliant', Retention: { Mode, RetainUntilDate: inDays(days) } }))
    await expect(retain('COMPLIANCE', 1)).rejects.toMatchObject(locked)
    await expect(retain('GOVERNANCE', 3)).rejects.toMatchObject(locked)
    await retain('COMPLIANCE', 3)
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key: 'compliant' }))
    expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: inDays(3) })
    expect(await remove('compliant', undefined)).toMatchObject({ DeleteMarker: true })
  })

  it('in governance mode gets another mode from who may bypass it alone', async () => {
    await put('turned', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) })
    const turn = (more: object = {}) =>
      s3.send(
        new PutObjectRetentionCommand({ Bucket, Key: 'turned', Retention: { Mode: 'COMPLIANCE', RetainUntilDate: inDays(1) }, ...more }),
      )
    await expect(turn()).rejects.toMatchObject(locked)
    await turn({ BypassGovernanceRetention: true })
  })

  it('under legal hold stays until the hold is off', async () => {
    const VersionId = await put('held')
    await expect(s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: 'held' }))).rejects.toMatchObject({
      name: 'NoSuchObjectLockConfiguration',
    })
    const hold = (Status: 'ON' | 'OFF') => s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'held', LegalHold: { Status } }))
    await hold('ON')
    expect(await s3.send(new GetObjectCommand({ Bucket, Key: 'held' }))).toMatchObject({ ObjectLockLegalHoldStatus: 'ON' })
    await expect(remove('held', VersionId)).rejects.toMatchObject(locked)
    await hold('OFF')
    await remove('held', VersionId)
  })

  it('gets the bucket’s default retention', async () => {
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE' as const, Days: 5 } }
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule }
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }))
    const configuration = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
    expect(configuration.ObjectLockConfiguration).toEqual(ObjectLockConfiguration)
    await put('default')
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key: 'default' }))
    expect(Retention?.Mode).toBe('GOVERNANCE')
    expect((Retention?.RetainUntilDate?.getTime() ?? 0) - inDays(5).getTime()).toBeLessThan(60_000)
  })

  it('is retained for a time to come', async () => {
    await put('past')
    const Retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date('2020-01-01T00:00:00Z') }
    await expect(s3.send(new PutObjectRetentionCommand({ Bucket, Key: 'past', Retention }))).rejects.toMatchObject({
      message: 'The retain until date must be in the future!',
      ArgumentValue: 'Tue Dec 31 16:00:00 PST 2019',
    })
  })

  /** @see https://github.com/scality/cloudserver/blob/development/9.0/tests/functional/aws-node-sdk/test/object/putRetention.js */
  it('is none where a delete marker stands on top', async () => {
    await put('gone')
    await remove('gone', undefined)
    const gone = { Bucket, Key: 'gone' }
    const refusals = await Promise.allSettled([
      s3.send(new GetObjectRetentionCommand(gone)),
      s3.send(new GetObjectLegalHoldCommand(gone)),
      s3.send(new PutObjectLegalHoldCommand({ ...gone, LegalHold: { Status: 'ON' } })),
      s3.send(new PutObjectRetentionCommand({ ...gone, Retention: { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) } })),
    ])
    for (const refusal of refusals) expect(refusal).toMatchObject({ reason: { name: 'MethodNotAllowed', ResourceType: 'DeleteMarker' } })
  })
})

it('a locked bucket stays versioned, and only a versioned one can be locked', async () => {
  const suspend = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })
  await expect(s3.send(suspend)).rejects.toMatchObject({ name: 'InvalidBucketState' })
  await s3.send(new CreateBucketCommand({ Bucket: 'unlocked' }))
  const lock = new PutObjectLockConfigurationCommand({ Bucket: 'unlocked', ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })
  await expect(s3.send(lock)).rejects.toMatchObject({ name: 'InvalidBucketState' })
  const retain = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const
  await expect(s3.send(new PutObjectCommand({ Bucket: 'unlocked', Key: 'a', Body: 'x', ...retain }))).rejects.toMatchObject({
    message: 'Bucket is missing Object Lock Configuration',
  })
})

it('an archived object must be restored before it is read', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'archive' }))
  const archived = { Bucket: 'archive', Key: 'a' }
  await s3.send(new PutObjectCommand({ ...archived, Body: 'x', StorageClass: 'DEEP_ARCHIVE' }))
  await expect(s3.send(new GetObjectCommand(archived))).rejects.toMatchObject({
    name: 'InvalidObjectState',
    StorageClass: 'DEEP_ARCHIVE',
  })
  const restore = new RestoreObjectCommand({ ...archived, RestoreRequest: { Days: 2 } })
  expect((await s3.send(restore)).$metadata.httpStatusCode).toBe(202)
  expect((await s3.send(restore)).$metadata.httpStatusCode).toBe(200)
  expect(await s3.send(new GetObjectCommand(archived))).toMatchObject({ Restore: expect.stringContaining('ongoing-request="false"') })
  await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'b', Body: 'x' }))
  await expect(s3.send(new RestoreObjectCommand({ Bucket: 'archive', Key: 'b', RestoreRequest: { Days: 1 } }))).rejects.toMatchObject({
    name: 'InvalidObjectState',
  })
})
