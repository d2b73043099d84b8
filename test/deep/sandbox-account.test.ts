import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { IAM } from '@aws-sdk/client-iam'
import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { refusePolicy } from '../../src/policy/refuse-policy.ts'
import { type Accounts, customerThere, openAccounts, settingsText, thingsIn, vendorThere } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

const folder = resolve('docs/sandbox-account')
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
const trust = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
  })

interface Template {
  readonly Resources: Record<
    string,
    { readonly Properties: { readonly PolicyDocument?: unknown; readonly Policies?: { PolicyDocument: unknown }[] } }
  >
}

describe('the documents of a sandbox account', () => {
  const template: Template = parse(text('cloudformation.yaml'), {
    customTags: [{ tag: '!Ref', resolve: (name: string) => ({ Ref: name }) }],
  })

  it.each([
    ['Boundary', 'boundary.json'],
    ['Deployer', 'deployer.json'],
    ['Inspector', 'inspector.json'],
    ['Cleaner', 'cleaner.json'],
  ])('%s is the same in the template and in %s', (name, file) => {
    const { PolicyDocument, Policies } = template.Resources[name]?.Properties ?? {}
    expect(PolicyDocument ?? Policies?.[0]?.PolicyDocument).toEqual(JSON.parse(text(file)))
    expect(text('main.tf')).toContain(file)
  })

  it.each([
    ['boundary.json', 'permissionsBoundary'],
    ['deployer.json', 'identity'],
    ['inspector.json', 'identity'],
    ['cleaner.json', 'identity'],
    ['scp.json', 'serviceControl'],
  ] as const)('%s is saved by AWS', (file, type) => {
    expect(refusePolicy(text(file), type, { file })).toBeUndefined()
  })
})

describe('an account with the roles of the template', { timeout: 120_000 }, () => {
  let accounts: Accounts
  beforeAll(async () => {
    const roles = settingsText.replace(
      /id: "(\d{12})", profile: (\w+)/g,
      'id: "$1", profile: $2, role: "arn:aws:iam::$1:role/SallyportDeployer"',
    )
    accounts = await openAccounts({ settings: roles })
    const profiles = await Promise.all([vendorThere, customerThere].map(prepare))
    writeFileSync(join(accounts.folder, 'credentials'), profiles.join(''))
  })
  afterAll(() => accounts.sandbox.close())

  /** The roles, and somebody who may use them; gives the profile. */
  async function prepare(account: string): Promise<string> {
    const iam = accounts.iam(account)
    for (const [RoleName, file] of [
      ['SallyportDeployer', 'deployer.json'],
      ['SallyportCleaner', 'cleaner.json'],
    ] as const) {
      await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust(account) })
      await iam.putRolePolicy({ RoleName, PolicyName: 'sallyport', PolicyDocument: text(file) })
    }
    const UserName = 'ci'
    await iam.createUser({ UserName })
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    })
    await iam.putUserPolicy({ UserName, PolicyName: 'roles', PolicyDocument })
    const { AccessKey } = await iam.createAccessKey({ UserName })
    const name = account === vendorThere ? 'vendor' : 'customer'
    return `[${name}]\naws_access_key_id = ${AccessKey?.AccessKeyId}\naws_secret_access_key = ${AccessKey?.SecretAccessKey}\n`
  }

  const cli = (...args: string[]) => runCli(args, { cwd: accounts.folder, env: { ...process.env, ...accounts.env } })
  const ours = async (): Promise<readonly string[]> =>
    (await thingsIn(accounts)).filter((name) => !/:role\/Sallyport|:user\/ci$/.test(name))

  it('lets its deployer run a case with a key and a boundary of its own, and nothing is left', async () => {
    const scenario = relative(accounts.folder, resolve('scenarios/s3-data-lake.yaml'))
    const { stdout, stderr, code } = await cli('test', '--target', 'night', '-t', 'permissions-boundary-no-s3', scenario)
    expect(`${stdout}${stderr}`).toMatch(/1 cases?, 1 as expected in/)
    expect(code, `${stdout}${stderr}`).toBe(0)
    expect(await ours()).toEqual([])
  })

  it('refuses its deployer whatever is not of a run', async () => {
    const { accessKeyId, secretAccessKey } = accounts.credentials.get(customerThere) ?? { accessKeyId: '', secretAccessKey: '' }
    const common = { region: 'us-east-1', endpoint: accounts.sandbox.endpoint, forcePathStyle: true }
    const ci = /\[customer\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(
      readFileSync(join(accounts.folder, 'credentials'), 'utf8'),
    )
    const sts = new STS({ ...common, credentials: { accessKeyId: ci?.[1] ?? '', secretAccessKey: ci?.[2] ?? '' } })
    const { Credentials } = await sts.assumeRole({
      RoleArn: `arn:aws:iam::${customerThere}:role/SallyportDeployer`,
      RoleSessionName: 'stranger',
    })
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const [iam, s3] = [new IAM({ ...common, credentials: session }), new S3({ ...common, credentials: session })]
    const root = new S3({ ...common, credentials: { accessKeyId, secretAccessKey } })
    await root.createBucket({ Bucket: 'museum' })
    const Path = '/sallyport/tgx1q2ab3c/'
    const UserName = 'sallyport-tgx1q2ab3c-00-x'
    const PermissionsBoundary = `arn:aws:iam::${customerThere}:policy/sallyport/SallyportBoundary`
    const admin = 'arn:aws:iam::aws:policy/AdministratorAccess'
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => iam.createUser({ UserName, Path }),
      () => iam.createUser({ UserName: 'x', PermissionsBoundary }),
      () => iam.createUser({ UserName, Path, PermissionsBoundary: admin }),
      () => iam.attachRolePolicy({ RoleName: 'SallyportDeployer', PolicyArn: admin }),
      () => iam.putRolePolicy({ RoleName: 'SallyportDeployer', PolicyName: 'more', PolicyDocument: trust(customerThere) }),
      () => iam.createAccessKey({ UserName: 'ci' }),
      () => iam.deleteUser({ UserName: 'ci' }),
      () => iam.deletePolicy({ PolicyArn: PermissionsBoundary }),
      () => iam.createPolicyVersion({ PolicyArn: PermissionsBoundary, PolicyDocument: text('boundary.json'), SetAsDefault: true }),
      () => iam.createAccountAlias({ AccountAlias: 'mine' }),
      () => s3.deleteBucket({ Bucket: 'museum' }),
      () => s3.deleteBucketPolicy({ Bucket: 'museum' }),
      () => s3.putObject({ Bucket: 'museum', Key: 'x', Body: 'x' }),
      () => s3.createBucket({ Bucket: 'mine' }),
    ]
    for (const attempt of attempts) await expect(attempt(), String(attempt)).rejects.toMatchObject({ name: 'AccessDenied' })
    await root.deleteBucket({ Bucket: 'museum' })
  })
})
