import type {
  CreateNatGatewayRequest,
  CreateNatGatewayResult,
  DeleteNatGatewayRequest,
  DeleteNatGatewayResult,
  DescribeNatGatewaysRequest,
  DescribeNatGatewaysResult,
  NatGateway as NatGatewayOutput,
} from '@aws-sdk/client-ec2'
import { type Address, formatAddress, parseAddress } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { describe } from './describe.ts'
import { hasInternet } from './elastic-ip.ts'
import { ec2Error, invalidParameterValue, missingParameter, unsupported } from './errors.ts'
import type { NatGateway, Subnet } from './kinds.ts'
import { addInterface } from './network-interface.ts'
import { ec2Operation } from './operation.ts'
import { checkAddress, freeAddress } from './subnet.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html */
export const createNatGateway = ec2Operation<CreateNatGatewayRequest, CreateNatGatewayResult>({
  creates: 'natgateway',
  uses: ({ SubnetId, AllocationId }) => [
    ['subnet', SubnetId],
    ['elastic-ip', AllocationId],
  ],
  run: (input, world, tags) => {
    if (input.SubnetId === undefined)
      return err(input.VpcId === undefined ? missingParameter('subnetId') : unsupported('a regional NAT gateway'))
    const subnet = world.find('subnet', input.SubnetId)
    if (!subnet.ok) return subnet
    const connectivity = input.ConnectivityType === 'private' ? 'private' : 'public'
    const refused = checkPublic(connectivity, input.AllocationId, subnet.value, world)
    if (refused !== undefined) return err(refused)
    const privateIp = privateIpOf(input.PrivateIpAddress, subnet.value, world)
    if (!privateIp.ok) return privateIp
    const elastic = input.AllocationId === undefined ? undefined : world.get('elastic-ip', input.AllocationId)
    const own = addInterface(
      subnet.value,
      { privateIps: [privateIp.value], groups: [], description: '', type: 'nat_gateway', requester: 'amazon-aws' },
      world,
    )
    const gateway = world.add(
      'natgateway',
      {
        vpc: subnet.value.vpc,
        subnet: subnet.value.id,
        connectivity,
        networkInterface: own.id,
        privateIp: privateIp.value,
        ...(elastic === undefined ? {} : { allocation: elastic.id, publicIp: elastic.publicIp }),
        createdAt: world.now,
        deletedAt: undefined,
      },
      tags,
    )
    own.description = `Interface for NAT Gateway ${gateway.id}`
    if (elastic !== undefined)
      elastic.association = { id: world.newId('eipassoc'), networkInterface: own.id, privateIp: formatAddress(privateIp.value) }
    return ok({ NatGateway: { ...gatewayOutput(gateway), State: 'pending' } })
  },
})

function checkPublic(
  connectivity: 'public' | 'private',
  allocation: string | undefined,
  { vpc }: Subnet,
  world: World,
): AwsError | undefined {
  if (connectivity === 'private')
    return allocation === undefined
      ? undefined
      : ec2Error('InvalidParameterCombination', 'AllocationId cannot be specified with a private NAT gateway.')
  if (allocation === undefined) return missingParameter('AllocationId')
  const elastic = world.find('elastic-ip', allocation)
  if (!elastic.ok) return elastic.error
  if (elastic.value.association !== undefined)
    return ec2Error('Resource.AlreadyAssociated', `Elastic IP address [${allocation}] is already associated`)
  return hasInternet(vpc, world) ? undefined : ec2Error('Gateway.NotAttached', `Network ${vpc} has no Internet gateway attached`)
}

function privateIpOf(text: string | undefined, subnet: Subnet, world: World): Result<Address, AwsError> {
  if (text === undefined) return freeAddress(subnet, world)
  const address = parseAddress(text)
  if (!address.ok) return err(invalidParameterValue(`invalid value for parameter address: ${text}`))
  const refused = checkAddress(address.value, subnet, world, text)
  return refused === undefined ? ok(address.value) : err(refused)
}

const gatewayOutput = (gateway: NatGateway): NatGatewayOutput => ({
  NatGatewayId: gateway.id,
  VpcId: gateway.vpc,
  SubnetId: gateway.subnet,
  ConnectivityType: gateway.connectivity,
  State: gateway.deletedAt === undefined ? 'available' : 'deleted',
  CreateTime: gateway.createdAt,
  ...(gateway.deletedAt === undefined ? {} : { DeleteTime: gateway.deletedAt }),
  NatGatewayAddresses: [
    {
      NetworkInterfaceId: gateway.networkInterface,
      PrivateIp: formatAddress(gateway.privateIp),
      ...(gateway.allocation === undefined ? {} : { AllocationId: gateway.allocation, PublicIp: gateway.publicIp }),
      IsPrimary: true,
      Status: 'succeeded',
    },
  ],
  Tags: formatTags(gateway.tags),
})

/** Deleted ones are seen for about an hour. @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html */
const seenAfterwards = 60 * 60 * 1000

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
export const describeNatGateways = describe<DescribeNatGatewaysRequest, NatGatewayOutput, DescribeNatGatewaysResult, 'natgateway'>({
  kind: 'natgateway',
  ids: ({ NatGatewayIds }) => NatGatewayIds,
  before: (world) => {
    for (const { id, deletedAt } of world.of('natgateway'))
      if (deletedAt !== undefined && world.now.getTime() - deletedAt.getTime() > seenAfterwards) world.remove('natgateway', id)
  },
  named: ({ Filter }) => Filter,
  item: gatewayOutput,
  filters: {
    'nat-gateway-id': ({ NatGatewayId }) => NatGatewayId,
    state: ({ State }) => State,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  output: (NatGateways, page) => ({ NatGateways, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html */
export const deleteNatGateway = ec2Operation<DeleteNatGatewayRequest, DeleteNatGatewayResult>({
  uses: ({ NatGatewayId }) => [['natgateway', NatGatewayId]],
  run: ({ NatGatewayId }, world) => {
    const gateway = world.find('natgateway', NatGatewayId)
    if (!gateway.ok) return gateway
    gateway.value.deletedAt ??= world.now
    world.remove('network-interface', gateway.value.networkInterface)
    const elastic = gateway.value.allocation === undefined ? undefined : world.get('elastic-ip', gateway.value.allocation)
    if (elastic?.association?.networkInterface === gateway.value.networkInterface) elastic.association = undefined
    return ok({ NatGatewayId })
  },
})
