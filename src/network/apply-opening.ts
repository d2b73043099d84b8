import { type Address, type Cidr, formatAddress } from '../base/cidr.ts'
import { unreachable } from '../base/result.ts'
import type {
  Network,
  NetworkInterface,
  Route,
  SecurityGroup,
  SecurityGroupRule,
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
} from './network.ts'
import type { Opening } from './opening.ts'
import { destinationOf } from './walk/leave-subnet.ts'

/** The network after the change. What the opening adds stands where the resource stands that it changes. */
export function applyOpening(network: Network, opening: Opening): Network {
  switch (opening.change) {
    case 'authorizeSecurityGroupIngress':
    case 'authorizeSecurityGroupEgress':
      return authorize(network, opening)
    case 'createNetworkAclEntry':
    case 'deleteNetworkAclEntry':
      return changeEntries(network, opening)
    case 'createRoute':
    case 'deleteRoute':
      return changeRoutes(network, opening)
    case 'associateAddress':
      return associate(network, opening.networkInterface)
    case 'attachInternetGateway':
      return attachInternetGateway(network, opening)
    case 'attachVpnGateway':
      return { ...network, vpnGateways: edit(network.vpnGateways, opening.vpnGateway, (gateway) => ({ ...gateway, vpc: opening.vpc })) }
    case 'acceptVpcPeeringConnection':
      return {
        ...network,
        vpcPeeringConnections: edit(network.vpcPeeringConnections, opening.vpcPeeringConnection, (connection) => ({
          ...connection,
          status: 'active' as const,
        })),
      }
    case 'createVpcPeeringConnection':
      return peer(network, opening.requester, opening.accepter)
    case 'createVpcBlockPublicAccessExclusion':
      return { ...network, vpcs: edit(network.vpcs, opening.vpc, (vpc) => ({ ...vpc, blockPublicAccessExclusion: opening.mode })) }
    case 'disableSourceDestCheck':
      return {
        ...network,
        networkInterfaces: edit(network.networkInterfaces, opening.networkInterface, (each) => ({ ...each, sourceDestCheck: false })),
      }
    case 'acceptVpcEndpointConnections':
      return {
        ...network,
        vpcEndpoints: edit(network.vpcEndpoints, opening.vpcEndpoint, (endpoint) => ({ ...endpoint, state: 'available' as const })),
      }
    case 'allowPrincipal':
      return {
        ...network,
        endpointServices: edit(network.endpointServices, opening.endpointService, (service) => ({
          ...service,
          allowedPrincipals: [...service.allowedPrincipals, opening.principal],
        })),
      }
    case 'addTransitGatewaySubnet':
    case 'createTransitGatewayVpcAttachment':
    case 'associateTransitGatewayRouteTable':
    case 'createTransitGatewayRoute':
      return {
        ...network,
        transitGateways: edit(network.transitGateways, opening.transitGateway, (gateway) => changeTransitGateway(gateway, opening)),
      }
    case 'associateVpcWithHostedZone':
      return {
        ...network,
        hostedZones: edit(network.hostedZones, opening.hostedZone, (zone) => ({ ...zone, vpcs: [...zone.vpcs, opening.vpc] })),
      }
    case 'enableDnsSupport':
      return { ...network, vpcs: edit(network.vpcs, opening.vpc, (vpc) => ({ ...vpc, enableDnsSupport: true })) }
    case 'none':
      return network
    default:
      return unreachable(opening)
  }
}

/** The map with one resource changed; one that is not there stays away. */
function edit<T>(map: ReadonlyMap<string, T>, name: string, change: (value: T) => T): ReadonlyMap<string, T> {
  const value = map.get(name)
  return value === undefined ? map : new Map([...map, [name, change(value)]])
}

type Of<Change extends Opening['change']> = Opening & { readonly change: Change }

function authorize(network: Network, opening: Of<'authorizeSecurityGroupIngress' | 'authorizeSecurityGroupEgress'>): Network {
  const side = opening.change === 'authorizeSecurityGroupIngress' ? 'ingress' : 'egress'
  const rule = ({ at }: SecurityGroup): SecurityGroupRule => ({ at, traffic: opening.traffic, peer: opening.peer })
  return {
    ...network,
    securityGroups: edit(network.securityGroups, opening.securityGroup, (group) => ({
      ...group,
      [side]: [...group[side], rule(group)],
    })),
  }
}

function changeEntries(network: Network, opening: Of<'createNetworkAclEntry' | 'deleteNetworkAclEntry'>): Network {
  const { side, ruleNumber } = opening
  return {
    ...network,
    networkAcls: edit(network.networkAcls, opening.networkAcl, (acl) => {
      const others = acl[side].filter((entry) => entry.ruleNumber !== ruleNumber)
      if (opening.change === 'deleteNetworkAclEntry') return { ...acl, [side]: others }
      const { traffic, cidr } = opening
      const entries = [...others, { at: acl.at, ruleNumber, ruleAction: 'allow' as const, traffic, cidr }]
      return { ...acl, [side]: entries.toSorted((a, b) => a.ruleNumber - b.ruleNumber) }
    }),
  }
}

