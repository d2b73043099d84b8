import type { Network } from './network.ts'
import type { Component, ComponentType } from './verdict.ts'

/** The maps of a network that hold components of a type. */
const places = {
  networkInterface: (network) => network.networkInterfaces,
  subnet: (network) => network.subnets,
  networkAcl: (network) => network.networkAcls,
  securityGroup: (network) => network.securityGroups,
  routeTable: (network) => network.routeTables,
  vpc: (network) => network.vpcs,
  internetGateway: (network) => network.internetGateways,
  egressOnlyInternetGateway: (network) => network.egressOnlyInternetGateways,
  natGateway: (network) => network.natGateways,
  vpnGateway: (network) => network.vpnGateways,
  transitGateway: (network) => network.transitGateways,
  vpcPeeringConnection: (network) => network.vpcPeeringConnections,
  vpcEndpoint: (network) => network.vpcEndpoints,
  endpointService: (network) => network.endpointServices,
  loadBalancer: (network) => network.loadBalancers,
} as const satisfies Partial<Record<ComponentType, (network: Network) => ReadonlyMap<string, { readonly at: Component['at'] }>>>

/** The component with its place; one that is not in the network stands where the network does. */
export const componentOf = (network: Network, type: keyof typeof places, name: string): Component => ({
  type,
  name,
  at: places[type](network).get(name)?.at ?? network.at,
})
