import { EC2 } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { fixtureOf } from './fixture.ts'
import { customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())

const withNetwork = (network: string): Fixture =>
  fixtureOf(`description: d\naccounts: { customer: "${customer}", vendor: "${vendor}" }\nnetwork:\n${network}`, {})

function ec2Of(account: string): EC2 {
  const credentials = sandbox.target.accounts.get(account)
  if (credentials === undefined || !('accessKeyId' in credentials)) throw new Error('no credentials')
  return new EC2({ endpoint: sandbox.sandbox.endpoint, region: 'us-east-1', credentials })
}

const peered = withNetwork(`
  vpcs:
    lake: { account: customer, cidrBlock: [10.0.0.0/16, 10.2.0.0/16], enableDnsHostnames: true }
    product: { account: vendor, cidrBlock: 10.1.0.0/16 }
  subnets:
    private: { vpc: lake, cidrBlock: 10.0.1.0/24 }
    app: { vpc: product, cidrBlock: 10.1.1.0/24 }
  vpcPeeringConnections: { pcx: { requester: product, accepter: lake, allowDnsResolutionFromRemoteVpc: true } }
  routeTables:
    to-product: { vpc: lake, main: true, routes: { 10.1.0.0/16: pcx } }
  securityGroups:
    database: { vpc: lake, ingress: [{ protocol: tcp, ports: 5432, securityGroup: connector, description: the product }] }
    connector: { vpc: product }
  networkInterfaces: { db: { subnet: private, securityGroups: database } }
  vpcEndpoints:
    s3: { vpc: lake, type: Gateway, service: com.amazonaws.us-east-1.s3, routeTables: to-product }
    sts: { vpc: lake, type: Interface, service: com.amazonaws.us-east-1.sts, subnets: private, securityGroups: database }
`)

describe('a network of two accounts', () => {
  it('is made in both, with the names of the fixture as tags, and goes again', async () => {
    const deployment = await deploy(peered, sandbox.target, { network: true })
    if (!deployment.ok) throw new Error(JSON.stringify(deployment.error))
    const [lake, product] = [ec2Of(customer), ec2Of(vendor)]
    const { SecurityGroups } = await lake.describeSecurityGroups({ Filters: [{ Name: 'tag:Name', Values: ['database'] }] })
    const { SecurityGroups: theirs } = await product.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['connector'] }] })
    expect(SecurityGroups?.[0]?.IpPermissions).toMatchObject([
      { FromPort: 5432, UserIdGroupPairs: [{ GroupId: theirs?.[0]?.GroupId, UserId: vendor, Description: 'the product' }] },
    ])
    const { RouteTables } = await lake.describeRouteTables({})
    expect(RouteTables).toHaveLength(1)
    expect(RouteTables?.[0]?.Routes?.map(({ State }) => State)).toEqual(['active', 'active', 'active', 'active'])
    const { VpcEndpoints } = await lake.describeVpcEndpoints({})
    expect(VpcEndpoints?.map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway', 'Interface'])
    expect(await tearDown(deployment.value)).toEqual([])
    for (const ec2 of [lake, product]) expect((await ec2.describeVpcs({})).Vpcs).toEqual([])
  })

  it('is left out unless it is asked for', async () => {
    const deployment = await sandbox.deployed(peered)
    expect(deployment.journal).toEqual([])
  })
})

describe('what EC2 cannot bring about', () => {
  const refusals = async (fixture: Fixture, target = sandbox.target): Promise<readonly string[]> => {
    const deployment = await deploy(fixture, target, { network: true })
    if (deployment.ok) throw new Error('it was deployed')
    return deployment.error.refusals.map(({ subject, message }) => `${subject}: ${message}`)
  }

  it('is refused before the first call, all of it at once', async () => {
    const fixture = withNetwork(`
  vpcs: { a: { account: customer, cidrBlock: [10.0.0.0/16, "2600:1f18:1::/56"] } }
  internetGateways: { igw: a }
  vpnGateways: { vgw: { vpc: a, remoteCidrs: 172.16.0.0/12 } }
  routeTables: { main: { vpc: a, main: true, routes: { 192.0.2.0/24: { target: nat-gone, state: blackhole } } } }
`)
    expect(await refusals(fixture)).toEqual([
      'VPC a: AWS chooses the IPv6 blocks of a VPC',
      'VPN gateway vgw: the networks behind a VPN gateway are not told to EC2',
      'a route of main: a route is not made to a target that is gone',
    ])
    expect((await ec2Of(customer).describeVpcs({})).Vpcs).toEqual([])
  })

  it('a VPC of nobody among several accounts, and any network elsewhere than in the embedded sandbox', async () => {
    const nobodys = withNetwork('  vpcs: { a: { cidrBlock: 10.0.0.0/16 } }\n')
    expect(await refusals(nobodys)).toEqual(['VPC a: the fixture has several accounts: say with `account:` whose it is'])
    expect(await refusals(peered, { ...sandbox.target, kind: 'endpoint' })).toContain(
      'the network: a network is deployed to the embedded sandbox alone',
    )
  })

  it('what EC2 refuses takes everything back that had been made', async () => {
    const public_ = withNetwork(`
  vpcs: { a: { account: customer, cidrBlock: 10.0.0.0/16 } }
  subnets: { one: { vpc: a, cidrBlock: 10.0.1.0/24 } }
  networkInterfaces: { db: { subnet: one, publicIp: 198.51.100.7 } }
`)
    expect((await refusals(public_))[0]).toMatch(/is not attached to any internet gateway/)
    expect((await ec2Of(customer).describeVpcs({})).Vpcs).toEqual([])
    expect((await ec2Of(customer).describeAddresses({})).Addresses).toEqual([])
  })
})
