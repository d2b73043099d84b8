import { type Address, covers, parseAddress } from '../base/cidr.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { lastVerdict } from '../network/last-verdict.ts'
import type {
  Listener,
  Network,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
} from '../network/network.ts'
import type { Server } from '../network/server.ts'
import type { Leg } from './server-cause.ts'
import { addressOf, askServer } from './server-evidence.ts'
import { changed, listenerMeant, type ServerSetUp } from './server-set-up.ts'

/** What a connection leads to and what stands around it: where a fault is put in. */
export interface Target {
  readonly network: Network
  readonly connection: ServerConnection
  /** The product's addresses as the server sees them: behind a load balancer, its own. */
  readonly sources: readonly [Address, ...Address[]]
  readonly listener: Listener & { readonly server: Server }
  readonly networkInterface: NetworkInterface
  readonly subnet: Subnet
  readonly routeTable: RouteTable
  readonly networkAcl: NetworkAcl
}

export function targetOf({ fixture, connection }: ServerSetUp): Target | undefined {
  const { network } = fixture
  const listener = network && listenerMeant(network, connection)
  const networkInterface = network?.networkInterfaces.get(listener?.networkInterface ?? '')
  const subnet = network?.subnets.get(networkInterface?.subnet ?? '')
  const routeTable = network?.routeTables.get(subnet?.routeTable ?? '')
  const networkAcl = network?.networkAcls.get(subnet?.networkAcl ?? '')
  const [source, ...others] = connection.from.flatMap((from) => {
    const address = parseAddress(from)
    if (!address.ok || network === undefined) return []
    return [lastVerdict(askServer(network, connection, address.value)).sourceAddress ?? address.value]
  })
  if (network === undefined || listener?.server === undefined || source === undefined) return undefined
  if (networkInterface === undefined || subnet === undefined || routeTable === undefined || networkAcl === undefined) return undefined
  const { server } = listener
  return {
    network,
    connection,
    sources: [source, ...others],
    listener: { ...listener, server },
    networkInterface,
    subnet,
    routeTable,
    networkAcl,
  }
}

/** The target of one of the ways of a connection with a tunnel, or of one without. */
export function targetOfLeg(setUp: ServerSetUp, leg: Leg | undefined): Target | undefined {
  const { connection, fixture } = setUp
  const { tunnel } = connection
  if (tunnel === undefined) return leg === undefined ? targetOf(setUp) : undefined
  if (leg === 'tunnel') return targetOf({ fixture, connection: { ...connection, host: tunnel.host, port: tunnel.port } })
  const [from] = fixture.network === undefined ? [] : addressOf(fixture.network, listenerMeant(fixture.network, tunnel))
  return leg === undefined || from === undefined ? undefined : targetOf({ fixture, connection: { ...connection, from: [from] } })
}

/** The interface in the network that has one of the product's addresses. */
export const sourceInterface = ({ network, sources: [source] }: Target): NetworkInterface | undefined =>
  [...network.networkInterfaces.values()].find(({ privateIps }) =>
    privateIps.some(({ address }) => address.family === source.family && address.value === source.value),
  )

/** Whether a rule speaks of the address, by itself or by a group or list that it is in. */
export function speaksOf({ peer }: SecurityGroupRule, target: Target, address: Address): boolean {
  if (peer.type === 'cidr') return covers(peer.cidr, address)
  if (peer.type === 'prefixList')
    return target.network.prefixLists.get(peer.prefixList)?.entries.some(({ cidr }) => covers(cidr, address)) ?? false
  return peer.type === 'securityGroup' && (sourceInterface(target)?.securityGroups.includes(peer.securityGroup) ?? false)
}

/** Whether a rule lets one of the product's addresses in to the port. */
export const letsIn = (rule: SecurityGroupRule, target: Target): boolean =>
  coversPort(rule, target) && target.sources.some((address) => speaksOf(rule, target, address))

export const coversPort = ({ traffic }: SecurityGroupRule, { connection: { port } }: Target): boolean =>
  traffic.protocol === 'all' || (traffic.protocol === 'tcp' && 'ports' in traffic && traffic.ports.from <= port && port <= traffic.ports.to)

/** The network with other inbound rules in each group of the server; undefined where nothing would be different. */
export function changeIngress(
  target: Target,
  change: (rule: SecurityGroupRule, group: SecurityGroup) => readonly SecurityGroupRule[],
): Network | undefined {
  const { network, networkInterface } = target
  let touched = false
  const securityGroups = networkInterface.securityGroups.reduce(
    (groups, name) =>
      changed(groups, name, (group) => {
        const ingress = group.ingress.flatMap((rule) => change(rule, group))
        touched ||= ingress.length !== group.ingress.length || ingress.some((rule, index) => rule !== group.ingress[index])
        return { ...group, ingress }
      }),
    network.securityGroups,
  )
  return touched ? { ...network, securityGroups } : undefined
}

export const changeAcl = ({ network, networkAcl }: Target, change: (acl: NetworkAcl) => NetworkAcl): Network => ({
  ...network,
  networkAcls: changed(network.networkAcls, networkAcl.name, change),
})

export const changeRouteTable = ({ network, routeTable }: Target, change: (table: RouteTable) => RouteTable): Network => ({
  ...network,
  routeTables: changed(network.routeTables, routeTable.name, change),
})
