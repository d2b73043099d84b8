import type { Network } from './network.ts'
import type { Component, ComponentType } from './verdict.ts'

/** The maps of a network that hold components of a type. */
const places = {
  networkInterface: (network) => network.networkInterfaces,
  networkAcl: (network) => network.networkAcls,
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

export type PlacedType = keyof typeof places

/** The components of a network with their places, made once for each network. */
export type Components = Readonly<Record<PlacedType, ReadonlyMap<string, Component>>>

export function componentsOf(network: Network): Components {
  const of = (type: PlacedType): ReadonlyMap<string, Component> =>
    new Map([...places[type](network)].map(([name, { at }]) => [name, { type, name, at }]))
  return {
    networkInterface: of('networkInterface'),
    networkAcl: of('networkAcl'),
    routeTable: of('routeTable'),
    vpc: of('vpc'),
    internetGateway: of('internetGateway'),
    egressOnlyInternetGateway: of('egressOnlyInternetGateway'),
    natGateway: of('natGateway'),
    vpnGateway: of('vpnGateway'),
    transitGateway: of('transitGateway'),
    vpcPeeringConnection: of('vpcPeeringConnection'),
    vpcEndpoint: of('vpcEndpoint'),
    endpointService: of('endpointService'),
    loadBalancer: of('loadBalancer'),
  }
}
