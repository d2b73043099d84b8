import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EC2 } from '@aws-sdk/client-ec2'
import { Glue } from '@aws-sdk/client-glue'
import { Organizations } from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientsOf } from '../../src/deploy/clients.ts'
import { deploy } from '../../src/deploy/deploy.ts'
import { type DeployedKey, toKeyIds } from '../../src/deploy/key-name.ts'
import type { Target } from '../../src/deploy/target.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { type Accounts, customerThere, openAccounts, partnerThere } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

const statement = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] }, undefined, 2)
const deny = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] }, undefined, 2)
const root = { AWS: `arn:aws:iam::${customerThere}:root` }
const bucketPolicy = (Action: string): string =>
  statement({ Principal: { AWS: `arn:aws:iam::${partnerThere}:root` }, Action, Resource: 'arn:aws:s3:::drift-lake/*' })

const point = `arn:aws:s3:us-east-1:${customerThere}:accesspoint/drift-daily`
const pointPolicy = (Action: string): string => statement({ Principal: root, Action, Resource: `${point}/object/*` })
const catalogPolicy = (Action: string): string =>
  statement({ Principal: root, Action, Resource: `arn:aws:glue:us-east-1:${customerThere}:*` })

const files: Readonly<Record<string, string>> = {
  'trust.json': statement({ Principal: root, Action: 'sts:AssumeRole' }),
  // A document of IAM that names the key: AWS has its id there.
  'read.json': statement({ Action: 'kms:Decrypt', Resource: `arn:aws:kms:us-east-1:${customerThere}:key/lake` }),
  'bucket.json': bucketPolicy('s3:GetObject'),
  'key.json': statement({ Principal: root, Action: 'kms:*', Resource: '*' }),
  'endpoint.json': statement({ Principal: '*', Action: 's3:GetObject', Resource: '*' }),
  'scp.json': deny('s3:DeleteBucket'),
  'point.json': pointPolicy('s3:GetObject'),
  'catalog.json': catalogPolicy('glue:GetTable'),
  'fixture.yaml': `description: Every kind of policy that is no identity's
accounts: { customer: "${customerThere}", partner: "${partnerThere}" }
roles: { Reader: { account: customer, trust: ./trust.json, policies: { read: ./read.json } } }
buckets:
  drift-lake: { account: customer, region: us-east-1, policy: ./bucket.json }
  drift-plain: { account: customer, region: us-east-1 }
keys: { lake: { account: customer, region: us-east-1, policy: ./key.json } }
accessPoints: { drift-daily: { account: customer, bucket: drift-lake, policy: ./point.json } }
catalogs: { main: { account: customer, region: us-east-1, policy: ./catalog.json, databases: { sales: {} } } }
organizations: { acme: { management: partner, accounts: { customer: { scps: { keep: ./scp.json } } } } }
network:
  vpcs: { main: { account: customer, cidrBlock: 10.0.0.0/16, region: us-east-1 } }
  subnets: { a: { vpc: main, cidrBlock: 10.0.1.0/24, availabilityZone: us-east-1a } }
  securityGroups: { none: { vpc: main } }
  networkInterfaces: { host: { subnet: a, privateIpAddress: 10.0.1.10, securityGroups: [none], attached: false } }
  vpcEndpoints: { s3: { vpc: main, service: com.amazonaws.us-east-1.s3, type: Gateway, policy: ./endpoint.json } }
`,
}

let accounts: Accounts
let keys: readonly DeployedKey[]
const target = (): Target => ({
  kind: 'embedded',
  endpoint: accounts.sandbox.endpoint,
  accounts: accounts.credentials,
  timeoutMs: 10_000,
})
beforeAll(async () => {
  accounts = await openAccounts()
  const folder = join(accounts.folder, 'fixture')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  // An endpoint gets its policy by hand: what deploys a network to EC2 takes none from a file.
  writeFileSync(join(folder, 'fixture.yaml'), files['fixture.yaml']?.replace(', policy: ./endpoint.json', '') ?? '')
  const fixture = await loadFixture(folder)
  if (!fixture.ok) throw new Error(JSON.stringify(fixture.error))
  const deployed = await deploy(fixture.value, target(), { network: true })
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.error))
  keys = deployed.value.keys
  writeFileSync(join(folder, 'fixture.yaml'), files['fixture.yaml'] ?? '')
  await setEndpoint({ PolicyDocument: files['endpoint.json'] ?? '' })
  // The deployer adds where it is attached.
  await new Organizations(client(partnerThere)).updatePolicy({ PolicyId: await keepId(), Name: 'keep' })
})
afterAll(() => accounts.sandbox.close())

const drift = () => runCli(['drift', 'fixture', '--target', 'night'], { cwd: accounts.folder, env: accounts.env })
const client = (account: string) => ({
  region: 'us-east-1',
  endpoint: accounts.sandbox.endpoint,
  credentials: accounts.credentials.get(account) ?? { accessKeyId: '', secretAccessKey: '' },
})

