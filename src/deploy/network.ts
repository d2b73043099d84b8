import type { Network } from '../network/network.ts'
import { type Deploying, RefusedCalls } from './deploying.ts'
import { NetworkBuilder } from './network-builder.ts'
import { makeAcl, makeGroup, makeRules } from './network-filters.ts'
import { makeEndpoint, makeGateways, makeNat, makePeering } from './network-gateways.ts'
import { makeInterface } from './network-interfaces.ts'
import { unmade } from './network-refusals.ts'
import { makeRoutes, makeTable } from './network-routes.ts'
import { makeSubnet, makeVpc } from './network-vpcs.ts'

/** Refuses, before the first call, what EC2 cannot bring about. */
export async function confirmNetwork(network: Network, { target }: Deploying): Promise<void> {
  const elsewhere = { subject: 'the network', at: network.at, reason: 'a network is deployed to the embedded sandbox alone' }
  const reasons = [...(target.kind === 'embedded' ? [] : [elsewhere]), ...unmade(network)]
  const refused = { kind: 'account', operation: 'ec2:CreateVpc', code: 'NotDeployed' } as const
  if (reasons.length > 0) throw new RefusedCalls(reasons.map(({ subject, at, reason }) => ({ ...refused, subject, at, message: reason })))
}

/** Creates the network of a fixture in EC2. The tag `Name` of each part is its name in the fixture. */
export async function createNetwork(network: Network, deploying: Deploying): Promise<void> {
  const builder = new NetworkBuilder(network, deploying)
  for (const vpc of network.vpcs.values()) await makeVpc(builder, vpc)
  for (const group of network.securityGroups.values()) await makeGroup(builder, group)
  for (const acl of network.networkAcls.values()) await makeAcl(builder, acl)
  for (const subnet of network.subnets.values()) await makeSubnet(builder, subnet)
  await makeGateways(builder)
  for (const each of network.networkInterfaces.values()) if (each.interfaceType === 'interface') await makeInterface(builder, each)
  for (const nat of network.natGateways.values()) await makeNat(builder, nat)
  for (const peering of network.vpcPeeringConnections.values()) await makePeering(builder, peering)
  for (const group of network.securityGroups.values()) await makeRules(builder, group)
  for (const table of network.routeTables.values()) await makeTable(builder, table)
  for (const endpoint of network.vpcEndpoints.values()) await makeEndpoint(builder, endpoint)
  for (const table of network.routeTables.values()) await makeRoutes(builder, table)
}
