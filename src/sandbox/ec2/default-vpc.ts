import type {
  CreateDefaultSubnetRequest,
  CreateDefaultSubnetResult,
  CreateDefaultVpcRequest,
  CreateDefaultVpcResult,
} from '@aws-sdk/client-ec2'
import { type Address, allOf, type Cidr, cidrAround } from '../../base/cidr.ts'
import { err, ok } from '../../base/result.ts'
import { ec2Error, missingParameter, unsupported } from './errors.ts'
import type { Vpc } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { addSubnet, conflicts, findZone, subnetOutput } from './subnet.ts'
import { addVpc, vpcOutput } from './vpc.ts'
import type { World } from './world.ts'
import { zonesOf } from './zones.ts'

/** `172.31.0.0` */
const first: Address = { family: 'ipv4', value: 0xac1f_0000n }

/** How far the first addresses of two subnets of /20 lie apart. */
const step = 1n << 12n

/** What AWS makes with a new account, and whoever deleted it may have again. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultVpc.html */
export const createDefaultVpc = ec2Operation<CreateDefaultVpcRequest, CreateDefaultVpcResult>({
  run: (_input, world) => {
    if (world.defaultVpc !== undefined)
      // The sentence that users quote, as in https://github.com/getmoto/moto/blob/master/tests/test_ec2/test_vpcs.py.
      return err(ec2Error('DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.'))
    const vpc = addVpc({ cidr: cidrAround(first, 16), isDefault: true, enableDnsHostnames: true }, world)
    zonesOf(world.region).forEach((zone, index) => {
      const cidr = cidrAround({ ...first, value: first.value + BigInt(index) * step }, 20)
      addSubnet({ vpc: vpc.id, cidr, zone, isDefault: true, mapPublicIpOnLaunch: true }, world)
    })
    openToInternet(vpc, world)
    return ok({ Vpc: { ...vpcOutput(vpc), State: 'pending' } })
  },
})

/** An internet gateway, and the route to it in the main table. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html */
function openToInternet({ id }: Vpc, world: World): void {
  const gateway = world.add('internet-gateway', { vpc: id })
  const table = world.of('route-table').find(({ vpc }) => vpc === id)
  if (table !== undefined) table.routes = [{ destination: allOf('ipv4'), target: gateway.id }]
}

/** Of a default subnet in a zone: its length, as AWS makes it. */
const length = 20

/**
 * The default subnet of a zone, for whoever deleted it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultSubnet.html: the sentences of refusals are those of
 * https://github.com/getmoto/moto/blob/master/moto/ec2/exceptions.py
 */
export const createDefaultSubnet = ec2Operation<CreateDefaultSubnetRequest, CreateDefaultSubnetResult>({
  run: (input, world) => {
    if (input.Ipv6Native === true) return err(unsupported('a subnet of this kind'))
    const vpc = world.defaultVpc
    if (vpc === undefined) return err(ec2Error('DefaultVpcDoesNotExist', 'No default VPC exists for this account in this region.'))
    if ((input.AvailabilityZone ?? input.AvailabilityZoneId) === undefined) return err(missingParameter('AvailabilityZone'))
    const zone = findZone(input, world)
    if (!zone.ok) return zone
    const own = world.of('subnet').find(({ isDefault, zone: { name } }) => isDefault && name === zone.value.name)
    if (own !== undefined)
      return err(
        ec2Error('DefaultSubnetAlreadyExistsInAvailabilityZone', `'${own.id}' is already the default subnet in ${zone.value.name}.`),
      )
    const cidr = freeBlock(vpc, world)
    // The sentence is inferred.
    if (cidr === undefined) return err(ec2Error('InsufficientCidrBlocks', 'There are not enough free blocks in the default VPC.'))
    const subnet = addSubnet({ vpc: vpc.id, cidr, zone: zone.value, isDefault: true, mapPublicIpOnLaunch: true }, world)
    return ok({ Subnet: subnetOutput(subnet, world) })
  },
})

function freeBlock({ id, cidrs: [primary] }: Vpc, world: World): Cidr | undefined {
  if (primary === undefined) return undefined
  for (let value = primary.cidr.first; value < primary.cidr.last; value += step) {
    const cidr = cidrAround({ family: 'ipv4', value }, length)
    if (!conflicts(cidr, id, world)) return cidr
  }
  return undefined
}