async function setEndpoint(policy: { readonly PolicyDocument: string } | { readonly ResetPolicy: true }): Promise<void> {
  const ec2 = new EC2(client(customerThere))
  const { VpcEndpoints = [] } = await ec2.describeVpcEndpoints({})
  await ec2.modifyVpcEndpoint({ VpcEndpointId: VpcEndpoints[0]?.VpcEndpointId ?? '', ...policy })
}

async function keepId(): Promise<string> {
  const attached = { TargetId: customerThere, Filter: 'SERVICE_CONTROL_POLICY' } as const
  const { Policies = [] } = await new Organizations(client(partnerThere)).listPoliciesForTarget(attached)
  return Policies.find(({ Name }) => Name?.startsWith('keep'))?.Id ?? ''
}

/** What somebody does by hand, what drift says of it, and where the fixture says otherwise. */
const changes: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
  [
    'a bucket policy',
    () => accounts.s3(customerThere).putBucketPolicy({ Bucket: 'drift-lake', Policy: bucketPolicy('s3:*Object') }),
    /bucket policy of drift-lake \(fixture\/bucket\.json:[\s\S]*\+ allowed in the account alone: s3:/,
  ],
  [
    'a bucket policy where the fixture has none',
    () =>
      accounts
        .s3(customerThere)
        .putBucketPolicy({ Bucket: 'drift-plain', Policy: bucketPolicy('s3:GetObject').replace('drift-lake', 'drift-plain') }),
    /bucket policy of drift-plain \(fixture\/fixture\.yaml:6:/,
  ],
  [
    'a key policy',
    async () => {
      const KeyId = keys[0]?.arn.split('/')[1] ?? ''
      const open = { AWS: [root.AWS, `arn:aws:iam::${partnerThere}:root`] }
      await accounts.kms(customerThere).putKeyPolicy({ KeyId, Policy: statement({ Principal: open, Action: 'kms:*', Resource: '*' }) })
    },
    /key policy of lake \(fixture\/key\.json:[\s\S]*\+ allowed in the account alone: kms:/,
  ],
  [
    'the policy of a VPC endpoint',
    () => setEndpoint({ ResetPolicy: true }),
    /policy of the VPC endpoint s3 \(fixture\/endpoint\.json:[\s\S]*\+ allowed in the account alone/,
  ],
  [
    'the policy of an access point',
    async () =>
      (await clientsOf(target()).s3Control(customerThere, 'us-east-1')).putAccessPointPolicy({
        AccountId: customerThere,
        Name: 'drift-daily',
        Policy: pointPolicy('s3:*Object'),
      }),
    /policy of the access point drift-daily \(fixture\/point\.json:[\s\S]*\+ allowed in the account alone: s3:/,
  ],
  [
    'the policy of a catalog',
    () => new Glue(client(customerThere)).putResourcePolicy({ PolicyInJson: catalogPolicy('glue:*Table') }),
    /policy of the catalog main \(fixture\/catalog\.json:[\s\S]*\+ allowed in the account alone: glue:/,
  ],
  [
    'a trust policy',
    () =>
      accounts.iam(customerThere).updateAssumeRolePolicy({
        RoleName: 'Reader',
        PolicyDocument: statement({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
      }),
    /trust policy of Reader \(fixture\/trust\.json:/,
  ],
  [
    'a service control policy',
    async () => new Organizations(client(partnerThere)).updatePolicy({ PolicyId: await keepId(), Content: deny('s3:DeleteObject') }),
    /service control policy keep \(fixture\/scp\.json:/,
  ],
  [
    'one more service control policy',
    async () => {
      const manager = new Organizations(client(partnerThere))
      const { Policy } = await manager.createPolicy({
        Name: 'more',
        Description: '',
        Type: 'SERVICE_CONTROL_POLICY',
        Content: deny('iam:CreateUser'),
      })
      await manager.attachPolicy({ PolicyId: Policy?.PolicySummary?.Id ?? '', TargetId: customerThere })
    },
    /\+ the service control policy `more` is attached there, .* \(fixture\/fixture\.yaml:/,
  ],
]

describe('what was deployed, and then changed by hand', { timeout: 60_000 }, () => {
  it('is no drift as long as nobody changes it', async () => {
    expect(toKeyIds(files['read.json'] ?? '', keys)).not.toContain('key/lake')
    const { code, stdout, stderr } = await drift()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('no drift')])
  })

  it('is named at the line of the fixture, each kind of policy', async () => {
    for (const [, change] of changes) await change()
    const { code, stdout, stderr } = await drift()
    expect([code, stderr]).toEqual([1, ''])
    for (const [what, , told] of changes) expect(stdout, what).toMatch(told)
  })
})
