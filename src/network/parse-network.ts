import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Read, type Report, reportTo } from '../base/shape.ts'
import { lintNetwork } from './lint-network.ts'
import type { Network } from './network.ts'
import { networkShape } from './network-shape.ts'
import type { Draft } from './parse/draft.ts'
import { impliedPrefixLists, readEndpointServices, readEndpoints, readLoadBalancers } from './parse/endpoints.ts'
import {
  readEgressOnlyInternetGateways,
  readInternetGateways,
  readPeerings,
  readTransitGateways,
  readVpnGateways,
} from './parse/gateways.ts'
import { placeInterfaces } from './parse/interfaces.ts'
import { readHostedZones, readListeners, readPublicRecords } from './parse/names.ts'
import { readNetworkAcls } from './parse/network-acls.ts'
import { readPrefixLists } from './parse/prefix-lists.ts'
import { readRouteTables } from './parse/routes.ts'
import { readSecurityGroups } from './parse/security-groups.ts'
import { readSubnets, readVpcs } from './parse/vpcs.ts'

export interface NetworkOptions {
  /** Ids by name. Without it, accounts are written as twelve digits. */
  readonly accounts?: ReadonlyMap<string, string>
}

/** Reads what stands under `network:` in a fixture; every problem at once. What AWS would correct is corrected, and is a note of the network. */
export function parseNetwork(tree: Located, options: NetworkOptions = {}): Result<Network, readonly Problem[]> {
  const problems: Problem[] = []
  const report = reportTo(problems, 'network')
  const read = networkShape.read(tree, report)
  const network = read === undefined ? undefined : readNetwork(read, report, options)
  return network === undefined || problems.length > 0 ? err(problems.sort((a, b) => a.at.start.offset - b.at.start.offset)) : ok(network)
}

/** As `parseNetwork`, for a reader whose own shape holds `networkShape`. Of use only if it reports nothing. */
export function readNetwork({ at, of: text }: Read<typeof networkShape>, report: Report, { accounts }: NetworkOptions): Network {
  const notes: Problem[] = []
  const draft: Draft = { text, accounts, report, notes }
  const vpcs = readVpcs(draft)
  const subnets = readSubnets(draft, vpcs)
  const networkAcls = readNetworkAcls(draft, vpcs)
  const securityGroups = readSecurityGroups(draft, vpcs)
  const { natGateways, networkInterfaces } = placeInterfaces(draft, subnets, securityGroups)
  const vpcEndpoints = readEndpoints(draft, networkInterfaces)
  const network: Network = {
    at,
    vpcs,
    subnets,
    routeTables: readRouteTables(draft, vpcs, vpcEndpoints),
    networkAcls,
    securityGroups,
    prefixLists: new Map([...readPrefixLists(draft), ...impliedPrefixLists(draft, vpcEndpoints)]),
    internetGateways: readInternetGateways(draft),
    egressOnlyInternetGateways: readEgressOnlyInternetGateways(draft),
    natGateways,
    vpnGateways: readVpnGateways(draft),
    transitGateways: readTransitGateways(draft, vpcs),
    vpcPeeringConnections: readPeerings(draft, vpcs),
    vpcEndpoints,
    endpointServices: readEndpointServices(draft),
    loadBalancers: readLoadBalancers(draft, networkInterfaces),
    networkInterfaces,
    listeners: readListeners(draft, networkInterfaces),
    hostedZones: readHostedZones(draft, networkInterfaces),
    records: readPublicRecords(draft, networkInterfaces),
    notes,
  }
  notes.push(...lintNetwork(network))
  return network
}
