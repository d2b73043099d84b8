import type { Address } from '../base/cidr.ts'
import type { Network, NetworkInterface, SecurityGroupRule } from '../network/network.ts'
import { type End, matchAddresses, matchBlock, matchTraffic } from './match.ts'
import { recognizes } from './recognition.ts'
import type { Side } from './station.ts'

/** What the rules of all groups of an interface admit, one match for each peer. Groups only allow, so that their order says nothing. */
export function groupRules(network: Network, { securityGroups }: NetworkInterface, side: Side, strangerMark: number): readonly string[] {
  const end = side === 'ingress' ? 'saddr' : 'daddr'
  return securityGroups.flatMap((name) => {
    const group = network.securityGroups.get(name)
    return (group?.[side] ?? []).flatMap((rule) =>
      matchPeers(network, group?.vpc ?? '', rule, end, strangerMark).map((peer) => `${peer} ${matchTraffic(rule.traffic)}`),
    )
  })
}

function matchPeers(network: Network, vpc: string, { peer }: SecurityGroupRule, end: End, strangerMark: number): readonly string[] {
  switch (peer.type) {
    case 'cidr':
      return [matchBlock(peer.cidr, end)]
    case 'prefixList':
      return (network.prefixLists.get(peer.prefixList)?.entries ?? []).map(({ cidr }) => matchBlock(cidr, end))
    case 'securityGroup': {
      const members = membersOf(network, vpc, peer.securityGroup)
      return (['ipv4', 'ipv6'] as const).flatMap((family) => {
        const match = matchAddresses(members, family, end)
        return match === undefined ? [] : [`meta mark != ${strangerMark} ${match}`]
      })
    }
    case 'staleSecurityGroup':
      return []
  }
}

/** The private addresses of the members that rules in a VPC recognize. @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing */
function membersOf(network: Network, vpc: string, group: string): readonly Address[] {
  return [...network.networkInterfaces.values()]
    .filter(
      ({ securityGroups, subnet }) => securityGroups.includes(group) && recognizes(network, vpc, network.subnets.get(subnet)?.vpc ?? ''),
    )
    .flatMap(({ privateIps, ipv6Addresses }) => [...privateIps.map(({ address }) => address), ...ipv6Addresses])
}
