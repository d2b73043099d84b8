import { S3 } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import type { HostileOptions } from '../../src/sandbox/hostile/hostile-options.ts'
import { Hostility } from '../../src/sandbox/hostile/hostility.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, clientsFor, rootClients } from './clients.ts'

const account = '111122223333'
const start = (hostile?: HostileOptions): Promise<Sandbox> =>
  startSandbox({ seed: 'hostile', accounts: [{ id: accountId(account) }], ...(hostile === undefined ? {} : { hostile }) })

describe('a hostile sandbox', () => {
  it('does the same to the same requests, by its seed', () => {
    const fates = (seed: string, more: HostileOptions = {}): string[] => {
      const hostility = new Hostility()
      hostility.set({ seed, throttlePercent: 20, resetPercent: 10, lostAnswerPercent: 10, ...more })
      return Array.from({ length: 200 }, () => hostility.next('s3').kind)
    }
    expect(fates('a')).toEqual(fates('a'))
    expect(fates('a')).not.toEqual(fates('b'))
    expect(fates('a', { latencyMs: 5 })).toEqual(fates('a'))
    expect(new Set(fates('a'))).toEqual(new Set(['answered', 'throttled', 'reset', 'lostAnswer']))
    expect(new Set(fates('a', { services: ['iam'] }))).toEqual(new Set(['answered']))
  })

  it('refuses in the words of each service, and changes nothing', async () => {
    await using sandbox = await start()
    const { iam, s3, kms } = rootClients(sandbox, account)
    sandbox.setHostile({ throttlePercent: 100 })
    await expect(iam.createUser({ UserName: 'ana' })).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' })
    await expect(kms.createKey()).rejects.toMatchObject({ name: 'ThrottlingException' })
    await expect(s3.createBucket({ Bucket: 'slow' })).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
    sandbox.setHostile({ errorPercent: 100 })
    await expect(s3.createBucket({ Bucket: 'slow' })).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } })
    sandbox.setHostile({ resetPercent: 100 })
    await expect(s3.createBucket({ Bucket: 'slow' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    sandbox.setHostile({})
    expect((await s3.listBuckets()).Buckets).toEqual([])
    expect((await iam.listUsers()).Users).toEqual([])
  })

  it('loses an answer after the write', async () => {
    await using sandbox = await start()
    const { s3 } = rootClients(sandbox, account)
    sandbox.setHostile({ lostAnswerPercent: 100 })
    await expect(s3.createBucket({ Bucket: 'written' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    sandbox.setHostile({})
    expect((await s3.listBuckets()).Buckets).toMatchObject([{ Name: 'written' }])
  })

  it('is survived by a client that tries again', async () => {
    await using sandbox = await start({ throttlePercent: 20, errorPercent: 10, resetPercent: 10, latencyMs: 2, seed: 'retried' })
    const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' }
    const s3 = new S3({
      endpoint: sandbox.endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
      maxAttempts: 12,
      retryMode: 'standard',
    })
    await s3.createBucket({ Bucket: 'survives' })
    await s3.putObject({ Bucket: 'survives', Key: 'a', Body: 'x' })
    expect(await (await s3.getObject({ Bucket: 'survives', Key: 'a' })).Body?.transformToString()).toBe('x')
  })

  it('lets changes of IAM take effect later: new keys are unknown, what was revoked still counts', async () => {
    let time = Date.parse('2026-11-21T08:00:00Z')
    await using sandbox = await startSandbox({
      accounts: [{ id: accountId(account) }],
      clock: () => new Date(time),
      hostile: { iamDelayMs: 10_000 },
    })
    const clock = (): number => time - Date.now()
    const { rootCredentials } = sandbox.accounts.get(accountId(account)) ?? { rootCredentials: { accessKeyId: '', secretAccessKey: '' } }
    const root = (): ReturnType<typeof clientsFor> => clientsFor(sandbox.endpoint, rootCredentials, 'us-east-1', clock())
    await root().iam.createUser({ UserName: 'ana' })
    const { AccessKey } = await root().iam.createAccessKey({ UserName: 'ana' })
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    const ana = (): ReturnType<typeof clientsFor> => clientsFor(sandbox.endpoint, keys, 'us-east-1', clock())
    const allow = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }] })
    await expect(ana().sts.getCallerIdentity()).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
    time += 11_000
    await expect(ana().sts.getCallerIdentity()).resolves.toBeDefined()
    await root().iam.putUserPolicy({ UserName: 'ana', PolicyName: 'list', PolicyDocument: allow })
    await expect(ana().s3.listBuckets()).rejects.toMatchObject({ name: 'AccessDenied' })
    time += 11_000
    await expect(ana().s3.listBuckets()).resolves.toBeDefined()
    await root().iam.deleteUserPolicy({ UserName: 'ana', PolicyName: 'list' })
    await expect(ana().s3.listBuckets()).resolves.toBeDefined()
    time += 11_000
    await expect(ana().s3.listBuckets()).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('lets bucket policies and blocks decide later, though who reads them sees them at once', async () => {
    let time = Date.parse('2026-11-21T08:00:00Z')
    await using sandbox = await startSandbox({
      accounts: [{ id: accountId(account) }],
      clock: () => new Date(time),
      hostile: { s3PolicyDelayMs: 10_000 },
    })
    const { rootCredentials } = sandbox.accounts.get(accountId(account)) ?? { rootCredentials: { accessKeyId: '', secretAccessKey: '' } }
    const s3 = () => clientsFor(sandbox.endpoint, rootCredentials, 'us-east-1', time - Date.now()).s3
    const anonymous = async (): Promise<number> => (await fetch(`${sandbox.endpoint}/late/a`)).status
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::late/*' }],
    })
    await s3().createBucket({ Bucket: 'late' })
    await s3().putObject({ Bucket: 'late', Key: 'a', Body: 'x' })
    await s3().deletePublicAccessBlock({ Bucket: 'late' })
    await expect(s3().putBucketPolicy({ Bucket: 'late', Policy })).rejects.toMatchObject({ name: 'AccessDenied' })
    time += 11_000
    await s3().putBucketPolicy({ Bucket: 'late', Policy })
    expect((await s3().getBucketPolicy({ Bucket: 'late' })).Policy).toBe(Policy)
    expect(await anonymous()).toBe(403)
    time += 9_000
    expect(await anonymous()).toBe(403)
    time += 2_000
    expect(await anonymous()).toBe(200)
    await s3().deleteBucketPolicy({ Bucket: 'late' })
    expect(await anonymous()).toBe(200)
    time += 11_000
    expect(await anonymous()).toBe(403)
  })

  it('has a clock that is wrong, and sessions that end early', async () => {
    await using sandbox = await start()
    const { sts } = rootClients(sandbox, account)
    sandbox.setHostile({ clockOffsetMs: 3_600_000 })
    await expect(sts.getCallerIdentity()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', message: /^Signature expired/ })
    sandbox.setHostile({})
    const { Credentials } = await rootClients(sandbox, account).sts.getFederationToken({ Name: 'short' })
    sandbox.setHostile({ sessionSeconds: 0 })
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    await expect(clientsFor(sandbox.endpoint, session).sts.getCallerIdentity()).rejects.toMatchObject({ name: 'ExpiredToken' })
  })

  it('is told so over the control endpoint, which names what it does not understand', async () => {
    await using sandbox = await start()
    const put = async (body: string): Promise<unknown> => (await fetch(`${sandbox.controlUrl}/hostile`, { method: 'PUT', body })).json()
    expect(await put('{"throttlePercent": 100, "services": ["iam"]}')).toEqual({ throttlePercent: 100, services: ['iam'] })
    await expect(rootClients(sandbox, account).iam.listUsers()).rejects.toMatchObject({ name: 'Throttling' })
    await expect(rootClients(sandbox, account).s3.listBuckets()).resolves.toBeDefined()
    expect(await put('{"throttlePercent": 101, "throtle": 1, "services": ["iamm"]}')).toMatchObject({
      problems: [{ code: 'hostile/unknown-key' }, { code: 'hostile/out-of-range' }, { code: 'hostile/unknown-service' }],
    })
    await fetch(`${sandbox.controlUrl}/hostile`, { method: 'DELETE' })
    await expect(rootClients(sandbox, account).iam.listUsers()).resolves.toBeDefined()
  })
})
