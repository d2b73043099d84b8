import type { EC2 } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays } from '../asked.ts'
import { accountId } from '../clients.ts'
import { refusalOf, rootEc2, userEc2 } from './ec2-world.ts'

const account = '111122223333'

let sandbox: Sandbox
let ec2: EC2
let subnet: string
const asked: Asked[] = []

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'private-addresses',
    accounts: [{ id: accountId(account) }],
    onDecision: ({ call, request }) => {
      if (call.service === 'ec2') asked.push({ call, request })
    },
  })
  ec2 = rootEc2(sandbox, account)
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })
  const { InternetGateway } = await ec2.createInternetGateway({})
  await ec2.attachInternetGateway({ VpcId: Vpc?.VpcId, InternetGatewayId: InternetGateway?.InternetGatewayId })
  subnet = (await ec2.createSubnet({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.1.0/28' })).Subnet?.SubnetId ?? ''
})
afterAll(() => sandbox.close())

const newInterface = async (SecondaryPrivateIpAddressCount?: number) =>
  (await ec2.createNetworkInterface({ SubnetId: subnet, SecondaryPrivateIpAddressCount })).NetworkInterface?.NetworkInterfaceId ?? ''

const addresses = async (id: string) => {
  const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [id] })
  return NetworkInterfaces?.[0]?.PrivateIpAddresses?.map(({ PrivateIpAddress }) => PrivateIpAddress)
}

it('an interface gets more addresses, by number or by name, and gives them up but for the first', async () => {
  const one = await newInterface(1)
  expect(await addresses(one)).toEqual(['10.0.1.4', '10.0.1.5'])
  const { AssignedPrivateIpAddresses } = await ec2.assignPrivateIpAddresses({ NetworkInterfaceId: one, SecondaryPrivateIpAddressCount: 2 })
  expect(AssignedPrivateIpAddresses).toEqual([{ PrivateIpAddress: '10.0.1.6' }, { PrivateIpAddress: '10.0.1.7' }])
  await ec2.assignPrivateIpAddresses({ NetworkInterfaceId: one, PrivateIpAddresses: ['10.0.1.10'] })
  const unassign = (...PrivateIpAddresses: string[]) => ec2.unassignPrivateIpAddresses({ NetworkInterfaceId: one, PrivateIpAddresses })
  await unassign('10.0.1.5', '10.0.1.6')
  expect(await addresses(one)).toEqual(['10.0.1.4', '10.0.1.7', '10.0.1.10'])
  expect(await refusalOf(unassign('10.0.1.5'))).toMatch(/^InvalidParameterValue: Some of the specified addresses are not assigned/)
  expect(await refusalOf(unassign('10.0.1.4'))).toMatch(/^InvalidParameterValue: 10\.0\.1\.4 is the primary address/)
  const assign = (more: object) => refusalOf(ec2.assignPrivateIpAddresses({ NetworkInterfaceId: one, ...more }))
  expect(await assign({})).toMatch(/^InvalidParameterCombination/)
  expect(await assign({ PrivateIpAddresses: ['10.0.2.4'] })).toMatch(/^InvalidParameterValue: Address 10\.0\.2\.4 does not fall within/)
  expect(await assign({ SecondaryPrivateIpAddressCount: 20 })).toMatch(/^InsufficientFreeAddressesInSubnet/)
})

it('an address goes to another interface where that is allowed, and takes its elastic one along', async () => {
  const [one, other] = [await newInterface(1), await newInterface()]
  const [, second = ''] = (await addresses(one)) ?? []
  const { AllocationId } = await ec2.allocateAddress({})
  await ec2.associateAddress({ AllocationId, NetworkInterfaceId: one, PrivateIpAddress: second })
  const move = { NetworkInterfaceId: other, PrivateIpAddresses: [second] }
  expect(await refusalOf(ec2.assignPrivateIpAddresses(move))).toBe(`InvalidParameterValue: [${second}] assigned, but move is not allowed.`)
  await ec2.assignPrivateIpAddresses({ ...move, AllowReassignment: true })
  expect(await addresses(one)).toHaveLength(1)
  const elastic = async () => (await ec2.describeAddresses({ AllocationIds: [AllocationId ?? ''] })).Addresses?.[0]?.NetworkInterfaceId
  expect(await elastic()).toBe(other)
  await ec2.unassignPrivateIpAddresses(move)
  expect(await elastic()).toBeUndefined()
  expect((await ec2.describeAddressesAttribute({ AllocationIds: [AllocationId ?? ''], Attribute: 'domain-name' })).Addresses ?? []).toEqual(
    [],
  )
  const stranger = await userEc2(sandbox, account, 'stranger', { Action: 'ec2:Describe*', Resource: '*' })
  expect(await refusalOf(stranger.assignPrivateIpAddresses(move))).toMatch(/^UnauthorizedOperation/)
})

it('the default subnet of a zone is made again, out of a block that is free', async () => {
  const create = (AvailabilityZone?: string) => ec2.createDefaultSubnet({ AvailabilityZone })
  expect(await refusalOf(create('us-east-1a'))).toBe('DefaultVpcDoesNotExist: No default VPC exists for this account in this region.')
  await ec2.createDefaultVpc({})
  const Filters = [{ Name: 'default-for-az', Values: ['true'] }]
  const { Subnets } = await ec2.describeSubnets({ Filters })
  const [first, second] = Subnets?.map(({ SubnetId }) => SubnetId ?? '') ?? []
  expect(await refusalOf(create('us-east-1a'))).toBe(
    `DefaultSubnetAlreadyExistsInAvailabilityZone: '${first}' is already the default subnet in us-east-1a.`,
  )
  for (const SubnetId of [first, second]) await ec2.deleteSubnet({ SubnetId })
  const { Subnet } = await create('us-east-1b')
  expect(Subnet).toMatchObject({
    CidrBlock: '172.31.0.0/20',
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
    AvailabilityZone: 'us-east-1b',
  })
  expect(await refusalOf(create())).toMatch(/^MissingParameter/)
  expect(await refusalOf(create('us-east-9z'))).toMatch(/^InvalidParameterValue/)
  expect(strays(asked)).toEqual([])
})
