import type { Network, TransitGateway } from '../network/network.ts'

/**
 * Whether rules in one VPC recognize the members of groups of another: over an active peering connection in the same Region, or a transit gateway
 * that passes references on.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */
export function recognizes({ vpcs, vpcPeeringConnections, transitGateways }: Network, here: string, there: string): boolean {
  if (here === there) return true
  if (vpcs.get(here)?.region !== vpcs.get(there)?.region) return false
  const peered = [...vpcPeeringConnections.values()].some(
    ({ requester, accepter, status }) => status === 'active' && [requester.vpc, accepter.vpc].sort().join() === [here, there].sort().join(),
  )
  return (
    peered || [...transitGateways.values()].some((gateway) => passesGroups(gateway) && [here, there].every((vpc) => joins(gateway, vpc)))
  )
}

const joins = ({ attachments }: TransitGateway, name: string): boolean =>
  [...attachments.values()].some((each) => each.type === 'vpc' && each.vpc === name)

/** @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security */
export const passesGroups = ({ securityGroupReferencingSupport, attachments }: TransitGateway): boolean =>
  securityGroupReferencingSupport && [...attachments.values()].every((each) => each.type !== 'vpc' || each.securityGroupReferencingSupport)
