import type {
  EgressOnlyInternetGateway,
  InternetGateway,
  PeeringSide,
  PlacedCidr,
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  Vpc,
  VpcPeeringConnection,
  VpnGateway,
} from '../network.ts'
import { type Answers, child, children, cidr, type Item, listOf, note, placeOf, required, text, texts, truth } from './describe.ts'

type Vpcs = ReadonlyMap<string, Vpc>

/** Every route of every table, with the VPC of the table. */
const routesOf = (answers: Answers): readonly { readonly vpc: string; readonly route: Item }[] =>
  listOf(answers, 'RouteTables').flatMap((table) => children(table, 'Routes').map((route) => ({ vpc: text(table, 'VpcId') ?? '', route })))

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

/** What lies behind is what the routes to it say. */
export function importVpnGateways(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, VpnGateway> {
  const gateways = new Map<string, VpnGateway>()
  const remoteCidrs = (name: string): readonly PlacedCidr[] =>
    routesOf(answers)
      .filter(({ route }) => text(route, 'GatewayId') === name)
      .flatMap(({ route }) => destinationOf(answers, route))
      .filter(({ cidr: { prefixLength } }) => prefixLength > 0)
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

function destinationOf(answers: Answers, route: Item): readonly PlacedCidr[] {
  const block = cidr(answers, route, 'DestinationCidrBlock') ?? cidr(answers, route, 'DestinationIpv6CidrBlock')
  return block === undefined ? [] : [{ cidr: block, at: route.at }]
}

/** As described; else as routes on both sides tell. A VPC of an account that was not described is unknown. */
export function importPeerings(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, VpcPeeringConnection> {
  const connections = new Map<string, VpcPeeringConnection>()
  for (const item of listOf(answers, 'VpcPeeringConnections')) {
    const name = required(answers, item, 'VpcPeeringConnectionId')
    if (name === undefined) continue
    const requester = sideOf(child(item, 'RequesterVpcInfo'), vpcs)
    const accepter = sideOf(child(item, 'AccepterVpcInfo'), vpcs)
    connections.set(name, { name, at: item.at, requester, accepter, status: statusOf(text(child(item, 'Status') ?? item, 'Code')) })
  }
  for (const { route } of routesOf(answers)) {
    const name = text(route, 'VpcPeeringConnectionId')
    if (name === undefined || connections.has(name) || text(route, 'State') === 'blackhole') continue
    connections.set(name, inferPeering(answers, name, route, vpcs))
  }
  return connections
}

function sideOf(item: Item | undefined, vpcs: Vpcs): PeeringSide {
  const vpc = (item && text(item, 'VpcId')) ?? ''
  const options = child(item, 'PeeringOptions')
  const allow = options === undefined ? undefined : truth(options, 'AllowDnsResolutionFromRemoteVpc')
  return { vpc, unknown: !vpcs.has(vpc), allowDnsResolutionFromRemoteVpc: allow ?? false }
}

function statusOf(code: string | undefined): VpcPeeringConnection['status'] {
  switch (code) {
    case 'pending-acceptance':
    case 'rejected':
    case 'expired':
    case 'failed':
    case 'deleted':
      return code
    case 'initiating-request':
    case 'provisioning':
      return 'pending-acceptance'
    default:
      return 'active'
  }
}

function inferPeering(answers: Answers, name: string, route: Item, vpcs: Vpcs): VpcPeeringConnection {
  const ends = [
    ...new Set(
      routesOf(answers)
        .filter((each) => text(each.route, 'VpcPeeringConnectionId') === name)
        .map(({ vpc }) => vpc),
    ),
  ]
  const side = (vpc: string | undefined): PeeringSide => ({
    vpc: vpc ?? '',
    unknown: vpc === undefined || !vpcs.has(vpc),
    allowDnsResolutionFromRemoteVpc: false,
  })
  note(
    answers,
    'gateway-inferred',
    placeOf(route, 'VpcPeeringConnectionId'),
    `the peering connection \`${name}\` was not described: its VPCs are those whose routes name it`,
  )
  return {
    name,
    at: route.at,
    requester: side(ends[0]),
    accepter: side(ends[1]),
    status: 'active',
  }
}

/** Attachments, associations and routes from whichever answers have them. */
export function importTransitGateways(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, TransitGateway> {
  const names = new Map<string, Item>()
  const lists = ['TransitGateways', 'TransitGatewayVpcAttachments', 'TransitGatewayAttachments', 'TransitGatewayRouteTables'] as const
  for (const list of lists) {
    for (const item of listOf(answers, list)) {
      const name = text(item, 'TransitGatewayId')
      if (name !== undefined && !names.has(name)) names.set(name, item)
    }
  }
  return new Map([...names].map(([name, item]) => [name, transitGatewayOf(answers, name, item, vpcs)]))
}

function transitGatewayOf(answers: Answers, name: string, item: Item, vpcs: Vpcs): TransitGateway {
  const attachments = attachmentsOf(answers, name, vpcs)
  return {
    name,
    at: item.at,
    securityGroupReferencingSupport: text(child(item, 'Options') ?? item, 'SecurityGroupReferencingSupport') === 'enable',
    attachments,
    routeTables: tablesOf(answers, name, item, attachments, vpcs),
  }
}

function attachmentsOf(answers: Answers, gateway: string, vpcs: Vpcs): ReadonlyMap<string, TransitGatewayAttachment> {
  const attachments = new Map<string, TransitGatewayAttachment>()
  const general = listOf(answers, 'TransitGatewayAttachments').filter((item) => text(item, 'TransitGatewayId') === gateway)
  const ofVpcs = listOf(answers, 'TransitGatewayVpcAttachments').filter((item) => text(item, 'TransitGatewayId') === gateway)
  for (const item of [...ofVpcs, ...general]) {
    const name = required(answers, item, 'TransitGatewayAttachmentId')
    if (name === undefined || attachments.has(name)) continue
    const same = general.find((each) => text(each, 'TransitGatewayAttachmentId') === name)
    const association = text(child(same, 'Association') ?? item, 'TransitGatewayRouteTableId') ?? implicitTable(answers, gateway)
    const common = { name, at: item.at, state: stateOf(text(item, 'State')), association }
    const vpc = text(item, 'VpcId') ?? (text(item, 'ResourceType') === 'vpc' ? text(item, 'ResourceId') : undefined)
    if (vpc !== undefined && vpcs.has(vpc)) {
      const referencing = text(child(item, 'Options') ?? item, 'SecurityGroupReferencingSupport')
      attachments.set(name, {
        ...common,
        type: 'vpc',
        vpc,
        subnets: texts(item, 'SubnetIds'),
        securityGroupReferencingSupport: referencing !== 'disable',
      })
    } else {
      attachments.set(name, { ...common, type: 'remote', remoteCidrs: remoteOf(answers, name) })
    }
  }
  return attachments
}

function stateOf(state: string | undefined): TransitGatewayAttachment['state'] {
  return state === 'pendingAcceptance' || state === 'rejected' || state === 'deleted' || state === 'failed' ? state : 'available'
}

/** With no answer about tables there is AWS's own one, with everything in it. */
const implicitTable = (answers: Answers, gateway: string): string =>
  listOf(answers, 'TransitGatewayRouteTables')
    .filter((item) => text(item, 'TransitGatewayId') === gateway)
    .map((item) => text(item, 'TransitGatewayRouteTableId'))
    .find((name) => name !== undefined) ?? 'default'

function remoteOf(answers: Answers, attachment: string): readonly PlacedCidr[] {
  return listOf(answers, 'TransitGatewayStaticRoutes')
    .flatMap((item) => children(item, 'Routes'))
    .filter((route) => children(route, 'TransitGatewayAttachments').some((each) => text(each, 'TransitGatewayAttachmentId') === attachment))
    .flatMap((route) => destinationOf(answers, route))
    .filter(({ cidr: { prefixLength } }) => prefixLength > 0)
}

function tablesOf(
  answers: Answers,
  gateway: string,
  item: Item,
  attachments: TransitGateway['attachments'],
  vpcs: Vpcs,
): ReadonlyMap<string, TransitGatewayRouteTable> {
  const described = listOf(answers, 'TransitGatewayRouteTables').filter((each) => text(each, 'TransitGatewayId') === gateway)
  const names =
    described.length > 0 ? described.flatMap((each) => text(each, 'TransitGatewayRouteTableId') ?? []) : [implicitTable(answers, gateway)]
  return new Map(
    names.map((name) => {
      const learned = propagatedOf(answers, name, attachments)
      const routes = [...staticOf(answers, name), ...learned.flatMap((attachment) => propagate(attachment, vpcs))]
      return [name, { name, at: item.at, routes }]
    }),
  )
}

function staticOf(answers: Answers, table: string): readonly TransitGatewayRoute[] {
  const routes = listOf(answers, 'TransitGatewayStaticRoutes').filter((item) => text(item, 'TransitGatewayRouteTableId') === table)
  return routes.flatMap((item) =>
    children(item, 'Routes').flatMap((route) => {
      const attachment = children(route, 'TransitGatewayAttachments')
        .map((each) => text(each, 'TransitGatewayAttachmentId'))
        .find((each) => each !== undefined)
      const usable = attachment === undefined || text(route, 'State') === 'blackhole' ? {} : { attachment }
      return destinationOf(answers, route).map(
        ({ cidr: block, at }): TransitGatewayRoute => ({ at, cidr: block, origin: 'static', ...usable }),
      )
    }),
  )
}

/** The attachments that propagate to a table: all of them where nobody says. */
function propagatedOf(answers: Answers, table: string, attachments: TransitGateway['attachments']): readonly TransitGatewayAttachment[] {
  const all = listOf(answers, 'TransitGatewayPropagations')
  const named = all
    .filter((item) => text(item, 'TransitGatewayRouteTableId') === table)
    .flatMap((item) => children(item, 'TransitGatewayRouteTablePropagations'))
    .filter((each) => (text(each, 'State') ?? 'enabled') === 'enabled')
    .flatMap((each) => attachments.get(text(each, 'TransitGatewayAttachmentId') ?? '') ?? [])
  return all.length > 0 ? named : [...attachments.values()]
}

function propagate(attachment: TransitGatewayAttachment, vpcs: Vpcs): readonly TransitGatewayRoute[] {
  const blocks = attachment.type === 'vpc' ? (vpcs.get(attachment.vpc)?.cidrBlocks ?? []) : attachment.remoteCidrs
  return blocks.map(({ cidr: block }) => ({ at: attachment.at, cidr: block, attachment: attachment.name, origin: 'propagated' }))
}
