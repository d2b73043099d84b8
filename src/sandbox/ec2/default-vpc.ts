import type { CreateDefaultVpcRequest, CreateDefaultVpcResult } from '@aws-sdk/client-ec2'
import { type Address, allOf, cidrAround } from '../../base/cidr.ts'
import { err, ok } from '../../base/result.ts'
import { ec2Error } from './errors.ts'
import type { Vpc } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { addSubnet } from './subnet.ts'
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
