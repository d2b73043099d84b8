import { type Cidr, cidrAround, covers } from '../../base/cidr.ts'
import type { CompiledSubnet } from '../compiled-network.ts'
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayRoute } from '../network.ts'
import type { Component } from '../verdict.ts'
import { checkNetworkAcl } from './check-network-acl.ts'
import { loseSender, type Packet } from './packet.ts'
import { type GatewayStep, lost, type Step, type TransitGatewayStep } from './step.ts'
import type { Trail } from './trail.ts'

type VpcAttachment = TransitGatewayAttachment & { readonly type: 'vpc' }

/**
 * Into the transit gateway, by the attachment of the VPC in the packet's Availability Zone.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 */
export function leaveByTransitGateway({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const transitGateway = trail.network.network.transitGateways.get(route.target.name)
  if (transitGateway === undefined) return lost(packet)
  const component = trail.reach('transitGateway', transitGateway.name, packet)
  const vpc = subnet.vpc.vpc.name
  const attachment = attachmentOf(transitGateway, vpc)
  const { availabilityZone } = subnet.subnet
  if (attachment === undefined) {
    trail.block({
      code: 'BAD_STATE_ATTACHMENT',
      at: route.at,
      why: { fact: 'notAttached', vpc },
      opens: { change: 'createTransitGatewayVpcAttachment', transitGateway: transitGateway.name, vpc, subnet: subnet.subnet.name },
    })
    return lost(packet)
  }
  checkState(attachment, trail)
  const door = subnetIn(attachment, availabilityZone, trail)
  if (door === undefined) {
    trail.block({
      code: 'TGW_ROUTE_AZ_RESTRICTION',
      at: attachment.at,
      why: { fact: 'availabilityZone', availabilityZone },
      opens: {
        change: 'addTransitGatewaySubnet',
        transitGateway: transitGateway.name,
        attachment: attachment.name,
        subnet: subnet.subnet.name,
      },
    })
  } else {
    checkNetworkAcl(door, 'ingress', packet, trail)
  }
  const keeps = transitGateway.securityGroupReferencingSupport && attachment.securityGroupReferencingSupport
  const onward = keeps ? packet : loseSender(packet, component)
  return { at: 'transitGateway', packet: onward, transitGateway, attachment: attachment.name, availabilityZone }
}

const attachmentOf = ({ attachments }: TransitGateway, vpc: string): VpcAttachment | undefined =>
  [...attachments.values()].find((each): each is VpcAttachment => each.type === 'vpc' && each.vpc === vpc)

function checkState({ state, at }: TransitGatewayAttachment, trail: Trail): void {
  if (state !== 'available') trail.block({ code: 'BAD_STATE', at, why: { fact: 'state', state }, opens: { change: 'none' } })
}

function subnetIn({ subnets }: VpcAttachment, availabilityZone: string | undefined, trail: Trail): CompiledSubnet | undefined {
  const compiled = subnets.flatMap((name) => trail.network.subnets.get(name) ?? [])
  return compiled.find(({ subnet }) => subnet.availabilityZone === availabilityZone)
}

/** From one attachment to another, as the route table says that the first is associated with. */
export function crossTransitGateway(step: TransitGatewayStep, trail: Trail): Step {
  const { packet, transitGateway } = step
  const from = transitGateway.attachments.get(step.attachment)
  const table = transitGateway.routeTables.get(from?.association ?? '')
  const component = trail.reach('transitGateway', transitGateway.name, packet)
  if (table === undefined) return blockNoAssociation(step, trail)
  const route = selectTransitRoute(table.routes, packet)
  if (route === undefined) {
    trail.block({
      code: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
      at: table.at,
      why: { fact: 'noRoute', destination: packet.destination },
      opens: suggestTransitRoute(transitGateway, table.name, packet, trail),
    })
    return lost(packet)
  }
  const to = transitGateway.attachments.get(route.attachment ?? '')
  if (to === undefined) {
    const opens = suggestTransitRoute(transitGateway, table.name, packet, trail)
    trail.block({ code: 'TGW_RTB_BAD_STATE_ROUTE', at: route.at, why: { fact: 'noRoute', destination: packet.destination }, opens })
    return lost(packet)
  }
  checkState(to, trail)
  return to.type === 'vpc' ? enterFromTransitGateway(step, to, component, trail) : enterRemote(step, to, trail)
}

function blockNoAssociation({ packet, transitGateway, attachment }: TransitGatewayStep, trail: Trail): Step {
  const [first] = transitGateway.routeTables.keys()
  trail.block({
    code: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION',
    at: transitGateway.attachments.get(attachment)?.at ?? transitGateway.at,
    why: { fact: 'noAssociation' },
    opens:
      first === undefined
        ? { change: 'none' }
        : { change: 'associateTransitGatewayRouteTable', transitGateway: transitGateway.name, attachment, routeTable: first },
  })
  return lost(packet)
}

/** The longest prefix; among equals a static route, then the first. @see https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview */
function selectTransitRoute(routes: readonly TransitGatewayRoute[], { destination }: Packet): TransitGatewayRoute | undefined {
  let best: TransitGatewayRoute | undefined
  for (const route of routes) {
    if (!covers(route.cidr, destination)) continue
    const longer = best === undefined || route.cidr.prefixLength > best.cidr.prefixLength
    const rather =
      best !== undefined && route.cidr.prefixLength === best.cidr.prefixLength && route.origin === 'static' && best.origin !== 'static'
    if (longer || rather) best = route
  }
  return best
}

function suggestTransitRoute({ name, attachments }: TransitGateway, routeTable: string, { destination }: Packet, { network }: Trail) {
  for (const attachment of attachments.values()) {
    const blocks: readonly { readonly cidr: Cidr }[] =
      attachment.type === 'vpc' ? (network.vpcs.get(attachment.vpc)?.vpc.cidrBlocks ?? []) : attachment.remoteCidrs
    if (!blocks.some(({ cidr }) => covers(cidr, destination))) continue
    return {
      change: 'createTransitGatewayRoute' as const,
      transitGateway: name,
      routeTable,
      destination: cidrAround(destination),
      attachment: attachment.name,
    }
  }
  return { change: 'none' as const }
}

/** The attachment's subnet has the say: its outbound network ACL, its route table, and nothing of both within it. */
function enterFromTransitGateway(step: TransitGatewayStep, to: VpcAttachment, component: Component, trail: Trail): Step {
  const { packet, transitGateway } = step
  const door = subnetIn(to, step.availabilityZone, trail) ?? to.subnets.flatMap((name) => trail.network.subnets.get(name) ?? [])[0]
  if (door === undefined) return lost(packet)
  const keeps = transitGateway.securityGroupReferencingSupport && to.securityGroupReferencingSupport
  return { at: 'subnet', packet: keeps ? packet : loseSender(packet, component), subnet: door }
}

function enterRemote(
  { packet, transitGateway }: TransitGatewayStep,
  to: TransitGatewayAttachment & { readonly type: 'remote' },
  trail: Trail,
): Step {
  if (to.remoteCidrs.length === 0) trail.assume({ assumption: 'remoteNetworkUnknown', gateway: to.name })
  else if (!to.remoteCidrs.some(({ cidr }) => covers(cidr, packet.destination))) {
    trail.block({
      code: 'NO_POSSIBLE_DESTINATION',
      at: to.at,
      why: { fact: 'noSuchAddress', address: packet.destination },
      opens: { change: 'none' },
    })
    return lost(packet)
  }
  return { at: 'end', packet, arrival: { at: 'remoteNetwork', gateway: transitGateway.name }, attachment: to.name }
}
