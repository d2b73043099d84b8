import type { NetworkInterface, PrefixList, Route, RouteDestination, RouteTable, RouteTarget, Vpc } from '../network.ts'
import { type Answers, children, cidr, type Item, listOf, note, required, text, truth } from './describe.ts'
import { mainNameOf } from './vpcs.ts'

/** Tables without their local routes, which every table has. Targets that nobody described are settled by `settleTargets`. */
export function importRouteTables(
  answers: Answers,
  vpcs: ReadonlyMap<string, Vpc>,
  lists: ReadonlyMap<string, PrefixList>,
): ReadonlyMap<string, RouteTable> {
  const tables = new Map<string, RouteTable>()
  for (const item of listOf(answers, 'RouteTables')) {
    const name = required(answers, item, 'RouteTableId')
    const vpc = required(answers, item, 'VpcId')
    if (name === undefined || vpc === undefined || !vpcs.has(vpc)) continue
    const associations = children(item, 'Associations')
    if (associations.some((each) => text(each, 'GatewayId') !== undefined)) {
      note(
        answers,
        'gateway-route-table',
        item.at,
        `the route table \`${name}\` is associated with a gateway: how it diverts what comes in is not followed`,
      )
    }
    const main = associations.some((each) => truth(each, 'Main') === true)
    tables.set(name, { name, at: item.at, vpc, main, routes: children(item, 'Routes').flatMap((route) => routeOf(answers, route, lists)) })
  }
  for (const { name: vpc, at } of vpcs.values()) {
    if (![...tables.values()].some((table) => table.vpc === vpc && table.main)) {
      tables.set(mainNameOf(vpc), { name: mainNameOf(vpc), at, vpc, main: true, routes: [] })
    }
  }
  return tables
}

function routeOf(answers: Answers, item: Item, lists: ReadonlyMap<string, PrefixList>): readonly Route[] {
  const destination = destinationOf(answers, item, lists)
  const target = targetOf(item)
  if (destination === undefined || target === undefined) return []
  return [
    {
      at: item.at,
      destination,
      target,
      origin: text(item, 'Origin') === 'EnableVgwRoutePropagation' ? 'propagated' : 'static',
      state: text(item, 'State') === 'blackhole' ? 'blackhole' : 'active',
    },
  ]
}

function destinationOf(answers: Answers, item: Item, lists: ReadonlyMap<string, PrefixList>): RouteDestination | undefined {
  const prefixList = text(item, 'DestinationPrefixListId')
  if (prefixList !== undefined && lists.has(prefixList)) return { type: 'prefixList', prefixList }
  const block = cidr(answers, item, 'DestinationCidrBlock') ?? cidr(answers, item, 'DestinationIpv6CidrBlock')
  return block === undefined ? undefined : { type: 'cidr', cidr: block }
}

/** Where each type of target is written; a `GatewayId` says by its prefix what it is. The first two are those of imports that know the type. */
const targetKeys = {
  InternetGatewayId: 'internetGateway',
  VpnGatewayId: 'vpnGateway',
  NatGatewayId: 'natGateway',
  TransitGatewayId: 'transitGateway',
  VpcPeeringConnectionId: 'vpcPeeringConnection',
  EgressOnlyInternetGatewayId: 'egressOnlyInternetGateway',
  NetworkInterfaceId: 'networkInterface',
  InstanceId: 'networkInterface',
  LocalGatewayId: 'unknown',
  CarrierGatewayId: 'unknown',
  CoreNetworkArn: 'unknown',
} as const satisfies Record<string, RouteTarget['type']>

const gatewayPrefixes: readonly (readonly [prefix: string, type: RouteTarget['type']])[] = [
  ['igw-', 'internetGateway'],
  ['eigw-', 'egressOnlyInternetGateway'],
  ['vgw-', 'vpnGateway'],
  ['vpce-', 'vpcEndpoint'],
]

/** Undefined for a local route. */
function targetOf(item: Item): RouteTarget | undefined {
  for (const [key, type] of Object.entries(targetKeys)) {
    const name = text(item, key)
    if (name !== undefined) return { type, name }
  }
  const gateway = text(item, 'GatewayId')
  if (gateway === undefined || gateway === 'local') return undefined
  return { type: gatewayPrefixes.find(([prefix]) => gateway.startsWith(prefix))?.[1] ?? 'unknown', name: gateway }
}

/** What is known of each type of target. */
export interface Targets {
  readonly known: Readonly<Record<Exclude<RouteTarget['type'], 'unknown'>, ReadonlyMap<string, unknown>>>
  readonly networkInterfaces: ReadonlyMap<string, NetworkInterface>
}

/** Instances become their first interface; what nobody described becomes unknown, with a note. */
export function settleTargets(
  answers: Answers,
  tables: ReadonlyMap<string, RouteTable>,
  targets: Targets,
): ReadonlyMap<string, RouteTable> {
  return new Map(
    [...tables].map(([name, table]) => [
      name,
      { ...table, routes: table.routes.map((route) => ({ ...route, target: settle(answers, route, targets) })) },
    ]),
  )
}

function settle(answers: Answers, { at, state, target }: Route, { known, networkInterfaces }: Targets): RouteTarget {
  if (target.type === 'unknown' || known[target.type].has(target.name)) return target
  const ofInstance = [...networkInterfaces.values()].find(({ instance }) => instance === target.name)
  if (target.type === 'networkInterface' && ofInstance !== undefined) return { ...target, name: ofInstance.name }
  if (state === 'active')
    note(answers, 'target-unknown', at, `the target \`${target.name}\` was not described: packets that take this route are not followed`)
  return { type: 'unknown', name: target.name }
}
