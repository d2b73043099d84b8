import { formatCidr } from '../base/cidr.ts'
import type { RouteTable } from '../network/network.ts'
import { type NetworkBuilder, tagged } from './network-builder.ts'
import { makePrefixList } from './network-filters.ts'

export async function makeTable(builder: NetworkBuilder, table: RouteTable): Promise<void> {
  const place = builder.place(table.vpc)
  const { ec2 } = place
  if (!table.main) {
    const input = { VpcId: builder.id('vpc', table.vpc), TagSpecifications: tagged('route-table', table.name) }
    await builder.make(
      'CreateRouteTable',
      ['table', table, place],
      (options) => ec2.createRouteTable(input, options),
      ({ RouteTable: made }) => made?.RouteTableId,
    )
  }
  const RouteTableId = builder.id('table', table.name)
  for (const subnet of builder.network.subnets.values())
    if (subnet.routeTable === table.name && !table.main)
      await builder.send('AssociateRouteTable', subnet, (options) =>
        ec2.associateRouteTable({ RouteTableId, SubnetId: builder.id('subnet', subnet.name) }, options),
      )
}

/** Those of gateway endpoints have come with the endpoints. */
export async function makeRoutes(builder: NetworkBuilder, table: RouteTable): Promise<void> {
  const place = builder.place(table.vpc)
  const RouteTableId = builder.id('table', table.name)
  for (const { at, destination, target } of table.routes) {
    if (target.type === 'vpcEndpoint' && builder.network.vpcEndpoints.get(target.name)?.type === 'Gateway') continue
    if (destination.type === 'prefixList') await makePrefixList(builder, destination.prefixList, place)
    const to =
      destination.type === 'prefixList'
        ? { DestinationPrefixListId: builder.id('list', `${place.account} ${place.region} ${destination.prefixList}`) }
        : destination.cidr.family === 'ipv4'
          ? { DestinationCidrBlock: formatCidr(destination.cidr) }
          : { DestinationIpv6CidrBlock: formatCidr(destination.cidr) }
    const input = { RouteTableId, ...to, ...targetOf(builder, target) }
    await builder.send('CreateRoute', { name: table.name, at }, (options) => place.ec2.createRoute(input, options))
  }
}

function targetOf(builder: NetworkBuilder, { type, name }: { readonly type: string; readonly name: string }): object {
  switch (type) {
    case 'internetGateway':
    case 'vpnGateway':
      return { GatewayId: builder.id('gateway', name) }
    case 'egressOnlyInternetGateway':
      return { EgressOnlyInternetGatewayId: builder.id('gateway', name) }
    case 'natGateway':
      return { NatGatewayId: builder.id('nat', name) }
    case 'vpcPeeringConnection':
      return { VpcPeeringConnectionId: builder.id('peering', name) }
    case 'networkInterface':
      return { NetworkInterfaceId: builder.id('interface', name) }
    default:
      return { VpcEndpointId: builder.id('endpoint', name) }
  }
}
