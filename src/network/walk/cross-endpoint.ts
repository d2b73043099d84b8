import { isIcmp } from '../compiled-traffic.ts'
import { protocolOf } from './cross-internet.ts'
import { type GatewayStep, lost, type Step } from './step.ts'
import type { Trail } from './trail.ts'

/**
 * Through a gateway endpoint to the service whose prefix list the route names. The VPC's route tables decide who uses it: nobody from elsewhere can.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export function leaveByGatewayEndpoint({ packet, route }: GatewayStep, trail: Trail): Step {
  trail.reach('vpcEndpoint', route.target.name, packet)
  const endpoint = trail.network.network.vpcEndpoints.get(route.target.name)
  if (endpoint === undefined) return lost(packet)
  if (endpoint.type === 'Interface') {
    trail.block({
      code: 'UNSUPPORTED_COMPONENT',
      why: { fact: 'unsupported', what: 'Gateway Load Balancer endpoint' },
      opens: { change: 'none' },
    })
    return lost(packet)
  }
  if (endpoint.state !== 'available') {
    trail.block({ code: 'BAD_STATE', why: { fact: 'state', state: endpoint.state }, opens: { change: 'none' } })
  }
  // TCP, and echo: what the analyzer's VPCE_GATEWAY_PROTOCOL_RESTRICTION lists.
  if (packet.traffic.protocol !== 6 && !(isIcmp(packet.traffic) && packet.traffic.low === 8)) {
    trail.block({ code: 'VPCE_GATEWAY_PROTOCOL_RESTRICTION', why: protocolOf(packet, ['TCP', 'ICMP echo']), opens: { change: 'none' } })
  }
  return { at: 'end', packet, arrival: { at: 'service', service: endpoint.service, vpcEndpoint: endpoint.name } }
}
