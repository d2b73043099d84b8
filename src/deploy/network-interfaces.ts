import { formatAddress } from '../base/cidr.ts'
import type { NetworkInterface, Resource } from '../network/network.ts'
import { type NetworkBuilder, type Place, tagged } from './network-builder.ts'

export async function makeInterface(builder: NetworkBuilder, each: NetworkInterface): Promise<void> {
  const place = builder.place(builder.vpcOfSubnet(each.subnet))
  const { ec2 } = place
  const input = {
    SubnetId: builder.id('subnet', each.subnet),
    Groups: each.securityGroups.map((name) => builder.id('group', name)),
    PrivateIpAddresses: each.privateIps.map(({ address }, index) => ({ PrivateIpAddress: formatAddress(address), Primary: index === 0 })),
    TagSpecifications: tagged('network-interface', each.name),
  }
  const NetworkInterfaceId = await builder.make(
    'CreateNetworkInterface',
    ['interface', each, place],
    (options) => ec2.createNetworkInterface(input, options),
    ({ NetworkInterface: made }) => made?.NetworkInterfaceId,
  )
  if (!each.sourceDestCheck)
    await builder.send('ModifyNetworkInterfaceAttribute', each, (options) =>
      ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } }, options),
    )
  for (const { address, publicIp } of each.privateIps) {
    if (publicIp === undefined) continue
    const AllocationId = await makeAddress(builder, formatAddress(publicIp.address), each, place)
    const association = { AllocationId, NetworkInterfaceId, PrivateIpAddress: formatAddress(address) }
    await builder.send('AssociateAddress', each, (options) => ec2.associateAddress(association, options))
  }
}

/** An interface without an instance can have none but an elastic address, whichever the fixture says. */
export function makeAddress(builder: NetworkBuilder, address: string, owner: Resource, place: Place): Promise<string> {
  const input = { Domain: 'vpc' as const, Address: address, TagSpecifications: tagged('elastic-ip', owner.name) }
  const part = { name: address, at: owner.at }
  return builder.make(
    'AllocateAddress',
    ['address', part, place],
    (options) => place.ec2.allocateAddress(input, options),
    ({ AllocationId }) => AllocationId,
  )
}
