import { checkNetworkAcl } from './check-network-acl.ts'
import { checkSecurityGroups } from './check-security-groups.ts'
import { enterInterface } from './enter-vpc.ts'
import { loseSender } from './packet.ts'
import { type GatewayStep, lost, type Step } from './step.ts'
import type { Trail } from './trail.ts'

/**
 * Through an appliance: a route to an interface, which must not check source and destination, and whose groups see the packet on both sides.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-tables-appliance-routing
 */
export function crossInterface({ packet, subnet, route }: GatewayStep, trail: Trail): Step {
  const appliance = trail.network.networkInterfaces.get(route.target.name)
  if (appliance === undefined) return lost(packet)
  if (appliance.subnet !== subnet) checkNetworkAcl(appliance.subnet, 'ingress', packet, trail)
  trail.forwardedBy(appliance.networkInterface.name)
  const established = trail.established && trail.tracked.includes(appliance)
  const component = enterInterface(appliance, packet, trail)
  if (appliance.networkInterface.sourceDestCheck) {
    trail.block({
      code: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
      why: { fact: 'sourceDestCheck', address: packet.destination },
      opens: { change: 'disableSourceDestCheck', networkInterface: appliance.networkInterface.name },
    })
  }
  if (!established) checkSecurityGroups(appliance, 'egress', packet.traffic, { address: packet.destination }, trail)
  return { at: 'subnet', packet: loseSender(packet, component), subnet: appliance.subnet }
}