function changeRoutes(network: Network, opening: Of<'createRoute' | 'deleteRoute'>): Network {
  return {
    ...network,
    routeTables: edit(network.routeTables, opening.routeTable, (table) => {
      if (opening.change === 'deleteRoute') {
        return { ...table, routes: table.routes.filter((route) => destinationOf(route) !== opening.destination) }
      }
      const { destination, target } = opening
      const route: Route = { at: table.at, destination: { type: 'cidr', cidr: destination }, target, origin: 'static', state: 'active' }
      const others = table.routes.filter((each) => destinationOf(each) !== destinationOf(route))
      return { ...table, routes: [...others, route] }
    }),
  }
}

/** Any address that AWS might choose; this one is of the block for benchmarks. */
function associate(network: Network, name: string): Network {
  const taken = new Set(
    [...network.networkInterfaces.values()]
      .flatMap(({ privateIps }) => privateIps.flatMap(({ publicIp }) => publicIp?.address ?? []))
      .map(formatAddress),
  )
  let address: Address = { family: 'ipv4', value: 0xc613_0001n }
  while (taken.has(formatAddress(address))) address = { family: 'ipv4', value: address.value + 1n }
  return { ...network, networkInterfaces: edit(network.networkInterfaces, name, (each) => withPublicIp(each, address)) }
}

function withPublicIp(networkInterface: NetworkInterface, address: Address): NetworkInterface {
  const [first, ...more] = networkInterface.privateIps
  if (first === undefined) return networkInterface
  return { ...networkInterface, privateIps: [{ ...first, publicIp: { address, elastic: true } }, ...more] }
}

function attachInternetGateway(network: Network, { internetGateway, vpc }: Of<'attachInternetGateway'>): Network {
  const name = internetGateway ?? `internet gateway of ${vpc}`
  const at = network.internetGateways.get(name)?.at ?? network.vpcs.get(vpc)?.at ?? network.at
  return { ...network, internetGateways: new Map([...network.internetGateways, [name, { name, at, vpc }]]) }
}

function peer(network: Network, requester: string, accepter: string): Network {
  const name = `peering of ${requester} and ${accepter}`
  const side = (vpc: string) => ({ vpc, unknown: false, allowDnsResolutionFromRemoteVpc: false })
  const connection = { name, at: network.at, requester: side(requester), accepter: side(accepter), status: 'active' as const }
  return { ...network, vpcPeeringConnections: new Map([...network.vpcPeeringConnections, [name, connection]]) }
}

type TransitChange =
  | 'addTransitGatewaySubnet'
  | 'createTransitGatewayVpcAttachment'
  | 'associateTransitGatewayRouteTable'
  | 'createTransitGatewayRoute'

function changeTransitGateway(gateway: TransitGateway, opening: Of<TransitChange>): TransitGateway {
  switch (opening.change) {
    case 'addTransitGatewaySubnet':
      return changeAttachment(gateway, opening.attachment, (each) =>
        each.type === 'vpc' ? { ...each, subnets: [...each.subnets, opening.subnet] } : each,
      )
    case 'createTransitGatewayVpcAttachment':
      return attachVpc(gateway, opening.vpc, opening.subnet)
    case 'associateTransitGatewayRouteTable':
      return changeAttachment(gateway, opening.attachment, (each) => ({ ...each, association: opening.routeTable }))
    case 'createTransitGatewayRoute':
      return addTransitRoute(gateway, opening.routeTable, opening.destination, opening.attachment)
  }
}

function changeAttachment(
  gateway: TransitGateway,
  name: string,
  change: (attachment: TransitGatewayAttachment) => TransitGatewayAttachment,
): TransitGateway {
  return { ...gateway, attachments: edit(gateway.attachments, name, change) }
}

function attachVpc(gateway: TransitGateway, vpc: string, subnet: string): TransitGateway {
  const name = `attachment of ${vpc}`
  const [association] = gateway.routeTables.keys()
  const attachment: TransitGatewayAttachment = {
    name,
    at: gateway.at,
    state: 'available',
    type: 'vpc',
    vpc,
    subnets: [subnet],
    securityGroupReferencingSupport: true,
    ...(association === undefined ? {} : { association }),
  }
  return { ...gateway, attachments: new Map([...gateway.attachments, [name, attachment]]) }
}

function addTransitRoute(gateway: TransitGateway, name: string, cidr: Cidr, attachment: string): TransitGateway {
  const route = ({ at }: TransitGatewayRouteTable): TransitGatewayRoute => ({ at, cidr, attachment, origin: 'static' })
  return { ...gateway, routeTables: edit(gateway.routeTables, name, (table) => ({ ...table, routes: [...table.routes, route(table)] })) }
}
