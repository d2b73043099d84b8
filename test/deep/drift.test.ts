import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EC2 } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Accounts, customerThere, openAccounts } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts()
  mkdirSync(join(accounts.folder, 'fixture'))
})
afterAll(() => accounts.sandbox.close())

const trust = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
  })
const policy = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: 'arn:aws:s3:::acme-exports/*' } }, undefined, 2)

describe('sallyport drift --target', () => {
  it('reads what the accounts have, under the ids that they have there', { timeout: 60_000 }, async () => {
    const iam = accounts.iam(customerThere)
    const ec2 = new EC2({
      region: 'us-east-1',
      endpoint: accounts.sandbox.endpoint,
      credentials: accounts.credentials.get(customerThere) ?? { accessKeyId: '', secretAccessKey: '' },
    })
    await iam.createRole({ RoleName: 'Reader', AssumeRolePolicyDocument: trust(customerThere) })
    await iam.putRolePolicy({ RoleName: 'Reader', PolicyName: 'read', PolicyDocument: policy('s3:GetObject') })
    const vpc = (await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })).Vpc?.VpcId ?? ''
    const subnet = (await ec2.createSubnet({ VpcId: vpc, CidrBlock: '10.0.1.0/24' })).Subnet?.SubnetId ?? ''
    const group = (await ec2.createSecurityGroup({ VpcId: vpc, GroupName: 'db', Description: 'db' })).GroupId ?? ''
    const rule = (CidrIp: string) => ({ GroupId: group, IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp })
    await ec2.authorizeSecurityGroupIngress(rule('10.0.1.0/24'))
    await ec2.createNetworkInterface({ SubnetId: subnet, PrivateIpAddress: '10.0.1.10', Groups: [group] })

    const folder = join(accounts.folder, 'fixture')
    writeFileSync(join(folder, 'trust.json'), trust('111122223333'))
    writeFileSync(join(folder, 'read.json'), policy('s3:GetObject'))
    writeFileSync(
      join(folder, 'fixture.yaml'),
      `description: A reader and a database
accounts: { customer: "111122223333" }
roles:
  Reader: { account: customer, trust: ./trust.json, policies: { read: ./read.json } }
network:
  vpcs: { main: { cidrBlock: 10.0.0.0/16, region: us-east-1 } }
  subnets: { a: { vpc: main, cidrBlock: 10.0.1.0/24, availabilityZone: us-east-1a } }
  securityGroups: { db: { vpc: main, ingress: [{ protocol: tcp, ports: 5432, cidr: 10.0.1.0/24 }] } }
  networkInterfaces: { database: { subnet: a, privateIpAddress: 10.0.1.10, securityGroups: [db], attached: false } }
`,
    )
    const options = { cwd: accounts.folder, env: accounts.env }
    const same = await runCli(['drift', 'fixture', '--target', 'night'], options)
    expect([same.code, same.stderr, same.stdout]).toEqual([0, '', expect.stringContaining('no drift')])

    await iam.putRolePolicy({ RoleName: 'Reader', PolicyName: 'read', PolicyDocument: policy('s3:*Object') })
    const drifted = await runCli(['drift', 'fixture', '--target', 'night'], options)
    expect(drifted.code).toBe(1)
    expect(drifted.stdout).toContain('+ allowed in the account alone: s3:')
    expect(drifted.stdout).toContain('fixture/read.json:3:16')
    for (const secret of [...accounts.credentials.values()].map(({ secretAccessKey }) => secretAccessKey))
      expect(`${drifted.stdout}${drifted.stderr}${readFileSync(join(folder, 'fixture.yaml'), 'utf8')}`).not.toContain(secret)
  })
})
