import type {
  PlacedCidr,
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  Vpc,
} from '../network.ts'
import { type Answers, child, children, destinationOf, type Item, listOf, note, required, text, texts } from './describe.ts'
import { connectedTo } from './gateways.ts'

type Vpcs = ReadonlyMap<string, Vpc>

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
        subnets: subnetsOf(answers, name, item, vpc),
        securityGroupReferencingSupport: referencing !== 'disable',
      })
    } else {
      attachments.set(name, { ...common, type: 'remote', remoteCidrs: remoteOf(answers, name, item) })
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

function remoteOf(answers: Answers, attachment: string, item: Item): readonly PlacedCidr[] {
  const routed = listOf(answers, 'TransitGatewayStaticRoutes')
    .flatMap((table) => children(table, 'Routes'))
    .filter((route) => children(route, 'TransitGatewayAttachments').some((each) => text(each, 'TransitGatewayAttachmentId') === attachment))
    .flatMap((route) => destinationOf(answers, route))
    .filter(({ cidr: { prefixLength } }) => prefixLength > 0)
  return [...connectedTo(answers, 'VpnConnectionId', text(item, 'ResourceId')), ...routed]
}

/** As described; else where the attachment has interfaces; else anywhere in the VPC. */
function subnetsOf(answers: Answers, attachment: string, item: Item, vpc: string): readonly string[] {
  const described = texts(item, 'SubnetIds')
  if (described.length > 0) return described
  const interfaces = listOf(answers, 'NetworkInterfaces').filter((each) => text(each, 'Description')?.includes(attachment) === true)
  const found = interfaces.flatMap((each) => text(each, 'SubnetId') ?? [])
  if (found.length > 0) return found
  note(
    answers,
    'attachment-inferred',
    item.at,
    `the subnets of the attachment \`${attachment}\` were not described: it is taken to be in every zone of \`${vpc}\``,
  )
  return listOf(answers, 'Subnets').flatMap((each) => (text(each, 'VpcId') === vpc ? (text(each, 'SubnetId') ?? []) : []))
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
