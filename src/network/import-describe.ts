import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import { collect, type DescribeDocument } from './import/describe.ts'
import { importEndpointServices, importEndpoints, importListeners } from './import/endpoints.ts'
import { importEgressOnlyInternetGateways, importInternetGateways, importVpnGateways } from './import/gateways.ts'
import { importInterfaces, importNatGateways } from './import/interfaces.ts'
import { importNetworkAcls } from './import/network-acls.ts'
import { importPeerings } from './import/peerings.ts'
import { importPrefixLists } from './import/prefix-lists.ts'
import { importRouteTables, settleTargets } from './import/routes.ts'
import { importSecurityGroups } from './import/security-groups.ts'
import { importTransitGateways } from './import/transit-gateways.ts'
import { type ImportOptions, importSubnets, importVpcs } from './import/vpcs.ts'
import { lintNetwork } from './lint-network.ts'
import type { Network } from './network.ts'

export { type DescribeDocument, isDescribeAnswer } from './import/describe.ts'
export type { ImportOptions } from './import/vpcs.ts'

/**
 * A network out of the JSON that `aws ec2 describe-*` prints, one answer or all of them, in any number of files. Ids are the names. What the answers do
 * not say is inferred where something else tells it, and each inference is a note of the network.
 */
export function importDescribe(documents: readonly DescribeDocument[], options: ImportOptions = {}): Result<Network, readonly Problem[]> {
  const answers = collect(documents)
  const vpcs = importVpcs(answers, options)
  const prefixLists = importPrefixLists(answers)
  const tables = importRouteTables(answers, vpcs, prefixLists)
  const networkAcls = importNetworkAcls(answers, vpcs)
  const subnets = importSubnets(answers, vpcs, tables, networkAcls)
  const securityGroups = importSecurityGroups(answers, vpcs)
  const networkInterfaces = importInterfaces(answers, subnets, securityGroups)
  const gateways = {
    internetGateways: importInternetGateways(answers, vpcs),
    egressOnlyInternetGateways: importEgressOnlyInternetGateways(answers, vpcs),
    natGateways: importNatGateways(answers, subnets),
    vpnGateways: importVpnGateways(answers, vpcs),
    transitGateways: importTransitGateways(answers, vpcs),
    vpcPeeringConnections: importPeerings(answers, vpcs),
    vpcEndpoints: importEndpoints(answers, vpcs, networkInterfaces, prefixLists),
  }
  const known = {
    internetGateway: gateways.internetGateways,
    egressOnlyInternetGateway: gateways.egressOnlyInternetGateways,
    natGateway: gateways.natGateways,
    vpnGateway: gateways.vpnGateways,
    transitGateway: gateways.transitGateways,
    vpcPeeringConnection: gateways.vpcPeeringConnections,
    vpcEndpoint: gateways.vpcEndpoints,
    networkInterface: networkInterfaces,
  }
  const network: Network = {
    at: placeOf(documents),
    vpcs,
    subnets,
    routeTables: settleTargets(answers, tables, { known, networkInterfaces }),
    networkAcls,
    securityGroups,
    prefixLists,
    ...gateways,
    endpointServices: importEndpointServices(answers),
    // Their listeners are no part of EC2's answers: flows end at a load balancer's interface.
    loadBalancers: new Map(),
    networkInterfaces,
    listeners: importListeners(answers, networkInterfaces),
    hostedZones: new Map(),
    records: new Map(),
    notes: answers.notes,
  }
  if (answers.problems.length > 0) return err(answers.problems)
  return ok({ ...network, notes: [...network.notes, ...lintNetwork(network)] })
}

const nowhere: Span = { file: '', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }

const placeOf = ([first]: readonly DescribeDocument[]): Span => first?.tree.at ?? nowhere
