import { encloses, formatCidr } from '../../base/cidr.ts'
import type { TextAt } from '../../base/shape.ts'
import type { Span } from '../../base/span.ts'
import { suggest } from '../../base/suggest.ts'
import type { Route, RouteDestination, RouteTable, RouteTarget, Vpc, VpcEndpoint } from '../network.ts'
import type { NetworkText, Section } from '../network-shape.ts'
import { readCidr } from '../network-values.ts'
import { canonical, type Draft, mapOf, refers, refuse } from './draft.ts'
import { mainTableOf } from './vpcs.ts'

type Vpcs = ReadonlyMap<string, Vpc>
type RouteText = NonNullable<Section<'routeTables'>['value']['of']['routes']>[number]

export function readRouteTables(draft: Draft, vpcs: Vpcs, endpoints: ReadonlyMap<string, VpcEndpoint>): ReadonlyMap<string, RouteTable> {
  const tables = mapOf(draft.text.routeTables, (entry) => readTable(draft, entry, vpcs))
  checkMain(draft)
  const all = new Map(tables)
  for (const { name, at } of vpcs.values()) {
    const own = [...tables.values()].some((table) => table.vpc === name && table.main)
    if (!own) all.set(mainTableOf(name), { name: mainTableOf(name), at, vpc: name, main: true, routes: [] })
  }
  for (const endpoint of endpoints.values()) addEndpointRoutes(draft, all, endpoint)
  return all
}

function checkMain({ text, report }: Draft): void {
  const seen = new Map<string, string>()
  for (const { key, keyAt, value } of text.routeTables ?? []) {
    if (value.of.main?.value !== true) continue
    const earlier = seen.get(value.of.vpc.text)
    if (earlier !== undefined)
      report('second-default', keyAt, `\`${earlier}\` is the main table of the VPC \`${value.of.vpc.text}\` already`)
    seen.set(value.of.vpc.text, key)
  }
}

function readTable(draft: Draft, { key: name, keyAt: at, value: { of } }: Section<'routeTables'>, vpcs: Vpcs): RouteTable | undefined {
  if (!refers(draft, 'vpc', of.vpc)) return undefined
  const vpc = vpcs.get(of.vpc.text)
  const routes = (of.routes ?? []).flatMap((route) => readRoute(draft, route, vpc) ?? [])
  checkDuplicates(draft, routes)
  return { name, at, vpc: of.vpc.text, main: of.main?.value === true, routes }
}

function readRoute(draft: Draft, { key, keyAt: at, value }: RouteText, vpc: Vpc | undefined): Route | undefined {
  const state = 'long' in value ? (value.long.of.state?.value ?? 'active') : 'active'
  const origin = 'long' in value ? (value.long.of.origin?.value ?? 'static') : 'static'
  const destination = readDestination(draft, key, at)
  const target = readTarget(draft, 'short' in value ? value.short : value.long.of.target, state)
  if (destination === undefined || target === undefined) return undefined
  checkLocal(draft, { at, destination, target }, vpc)
  return { at, destination, target, origin, state }
}

function readDestination(draft: Draft, key: string, at: Span): RouteDestination | undefined {
  if (draft.text.prefixLists?.some((list) => list.key === key) === true) return { type: 'prefixList', prefixList: key }
  if (!/[.:/]/.test(key)) {
    refers(draft, 'prefixList', { text: key, at })
    return undefined
  }
  const block = readCidr(key, at, draft.report)
  return block === undefined ? undefined : { type: 'cidr', cidr: canonical(draft, block, formatCidr(block.cidr)).cidr }
}

/** Where each type of target is declared. */
const targetSections = [
  ['internetGateways', 'internetGateway'],
  ['egressOnlyInternetGateways', 'egressOnlyInternetGateway'],
  ['natGateways', 'natGateway'],
  ['vpnGateways', 'vpnGateway'],
  ['transitGateways', 'transitGateway'],
  ['vpcPeeringConnections', 'vpcPeeringConnection'],
  ['vpcEndpoints', 'vpcEndpoint'],
  ['networkInterfaces', 'networkInterface'],
] as const satisfies readonly (readonly [section: keyof NetworkText, type: RouteTarget['type']])[]

function readTarget(draft: Draft, { text, at }: TextAt, state: Route['state']): RouteTarget | undefined {
  const found = targetSections.filter(([section]) => draft.text[section]?.some(({ key }) => key === text))
  const [first] = found
  if (first === undefined) {
    if (state === 'blackhole') return { type: 'unknown', name: text }
    const nearest = suggest(
      text,
      targetSections.flatMap(([each]) => draft.text[each]?.map(({ key }) => key) ?? []),
    )
    refuse(
      draft,
      'unknown-target',
      at,
      `there is no target \`${text}\``,
      nearest === undefined ? 'a route whose target is gone has `state: blackhole`' : `did you mean \`${nearest}\`?`,
    )
    return undefined
  }
  if (found.length > 1)
    draft.report('ambiguous-target', at, `\`${text}\` is the name of several targets: ${found.map(([each]) => `\`${each}\``).join(', ')}`)
  return { type: first[1], name: text }
}

/**
 * A route may be as specific as the local one or more so only to send traffic through an appliance or a NAT gateway.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-tables-appliance-routing
 */
function checkLocal(draft: Draft, { at, destination, target }: Pick<Route, 'at' | 'destination' | 'target'>, vpc: Vpc | undefined): void {
  if (destination.type !== 'cidr' || ['networkInterface', 'natGateway', 'vpcEndpoint', 'unknown'].includes(target.type)) return
  const local = vpc?.cidrBlocks.find(({ cidr }) => encloses(cidr, destination.cidr))
  if (local === undefined) return
  const message = `\`${formatCidr(destination.cidr)}\` is within the VPC's own \`${formatCidr(local.cidr)}\`: the local route goes there`
  refuse(draft, 'local-route', at, message, 'only an interface or a NAT gateway may be its target')
}

function checkDuplicates(draft: Draft, routes: readonly Route[]): void {
  const seen = new Set<string>()
  for (const { at, destination, origin } of routes) {
    const text = `${destination.type === 'cidr' ? formatCidr(destination.cidr) : destination.prefixList}`
    const key = `${origin} ${text}`
    if (seen.has(key)) refuse(draft, 'duplicate-route', at, `the table has a route to \`${text}\` already`)
    seen.add(key)
  }
}

/** A gateway endpoint is a route to its service's prefix list in each of its tables. */
function addEndpointRoutes(draft: Draft, tables: Map<string, RouteTable>, endpoint: VpcEndpoint): void {
  if (endpoint.type !== 'Gateway') return
  for (const name of endpoint.routeTables) {
    const table = tables.get(name)
    if (table === undefined) continue
    if (table.vpc !== endpoint.vpc)
      draft.report(
        'other-vpc',
        endpoint.at,
        `the route table \`${name}\` is in the VPC \`${table.vpc}\`, the endpoint in \`${endpoint.vpc}\``,
      )
    const route: Route = {
      at: endpoint.at,
      destination: { type: 'prefixList', prefixList: listOf(draft, endpoint.service) },
      target: { type: 'vpcEndpoint', name: endpoint.name },
      origin: 'static',
      state: 'active',
    }
    tables.set(name, { ...table, routes: [...table.routes, route] })
  }
}

/** The prefix list of a service: a declared one, else one of the service's name. */
export function listOf({ text }: Draft, service: string): string {
  return text.prefixLists?.find(({ value }) => 'long' in value && value.long.of.service?.text === service)?.key ?? service
}
