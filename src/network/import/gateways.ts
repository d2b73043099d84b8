import type { EgressOnlyInternetGateway, InternetGateway, PlacedCidr, Vpc, VpnGateway } from '../network.ts'
import { type Answers, children, destinationOf, type Item, listOf, note, placeOf, required, routesOf, text } from './describe.ts'

type Vpcs = ReadonlyMap<string, Vpc>

const attachedTo = (item: Item, key: string): string | undefined =>
  children(item, key)
    .filter((each) => ['available', 'attached', undefined].includes(text(each, 'State')))
    .map((each) => text(each, 'VpcId'))
    .find((vpc) => vpc !== undefined)

/** As described, or as an active route tells: it is attached to the VPC of the table. */
export function importInternetGateways(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, InternetGateway> {
  const gateways = new Map<string, InternetGateway>()
  for (const item of listOf(answers, 'InternetGateways')) {
    const name = required(answers, item, 'InternetGatewayId')
    const vpc = attachedTo(item, 'Attachments')
    if (name !== undefined) gateways.set(name, { name, at: item.at, ...(vpc === undefined || !vpcs.has(vpc) ? {} : { vpc }) })
  }
  for (const { vpc, route } of routesOf(answers)) {
    const name = text(route, 'GatewayId')
    if (name?.startsWith('igw-') !== true || gateways.has(name) || text(route, 'State') === 'blackhole') continue
    note(
      answers,
      'gateway-inferred',
      placeOf(route, 'GatewayId'),
      `the internet gateway \`${name}\` was not described: the route says that \`${vpc}\` has it`,
    )
    gateways.set(name, { name, at: placeOf(route, 'GatewayId'), vpc })
  }
  return gateways
}

export function importEgressOnlyInternetGateways(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, EgressOnlyInternetGateway> {
  const gateways = new Map<string, EgressOnlyInternetGateway>()
  for (const item of listOf(answers, 'EgressOnlyInternetGateways')) {
    const name = required(answers, item, 'EgressOnlyInternetGatewayId')
    const vpc = attachedTo(item, 'Attachments')
    if (name !== undefined && vpc !== undefined && vpcs.has(vpc)) gateways.set(name, { name, at: item.at, vpc })
  }
  for (const { vpc, route } of routesOf(answers)) {
    const name = text(route, 'EgressOnlyInternetGatewayId')
    if (name !== undefined && !gateways.has(name) && text(route, 'State') !== 'blackhole') gateways.set(name, { name, at: route.at, vpc })
  }
  return gateways
}

/** What lies behind is what its VPN connections say, else what the routes to it say. */
export function importVpnGateways(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, VpnGateway> {
  const gateways = new Map<string, VpnGateway>()
  const remoteCidrs = (name: string): readonly PlacedCidr[] => {
    const connected = connectedTo(answers, 'VpnGatewayId', name)
    return connected.length > 0 ? connected : routedTo(answers, name)
  }
  for (const item of listOf(answers, 'VpnGateways')) {
    const name = required(answers, item, 'VpnGatewayId')
    const vpc = attachedTo(item, 'VpcAttachments')
    if (name !== undefined)
      gateways.set(name, { name, at: item.at, remoteCidrs: remoteCidrs(name), ...(vpc === undefined || !vpcs.has(vpc) ? {} : { vpc }) })
  }
  for (const { vpc, route } of routesOf(answers)) {
    const name = text(route, 'GatewayId')
    if (name?.startsWith('vgw-') !== true || gateways.has(name) || text(route, 'State') === 'blackhole') continue
    gateways.set(name, { name, at: route.at, vpc, remoteCidrs: remoteCidrs(name) })
  }
  return gateways
}

/** The static routes of VPN connections; those that learn theirs by BGP say nothing here. */
export const connectedTo = (answers: Answers, key: 'VpnGatewayId' | 'VpnConnectionId', name: string | undefined): readonly PlacedCidr[] =>
  listOf(answers, 'VpnConnections')
    .filter((item) => text(item, key) === name)
    .flatMap((item) => children(item, 'Routes'))
    .filter((route) => text(route, 'State') !== 'deleted')
    .flatMap((route) => destinationOf(answers, route))

const routedTo = (answers: Answers, gateway: string): readonly PlacedCidr[] =>
  routesOf(answers)
    .filter(({ route }) => text(route, 'GatewayId') === gateway)
    .flatMap(({ route }) => destinationOf(answers, route))
    .filter(({ cidr: { prefixLength } }) => prefixLength > 0)
