import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IAM } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedSandbox, openSandbox } from '../../src/cli/sandbox/open-sandbox.ts'
import { runCli } from '../support/run-cli.ts'

const [customer, vendor, management] = ['111122223333', '444455556666', '999988887777']
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: readonly string[], Resource: string | readonly string[]): object => ({ Effect: 'Allow', Action, Resource })
const lake = `arn:aws:iam::${customer}:role/Lake`

/** Of the documentation: all that an inspector needs. */
const inspectorPolicy = /```json\n(\{[\s\S]*?)```/.exec(readFileSync('docs/reproduce.md', 'utf8'))?.[1] ?? ''

const documents = {
  'inspector.json': inspectorPolicy,
  'trust.json': document({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${vendor}:root` }, Action: 'sts:AssumeRole' }),
  'write.json': document(
    allow(['s3:*'], ['arn:aws:s3:::the-lake', 'arn:aws:s3:::the-lake/*']),
    allow(['glue:*'], '*'),
    allow(['kms:*'], '*'),
  ),
  'keys.json': document({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${customer}:root` }, Action: 'kms:*', Resource: '*' }),
  'bucket.json': document({
    Effect: 'Allow',
    Principal: { AWS: lake },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::the-lake/*',
  }),
  'catalog.json': document({
    Effect: 'Deny',
    Principal: { AWS: lake },
    Action: 'glue:UpdateTable',
    Resource: `arn:aws:glue:us-east-1:${customer}:*`,
  }),
  'scp.json': document({ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }),
  'rcp.json': document({ Effect: 'Deny', Principal: '*', Action: 's3:ListBucketMultipartUploads', Resource: '*' }),
}

/** Wrong at six places that no policy of the role shows. */
const fixture = `description: an account with faults
accounts: { customer: "${customer}", vendor: "${vendor}", management: "${management}" }
users:
  inspector: { account: customer, policies: { read: ./inspector.json } }
  head: { account: management, policies: { read: ./inspector.json } }
  app: { account: vendor }
roles:
  Lake: { account: customer, trust: ./trust.json, attached: [write] }
policies:
  write: { account: customer, document: ./write.json }
keys:
  lake: { account: customer, region: us-east-1, policy: ./keys.json, state: Disabled }
buckets:
  the-lake: { account: customer, region: us-east-1, policy: ./bucket.json, encryption: lake, objects: { "daily/a.csv": "1" } }
organizations:
  company:
    management: management
    units: { data: { scps: { no-deletes: ./scp.json } } }
    accounts: { customer: { unit: data, rcps: { no-uploads: ./rcp.json } } }
catalogs:
  lake:
    account: customer
    region: us-east-1
    policy: ./catalog.json
    databases: { sales: {}, raw: {} }
    lakeFormation:
      administrators: [inspector]
      grants: [{ to: Lake, database: sales, permissions: [DESCRIBE] }]
`
const settings = (url: string): string => `targets:
  customers:
    kind: endpoint
    url: ${url}
    regions: [us-east-1]
    accounts:
      customer: { id: "${customer}", profile: nobody, inspector: { profile: inspector } }
      management: { id: "${management}", profile: nobody, inspector: { profile: head } }
`
const ticket = `An error occurred (AccessDeniedException) when calling the CreateTable operation: Insufficient Lake Formation permission(s): Required Create Table on sales
role: ${lake}
bucket: the-lake
folder: daily
`

let opened: OpenedSandbox
let folder: string
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-inspect-'))
  mkdirSync(join(folder, 'fixture'))
  for (const [name, text] of Object.entries({ ...documents, 'fixture.yaml': fixture })) writeFileSync(join(folder, 'fixture', name), text)
  const sandbox = await openSandbox({ fixture: [join(folder, 'fixture')] })
  if (typeof sandbox === 'number') throw new Error('the account cannot be made')
  opened = sandbox
  const keys = await Promise.all([keyOf('inspector', customer), keyOf('head', management)])
  writeFileSync(join(folder, 'credentials'), keys.join(''))
  writeFileSync(join(folder, 'config'), '')
  writeFileSync(join(folder, 'sallyport.yaml'), settings(sandbox.sandbox.endpoint))
  writeFileSync(join(folder, 'ticket.txt'), ticket)
  env = {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}, 60_000)
afterAll(() => opened.sandbox.close())

const iamOf = (account: string): IAM => {
  const credentials = opened.target.accounts.get(account)
  if (credentials === undefined || !('accessKeyId' in credentials)) throw new Error(`no account ${account}`)
  return new IAM({ region: 'us-east-1', endpoint: opened.sandbox.endpoint, credentials })
}

async function keyOf(UserName: string, account: string): Promise<string> {
  const { AccessKey } = await iamOf(account).createAccessKey({ UserName })
  return `[${UserName}]\naws_access_key_id = ${AccessKey?.AccessKeyId}\naws_secret_access_key = ${AccessKey?.SecretAccessKey}\n`
}

const inspect = () => runCli(['reproduce', 'ticket.txt', '--inspect', 'customers', '--json'], { cwd: folder, env })

describe('sallyport reproduce --inspect', { timeout: 120_000 }, () => {
  it('reads keys, organization, catalog and grants with no more than the documented policy, and finds what is wrong there', async () => {
    const { code, stdout, stderr } = await inspect()
    expect([code, stderr]).toEqual([0, ''])
    const { causes, unread } = JSON.parse(stdout)
    expect(unread).toEqual([])
    expect(causes.map(({ fault }: { fault: string }) => fault)).toEqual([
      'kms-key-disabled',
      'rcp-explicit-deny',
      'scp-explicit-deny',
      'lf-table-permission-missing',
      'glue-resource-policy-deny',
    ])
  })

  it('names each read that is refused with the action to allow, and takes what it would have shown to be healthy', async () => {
    const less = JSON.parse(
      inspectorPolicy.replace(/"(?:kms:GetKeyPolicy|glue:GetResourcePolicy|lakeformation:ListPermissions)",?/g, '"sts:GetCallerIdentity",'),
    )
    await iamOf(customer).putUserPolicy({ UserName: 'inspector', PolicyName: 'read', PolicyDocument: JSON.stringify(less) })
    const none = document({ Effect: 'Deny', Action: 'organizations:DescribePolicy', Resource: '*' })
    await iamOf(management).putUserPolicy({ UserName: 'head', PolicyName: 'none', PolicyDocument: none })
    const { stdout } = await inspect()
    const { causes, unread } = JSON.parse(stdout)
    expect(unread.map((each: string) => each.replace(/^`aws (\S+ \S+).*` ?: (\w+): .*(\(allow .*\))$/, '$1 $2 $3'))).toEqual([
      'kms get-key-policy AccessDeniedException (allow kms:GetKeyPolicy)',
      'organizations describe-policy AccessDeniedException (allow organizations:DescribePolicy)',
      'organizations describe-policy AccessDeniedException (allow organizations:DescribePolicy)',
      'glue get-resource-policy AccessDeniedException (allow glue:GetResourcePolicy)',
      'lakeformation list-permissions AccessDeniedException (allow lakeformation:ListPermissions)',
    ])
    expect(causes.map(({ fault }: { fault: string }) => fault)).toEqual(['kms-key-disabled'])
  })
})
