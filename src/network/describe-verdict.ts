import { formatAddress, formatCidr } from '../base/cidr.ts'
import { unreachable } from '../base/result.ts'
import { describePeer } from './describe-blocker.ts'
import type { Flow } from './flow.ts'
import { formatPorts, formatTraffic } from './traffic.ts'
import type { Arrival, Assumption, Evidence, PortSpace } from './verdict.ts'

// The parts of a verdict in words, besides its blockers. They start lower-case and have no full stop.

/** `app-1 -> warehouse-1 tcp/5439`. */
export const describeFlow = ({ source, destination, traffic }: Flow): string =>
  `${nameOfEnd(source)} -> ${nameOfEnd(destination)} ${formatTraffic(traffic)}`

export function nameOfEnd(end: Flow['source'] | Flow['destination']): string {
  switch (end.type) {
    case 'networkInterface':
      return end.networkInterface
    case 'listener':
      return end.listener
    case 'address':
      return formatAddress(end.address)
    case 'host':
      return end.host
    case 'service':
      return end.service
    default:
      return unreachable(end)
  }
}

/** What let a packet pass. */
export function describeEvidence(evidence: Evidence): string {
  switch (evidence.type) {
    case 'securityGroupRule':
      return `\`${evidence.securityGroup}\` admits ${formatTraffic(evidence.rule.traffic)} for ${describePeer(evidence.rule.peer)}`
    case 'networkAclEntry':
      return `entry ${evidence.entry.ruleNumber} of \`${evidence.networkAcl}\` allows ${formatTraffic(evidence.entry.traffic)} for \`${formatCidr(evidence.entry.cidr)}\``
    case 'route': {
      const { destination, target } = evidence.route
      const to = destination.type === 'cidr' ? formatCidr(destination.cidr) : destination.prefixList
      return `\`${evidence.routeTable}\` routes \`${to}\` to \`${target.name}\``
    }
    case 'localRoute':
      return `\`${evidence.routeTable}\` routes inside the VPC`
    case 'established':
      return 'a reply of a connection that was let in'
    case 'translation':
      return `translates \`${formatAddress(evidence.from)}\` to \`${formatAddress(evidence.to)}\``
    default:
      return unreachable(evidence)
  }
}

export function describeArrival(arrival: Arrival): string {
  switch (arrival.at) {
    case 'networkInterface':
      if (arrival.listener !== undefined) return `\`${arrival.listener.name}\` listens there`
      return arrival.closedPort
        ? `nothing listens on this port of \`${arrival.networkInterface}\`: it refuses`
        : `it ends at \`${arrival.networkInterface}\``
    case 'internet':
      return 'it ends in the internet'
    case 'remoteNetwork':
      return `it ends in a network behind \`${arrival.gateway}\``
    case 'service':
      return `it ends at ${arrival.service}${arrival.vpcEndpoint === undefined ? '' : `, by the endpoint \`${arrival.vpcEndpoint}\``}`
    case 'vpcService':
      return `\`${formatAddress(arrival.address)}\` is answered by the VPC itself`
    default:
      return unreachable(arrival)
  }
}

export function describeAssumption(assumption: Assumption): string {
  switch (assumption.assumption) {
    case 'linuxEphemeralPorts':
      return 'the client is a Linux host and chooses its ports from 32768-60999'
    case 'hostWithoutInterface':
      return `\`${formatAddress(assumption.address)}\` is a host in \`${assumption.subnet}\` that has no interface here: nothing filters what it sends`
    case 'smtpRestrictionLifted':
      return "EC2's block of outbound port 25 was lifted for this account"
    case 'ambiguousPrefixListRoutes':
      return `several prefix lists of \`${assumption.routeTable}\` have the same block: AWS chooses one, and the first was taken`
    case 'ambiguousAddress':
      return `several VPCs have \`${formatAddress(assumption.address)}\`: \`${assumption.networkInterface}\` was taken`
    case 'natGatewayAddressChosen':
      return `\`${assumption.natGateway}\` may use any of ${assumption.addresses.map((each) => `\`${formatAddress(each)}\``).join(', ')}: the first was taken`
    case 'asymmetricRouting':
      return `the way back does not pass ${assumption.networkInterfaces.map((each) => `\`${each}\``).join(', ')}: an appliance that knows connections would drop the reply`
    case 'remoteNetworkUnknown':
      return `nothing is known of the networks behind \`${assumption.gateway}\``
    case 'serviceAddressUnknown':
      return `the addresses of ${assumption.service} are not in the network: only what covers every address was considered`
    case 'nameHasMoreAddresses':
      return `\`${assumption.host}\` has more addresses: ${assumption.addresses.map((each) => `\`${formatAddress(each)}\``).join(', ')}`
    default:
      return unreachable(assumption)
  }
}

/** `only 41 % of the client's ports 32768-60999 get through: 49152-60999`. */
export function describePortSpace({ name, of, admitted, share }: PortSpace): string {
  const whose = name === 'client' ? "the client's ports" : `the ports of the NAT gateway \`${name.slice('natGateway:'.length)}\``
  const which = admitted.length === 0 ? 'none' : admitted.map(formatPorts).join(', ')
  return `of ${whose} ${formatPorts(of)} ${Math.round(share * 1000) / 10} % get through: ${which}`
}
