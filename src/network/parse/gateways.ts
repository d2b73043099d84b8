import { formatCidr, overlaps } from '../../base/cidr.ts'
import type { Span } from '../../base/span.ts'
import type {
  EgressOnlyInternetGateway,
  InternetGateway,
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  Vpc,
  VpcPeeringConnection,
  VpnGateway,
} from '../network.ts'
import type { Section } from '../network-shape.ts'
import { readCidr } from '../network-values.ts'
import { canonical, type Draft, mapOf, refers, refuse } from './draft.ts'

type Vpcs = ReadonlyMap<string, Vpc>

export function readInternetGateways(draft: Draft): ReadonlyMap<string, InternetGateway> {
  const attached = new Map<string, string>()
  return mapOf(draft.text.internetGateways, ({ key: name, keyAt: at, value }): InternetGateway => {
    const vpc = 'short' in value ? value.short : value.long.of.vpc
    if (vpc === undefined || !refers(draft, 'vpc', vpc)) return { name, at }
    attachOnce(draft, attached, vpc.text, name, vpc.at)
    return { name, at, vpc: vpc.text }
  })
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html */
function attachOnce(draft: Draft, attached: Map<string, string>, vpc: string, name: string, at: Span): void {
  const other = attached.get(vpc)
  if (other !== undefined) refuse(draft, 'already-attached', at, `the VPC \`${vpc}\` has the gateway \`${other}\` already`)
  attached.set(vpc, name)
}

export const readEgressOnlyInternetGateways = (draft: Draft): ReadonlyMap<string, EgressOnlyInternetGateway> =>
  mapOf(draft.text.egressOnlyInternetGateways, ({ key: name, keyAt: at, value }) =>
    refers(draft, 'vpc', value) ? { name, at, vpc: value.text } : undefined,
  )

export function readVpnGateways(draft: Draft): ReadonlyMap<string, VpnGateway> {
  const attached = new Map<string, string>()
  return mapOf(draft.text.vpnGateways, ({ key: name, keyAt: at, value: { of } }): VpnGateway => {
    const remoteCidrs = (of.remoteCidrs ?? []).map((block) => canonical(draft, block, formatCidr(block.cidr)))
    if (of.vpc === undefined || !refers(draft, 'vpc', of.vpc)) return { name, at, remoteCidrs }
    attachOnce(draft, attached, of.vpc.text, name, of.vpc.at)
    return { name, at, remoteCidrs, vpc: of.vpc.text }
  })
}

export function readPeerings(draft: Draft, vpcs: Vpcs): ReadonlyMap<string, VpcPeeringConnection> {
  return mapOf(draft.text.vpcPeeringConnections, ({ key: name, keyAt: at, value: { of } }): VpcPeeringConnection | undefined => {
    const known = [of.requester, of.accepter].map((vpc) => refers(draft, 'vpc', vpc))
    if (known.includes(false)) return undefined
    checkOverlap(draft, of, vpcs)
    const allowDnsResolutionFromRemoteVpc = of.allowDnsResolutionFromRemoteVpc?.value ?? false
    const side = (vpc: string) => ({ vpc, unknown: false, allowDnsResolutionFromRemoteVpc })
    return { name, at, requester: side(of.requester.text), accepter: side(of.accepter.text), status: of.status?.value ?? 'active' }
  })
}

/** @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations */
function checkOverlap(draft: Draft, { requester, accepter }: Section<'vpcPeeringConnections'>['value']['of'], vpcs: Vpcs): void {
  if (requester.text === accepter.text) {
    refuse(draft, 'peering-overlap', accepter.at, `the VPC \`${accepter.text}\` cannot be peered with itself`)
    return
  }
  const [one, other] = [vpcs.get(requester.text), vpcs.get(accepter.text)]
  const clash = one?.cidrBlocks.find(({ cidr }) => other?.cidrBlocks.some((block) => overlaps(block.cidr, cidr)))
  if (clash === undefined) return
  const message = `\`${formatCidr(clash.cidr)}\` of \`${requester.text}\` overlaps the blocks of \`${accepter.text}\`: they cannot be peered`
  refuse(draft, 'peering-overlap', accepter.at, message)
}

export const readTransitGateways = (draft: Draft, vpcs: Vpcs): ReadonlyMap<string, TransitGateway> =>
  mapOf(draft.text.transitGateways, (entry) => readTransitGateway(draft, entry, vpcs))

type TransitText = Section<'transitGateways'>
type AttachmentText = TransitText['value']['of']['attachments'][number]
type TableText = NonNullable<TransitText['value']['of']['routeTables']>[number]

function readTransitGateway(draft: Draft, { key: name, keyAt: at, value: { of } }: TransitText, vpcs: Vpcs): TransitGateway {
  const tables = of.routeTables ?? []
  const attachments = mapOf(of.attachments, (entry) =>
    readAttachment(draft, entry, associationOf(entry.key, tables, of.routeTables === undefined)),
  )
  for (const { value } of tables) {
    for (const each of [...(value.of.associations ?? []), ...(value.of.propagations ?? [])])
      attachmentNamed(draft, attachments, each.text, each.at)
  }
  const routeTables =
    of.routeTables === undefined
      ? new Map([[defaultTable, defaultTableOf(at, attachments, vpcs)]])
      : mapOf(of.routeTables, (entry) => readTransitTable(draft, entry, attachments, vpcs))
  return {
    name,
    at,
    securityGroupReferencingSupport: of.securityGroupReferencingSupport?.value ?? false,
    attachments,
    routeTables,
  }
}

/** The table that AWS makes, with which every attachment is associated and to which it propagates. @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html */
const defaultTable = 'default'

const defaultTableOf = (at: Span, attachments: TransitGateway['attachments'], vpcs: Vpcs): TransitGatewayRouteTable => ({
  name: defaultTable,
  at,
  routes: [...attachments.values()].flatMap((attachment) => propagate(attachment, vpcs)),
})

const associationOf = (attachment: string, tables: readonly TableText[], withDefault: boolean): string | undefined =>
  withDefault ? defaultTable : tables.find(({ value: { of } }) => of.associations?.some(({ text }) => text === attachment))?.key

function readAttachment(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: AttachmentText,
  association: string | undefined,
): TransitGatewayAttachment {
  const common = { name, at, state: of.state?.value ?? 'available', ...(association === undefined ? {} : { association }) } as const
  if (of.vpc === undefined) {
    if (of.remoteCidrs === undefined) draft.report('missing-key', at, 'a transit gateway attachment needs `vpc` or `remoteCidrs`')
    return {
      ...common,
      type: 'remote',
      remoteCidrs: (of.remoteCidrs ?? []).map((block) => canonical(draft, block, formatCidr(block.cidr))),
    }
  }
  refers(draft, 'vpc', of.vpc)
  if (of.subnets === undefined) draft.report('missing-key', at, 'an attachment of a VPC needs `subnets`')
  const subnets = (of.subnets ?? []).filter((each) => refers(draft, 'subnet', each)).map(({ text }) => text)
  return {
    ...common,
    type: 'vpc',
    vpc: of.vpc.text,
    subnets,
    securityGroupReferencingSupport: of.securityGroupReferencingSupport?.value ?? true,
  }
}

function attachmentNamed(draft: Draft, attachments: TransitGateway['attachments'], name: string, at: Span): boolean {
  if (attachments.has(name)) return true
  refuse(draft, 'unknown-attachment', at, `there is no attachment \`${name}\``)
  return false
}

function readTransitTable(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: TableText,
  attachments: TransitGateway['attachments'],
  vpcs: Vpcs,
): TransitGatewayRouteTable {
  const fixed = (of.routes ?? []).flatMap(({ key, keyAt, value }): TransitGatewayRoute[] => {
    const block = readCidr(key, keyAt, draft.report)
    if (block === undefined) return []
    const { cidr } = canonical(draft, block, formatCidr(block.cidr))
    if (value.text === 'blackhole') return [{ at: keyAt, cidr, origin: 'static' }]
    return attachmentNamed(draft, attachments, value.text, value.at) ? [{ at: keyAt, cidr, attachment: value.text, origin: 'static' }] : []
  })
  const learned = (of.propagations ?? []).flatMap(({ text }) => {
    const attachment = attachments.get(text)
    return attachment === undefined ? [] : propagate(attachment, vpcs)
  })
  return { name, at, routes: [...fixed, ...learned] }
}

function propagate(attachment: TransitGatewayAttachment, vpcs: Vpcs): readonly TransitGatewayRoute[] {
  const blocks = attachment.type === 'vpc' ? (vpcs.get(attachment.vpc)?.cidrBlocks ?? []) : attachment.remoteCidrs
  return blocks.map(({ cidr }) => ({ at: attachment.at, cidr, attachment: attachment.name, origin: 'propagated' }))
}
