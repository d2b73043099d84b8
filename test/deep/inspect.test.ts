import { spawn } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientsOf } from '../../src/deploy/clients.ts'
import { type Accounts, customerThere, openAccounts, vendorThere } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

const settings = `targets:
  customers:
    kind: endpoint
    url: $URL
    regions: [us-east-1]
    accounts:
      customer: { id: "${customerThere}", profile: nobody, inspector: { profile: inspector } }
`

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts({ settings, log: true })
  const iam = accounts.iam(customerThere)
  const s3 = accounts.s3(customerThere)
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${vendorThere}:root` }, Action: 'sts:AssumeRole' }
  await iam.createRole({
    RoleName: 'Reader',
    AssumeRolePolicyDocument: document({ ...trust, Condition: { StringEquals: { 'sts:ExternalId': 'dep-7' } } }),
  })
  const list = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::inspected' }
  const get = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::inspected' }
  await iam.putRolePolicy({ RoleName: 'Reader', PolicyName: 'read', PolicyDocument: document(list, get) })
  await s3.createBucket({ Bucket: 'inspected' })
  const Policy = document({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::inspected',
    Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } },
  })
  await s3.putBucketPolicy({ Bucket: 'inspected', Policy })
  await iam.createUser({ UserName: 'inspector' })
  const { AccessKey } = await iam.createAccessKey({ UserName: 'inspector' })
  const keys = `aws_access_key_id = ${AccessKey?.AccessKeyId}\naws_secret_access_key = ${AccessKey?.SecretAccessKey}`
  appendFileSync(join(accounts.folder, 'credentials'), `[inspector]\n${keys}\n`)
})
afterAll(() => accounts.sandbox.close())

const inspect = async (...reads: readonly string[]) => {
  const policy = document({ Effect: 'Allow', Action: reads, Resource: '*' })
  await accounts.iam(customerThere).putUserPolicy({ UserName: 'inspector', PolicyName: 'read', PolicyDocument: policy })
  const connection = ['--role-arn', `arn:aws:iam::${customerThere}:role/Reader`, '--bucket', 'inspected', '--external-id', 'dep-8']
  return runCli(['reproduce', '--inspect', 'customers', ...connection, '--json'], { cwd: accounts.folder, env: accounts.env })
}

const faultsIn = (stdout: string): readonly string[] => JSON.parse(stdout).causes.map(({ fault }: { fault: string }) => fault)

describe('sallyport reproduce --inspect', { timeout: 120_000 }, () => {
  it('finds in a real account what its policies show, and tries the fixes out elsewhere', async () => {
    const before = accounts.calls.length
    const { code, stdout, stderr } = await inspect('iam:Get*', 'iam:List*', 's3:Get*')
    expect([code, stderr]).toEqual([0, ''])
    expect(faultsIn(stdout)).toEqual(['trust-external-id-mismatch', 'source-vpce-deny', 'object-arn-missing-wildcard'])
    const answer = JSON.parse(stdout)
    expect(answer.unread).toEqual([])
    expect(answer.causes.map(({ verdict }: { verdict: { verdict: string } }) => verdict.verdict)).toEqual([
      'verified',
      'verified',
      'verified',
    ])
    const asked = accounts.calls.slice(before).map(({ call }) => call.operation)
    expect(asked.filter((operation) => !/^(?:Get|List|Describe|PutUserPolicy)/.test(operation))).toEqual([])
  })

  it('names the reads that were refused, and goes by the others', async () => {
    const { code, stdout } = await inspect('iam:GetRole', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies', 's3:GetBucket*')
    expect(code).toBe(0)
    expect(faultsIn(stdout)).toEqual(['trust-external-id-mismatch', 'source-vpce-deny'])
    expect(JSON.parse(stdout).unread).toEqual([
      expect.stringMatching(/^`aws iam get-role-policy --role-name Reader --policy-name read`: AccessDenied: /),
      expect.stringMatching(/^`aws s3api get-bucket-lifecycle-configuration .*`: AccessDenied: .* \(allow s3:GetLifecycleConfiguration\)$/),
      expect.stringMatching(/^`aws s3control get-public-access-block .*`: AccessDenied: .* \(allow s3:GetAccountPublicAccessBlock\)$/),
      expect.stringMatching(/^`aws s3api get-bucket-encryption .*`: AccessDenied: .* \(allow s3:GetEncryptionConfiguration\)$/),
    ])
  })

  it('asks nothing more of a role that is not there', async () => {
    const connection = ['--role-arn', `arn:aws:iam::${customerThere}:role/Readr`, '--bucket', 'inspected', '--json']
    const { stdout } = await runCli(['reproduce', '--inspect', 'customers', ...connection], { cwd: accounts.folder, env: accounts.env })
    const ofRole = JSON.parse(stdout).unread.filter((each: string) => each.includes('Readr'))
    expect(ofRole).toEqual([expect.stringMatching(/^`aws iam get-role --role-name Readr`: NoSuchEntity: /)])
  })

  it('reads lifecycle rules and the access point that is named, with its policy and the bucket behind it', async () => {
    const name = { AccountId: customerThere, Name: 'inspected-ap' }
    const s3 = accounts.s3(customerThere)
    const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } } as const
    await s3.putBucketLifecycleConfiguration({ Bucket: 'inspected', LifecycleConfiguration: { Rules: [rule] } })
    const control = await clientsOf({
      kind: 'embedded',
      endpoint: accounts.sandbox.endpoint,
      accounts: accounts.credentials,
      timeoutMs: 20_000,
    }).s3Control(customerThere, 'us-east-1')
    await control.createAccessPoint({ ...name, Bucket: 'inspected', VpcConfiguration: { VpcId: 'vpc-0123456789abcdef0' } })
    const policy = document({ Effect: 'Allow', Action: ['iam:Get*', 'iam:List*', 's3:Get*'], Resource: '*' })
    await accounts.iam(customerThere).putUserPolicy({ UserName: 'inspector', PolicyName: 'read', PolicyDocument: policy })
    const point = `arn:aws:s3:us-east-1:${customerThere}:accesspoint/inspected-ap`
    const connection = ['--role-arn', `arn:aws:iam::${customerThere}:role/Reader`, '--bucket', point, '--external-id', 'dep-7']
    const answered = await runCli(['reproduce', '--inspect', 'customers', ...connection, '--json'], {
      cwd: accounts.folder,
      env: accounts.env,
    })
    expect(faultsIn(answered.stdout)).toContain('access-point-vpc-only')
    const { unread, understood } = JSON.parse(answered.stdout)
    expect(unread).toEqual([])
    expect(understood.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining(['the access point `inspected-ap` of bucket `inspected`', 'the lifecycle rules of bucket `inspected`']),
    )
  })

  it('ends at Ctrl-C with exit code 130, and has written nothing', async () => {
    const calls = accounts.calls.length
    accounts.sandbox.setHostile({ latencyMs: 300 })
    const save = join(accounts.folder, 'saved')
    const connection = ['--role-arn', `arn:aws:iam::${customerThere}:role/Reader`, '--bucket', 'inspected', '--save', save]
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'reproduce', '--inspect', 'customers', ...connection], {
      cwd: accounts.folder,
      env: { ...process.env, ...accounts.env, NO_COLOR: '1' },
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    let sent = 0
    const watch = setInterval(() => {
      if (sent === 0 && accounts.calls.length > calls) sent += Number(child.kill('SIGINT'))
    }, 5)
    const code = await new Promise<number | null>((done) => {
      child.on('close', done)
    })
    clearInterval(watch)
    accounts.sandbox.setHostile({})
    expect([code, stdout, existsSync(save)]).toEqual([130, '', false])
  })
})
