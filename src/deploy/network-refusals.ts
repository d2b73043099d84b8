import type { Span } from '../base/span.ts'
import type { Network } from '../network/network.ts'

/** A part of a network that cannot be made, and why. */
export interface Unmade {
  readonly subject: string
  readonly at: Span
  readonly reason: string
}

/**
 * What stands in a network and EC2, as it is called here, cannot bring about. Servers, names and zones are none of EC2's: they are left out, and the
 * model has them still.
 */
export const unmade = (network: Network): readonly Unmade[] => [
  ...ofAddresses(network),
  ...ofServices(network),
  ...ofRoutes(network),
  ...ofStates(network),
]

const all = <T extends { readonly name: string; readonly at: Span }>(
  what: string,
  parts: Iterable<T>,
  reasonOf: (part: T) => string | undefined,
): readonly Unmade[] =>
  [...parts].flatMap((part) => {
    const reason = reasonOf(part)
    return reason === undefined ? [] : [{ subject: `${what} ${part.name}`, at: part.at, reason }]
  })

function ofAddresses(network: Network): readonly Unmade[] {
  return [
    ...all('VPC', network.vpcs.values(), ({ cidrBlocks, blockPublicAccess, blockPublicAccessExclusion }) => {
      if (cidrBlocks.some(({ cidr }) => cidr.family === 'ipv6')) return 'AWS chooses the IPv6 blocks of a VPC'
      const blocks = blockPublicAccess !== 'off' || blockPublicAccessExclusion !== undefined
      return blocks ? 'VPC Block Public Access is of a whole account' : undefined
    }),
    ...all('interface', network.networkInterfaces.values(), ({ ipv6Addresses }) =>
      ipv6Addresses.length > 0 ? 'AWS chooses the IPv6 blocks of a VPC' : undefined,
    ),
    ...all('prefix list', network.prefixLists.values(), ({ service, entries }) =>
      service === undefined && new Set(entries.map(({ cidr }) => cidr.family)).size > 1
        ? 'a prefix list has blocks of one family'
        : undefined,
    ),
    ...all('NAT gateway', network.natGateways.values(), ({ publicIps }) =>
      publicIps.length > 1 ? 'it is made with one address' : undefined,
    ),
  ]
}

function ofServices({ transitGateways, loadBalancers, endpointServices, vpnGateways, vpcEndpoints }: Network): readonly Unmade[] {
  const own = new Set([...endpointServices.values()].map(({ service }) => service))
  return [
    ...all('transit gateway', transitGateways.values(), () => 'transit gateways are not made'),
    ...all('load balancer', loadBalancers.values(), () => 'load balancers are another service’s'),
    ...all('endpoint service', endpointServices.values(), () => 'it needs a load balancer, which is another service’s'),
    ...all('endpoint', vpcEndpoints.values(), ({ service, state, policy }) => {
      if (own.has(service)) return 'its service is not made'
      if (policy?.kind === 'string' && !policy.value.trimStart().startsWith('{')) return 'its policy has to stand in the network itself'
      return state === 'available' ? undefined : `an endpoint of AWS’s services is never \`${state}\``
    }),
    ...all('VPN gateway', vpnGateways.values(), ({ remoteCidrs }) =>
      remoteCidrs.length > 0 ? 'the networks behind a VPN gateway are not told to EC2' : undefined,
    ),
  ]
}

function ofRoutes({ routeTables }: Network): readonly Unmade[] {
  return [...routeTables.values()].flatMap(({ name, routes }) =>
    routes.flatMap(({ at, target, origin, state }) => {
      const gone = state === 'blackhole' || target.type === 'unknown' ? 'a route is not made to a target that is gone' : undefined
      const learned = origin === 'propagated' ? 'a propagated route is not made' : undefined
      const reason = gone ?? learned
      return reason === undefined ? [] : [{ subject: `a route of ${name}`, at, reason }]
    }),
  )
}

function ofStates({ vpcPeeringConnections, natGateways, securityGroups }: Network): readonly Unmade[] {
  return [
    ...all('peering connection', vpcPeeringConnections.values(), ({ status }) =>
      status === 'expired' || status === 'failed' ? `nobody can make one that has \`${status}\`` : undefined,
    ),
    ...all('NAT gateway', natGateways.values(), ({ state }) =>
      state === 'available' ? undefined : `nobody can make one that is \`${state}\``,
    ),
    ...all('security group', securityGroups.values(), ({ ingress, egress }) =>
      [...ingress, ...egress].some(({ peer }) => peer.type === 'staleSecurityGroup') ? 'a rule names a group that is gone' : undefined,
    ),
  ]
}
