import type { PeeringSide, Vpc, VpcPeeringConnection } from '../network.ts'
import { type Answers, child, type Item, listOf, note, placeOf, required, routesOf, text, truth } from './describe.ts'

type Vpcs = ReadonlyMap<string, Vpc>

/** As described; else as routes on both sides tell. A VPC of an account that was not described is unknown. */
export function importPeerings(answers: Answers, vpcs: Vpcs): ReadonlyMap<string, VpcPeeringConnection> {
  const connections = new Map<string, VpcPeeringConnection>()
  for (const item of listOf(answers, 'VpcPeeringConnections')) {
    const name = required(answers, item, 'VpcPeeringConnectionId')
    if (name === undefined) continue
    const requester = sideOf(child(item, 'RequesterVpcInfo'), vpcs)
    const accepter = sideOf(child(item, 'AccepterVpcInfo'), vpcs)
    connections.set(name, { name, at: item.at, requester, accepter, status: statusOf(text(child(item, 'Status') ?? item, 'Code')) })
  }
  for (const { route } of routesOf(answers)) {
    const name = text(route, 'VpcPeeringConnectionId')
    if (name === undefined || connections.has(name) || text(route, 'State') === 'blackhole') continue
    connections.set(name, inferPeering(answers, name, route, vpcs))
  }
  return connections
}

function sideOf(item: Item | undefined, vpcs: Vpcs): PeeringSide {
  const vpc = (item && text(item, 'VpcId')) ?? ''
  const options = child(item, 'PeeringOptions')
  const allow = options === undefined ? undefined : truth(options, 'AllowDnsResolutionFromRemoteVpc')
  return { vpc, unknown: !vpcs.has(vpc), allowDnsResolutionFromRemoteVpc: allow ?? false }
}

function statusOf(code: string | undefined): VpcPeeringConnection['status'] {
  switch (code) {
    case 'pending-acceptance':
    case 'rejected':
    case 'expired':
    case 'failed':
    case 'deleted':
      return code
    case 'initiating-request':
    case 'provisioning':
      return 'pending-acceptance'
    default:
      return 'active'
  }
}

function inferPeering(answers: Answers, name: string, route: Item, vpcs: Vpcs): VpcPeeringConnection {
  const ends = [
    ...new Set(
      routesOf(answers)
        .filter((each) => text(each.route, 'VpcPeeringConnectionId') === name)
        .map(({ vpc }) => vpc),
    ),
  ]
  const side = (vpc: string | undefined): PeeringSide => ({
    vpc: vpc ?? '',
    unknown: vpc === undefined || !vpcs.has(vpc),
    allowDnsResolutionFromRemoteVpc: false,
  })
  note(
    answers,
    'gateway-inferred',
    placeOf(route, 'VpcPeeringConnectionId'),
    `the peering connection \`${name}\` was not described: its VPCs are those whose routes name it`,
  )
  return {
    name,
    at: route.at,
    requester: side(ends[0]),
    accepter: side(ends[1]),
    status: 'active',
  }
}
