import { unreachable } from '../../base/result.ts'
import { leaveByGatewayEndpoint } from './cross-endpoint.ts'
import { crossInterface } from './cross-interface.ts'
import { crossInternet, leaveByEgressOnlyInternetGateway, leaveByInternetGateway } from './cross-internet.ts'
import { leaveByNatGateway, returnThroughNatGateway } from './cross-nat-gateway.ts'
import { crossPeering } from './cross-peering.ts'
import { crossTransitGateway, leaveByTransitGateway } from './cross-transit-gateway.ts'
import { leaveByVpnGateway } from './cross-vpn-gateway.ts'
import { enterVpc } from './enter-vpc.ts'
import { leaveSubnet } from './leave-subnet.ts'
import { type EndStep, type GatewayStep, type LostStep, lost, type Step } from './step.ts'
import type { Trail } from './trail.ts'

/** More hops than any network needs: a packet that is still on its way then goes in circles. */
const mostSteps = 64

/** Follows the packet from step to step until it arrives, or cannot go on. */
export function walk(start: Step, trail: Trail): EndStep | LostStep {
  let step = start
  for (let steps = 0; step.at !== 'end' && step.at !== 'lost'; steps++) {
    if (steps === mostSteps) {
      trail.block({ code: 'NO_PATH', why: { fact: 'routingLoop', destination: step.packet.destination }, opens: { change: 'none' } })
      return lost(step.packet)
    }
    step = take(step, trail)
  }
  return step
}

function take(step: Exclude<Step, EndStep | LostStep>, trail: Trail): Step {
  switch (step.at) {
    case 'subnet':
      return leaveSubnet(step, trail)
    case 'gateway':
      return leaveByTarget(step, trail)
    case 'vpc':
      return enterVpc(step, trail)
    case 'internet':
      return crossInternet(step, trail)
    case 'natGateway':
      return returnThroughNatGateway(step, trail)
    case 'transitGateway':
      return crossTransitGateway(step, trail)
    default:
      return unreachable(step)
  }
}

function leaveByTarget(step: GatewayStep, trail: Trail): Step {
  const { type, name } = step.route.target
  switch (type) {
    case 'internetGateway':
      return leaveByInternetGateway(step, trail)
    case 'egressOnlyInternetGateway':
      return leaveByEgressOnlyInternetGateway(step, trail)
    case 'natGateway':
      return leaveByNatGateway(step, trail)
    case 'vpcPeeringConnection':
      return crossPeering(step, trail)
    case 'transitGateway':
      return leaveByTransitGateway(step, trail)
    case 'vpnGateway':
      return leaveByVpnGateway(step, trail)
    case 'vpcEndpoint':
      return leaveByGatewayEndpoint(step, trail)
    case 'networkInterface':
      return crossInterface(step, trail)
    case 'unknown':
      trail.block({ code: 'UNKNOWN_RESOURCE', at: step.route.at, why: { fact: 'unknownComponent', name }, opens: { change: 'none' } })
      return lost(step.packet)
    default:
      return unreachable(type)
  }
}
