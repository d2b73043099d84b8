import type { CompiledInterface, CompiledNetwork } from '../compiled-network.ts'
import { hasPorts, replyTraffic, trafficFrom } from '../compiled-traffic.ts'
import { ephemeralPorts, type Flow } from '../flow.ts'
import { judge } from '../judge.ts'
import type { EndpointService, LoadBalancer, LoadBalancerListener, VpcEndpoint } from '../network.ts'
import type { FlowTraffic } from '../traffic.ts'
import type { Arrival, Verdict } from '../verdict.ts'
import { checkNetworkAcl } from './check-network-acl.ts'
import { checkSecurityGroups } from './check-security-groups.ts'
import { enterInterface } from './enter-vpc.ts'
import type { Packet } from './packet.ts'
import type { EndStep } from './step.ts'
import { Trail } from './trail.ts'

/** Asks once more from the relay on: a function argument, since the one that evaluates flows calls this one. */
export type Evaluate = (network: CompiledNetwork, flow: Flow) => Verdict

/**
 * From an interface endpoint over PrivateLink to the service: one of AWS, or another account's load balancer, which must admit the account and accept
 * the connection. The provider sees the load balancer's addresses, not the consumer's.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html
 */
export function passPrivateLink(end: EndStep, endpoint: VpcEndpoint, trail: Trail, evaluate: Evaluate): Arrival {
  trail.reach('vpcEndpoint', endpoint.name, end.packet)
  if (endpoint.state !== 'available') {
    const accepts = endpoint.state === 'pendingAcceptance'
    trail.block({
      code: 'BAD_STATE',
      why: { fact: 'state', state: endpoint.state },
      opens: accepts ? { change: 'acceptVpcEndpointConnections', vpcEndpoint: endpoint.name } : { change: 'none' },
    })
  }
  const service = trail.network.endpointServices.get(endpoint.service)
  if (service !== undefined) reachService(end, endpoint, service, trail, evaluate)
  return { at: 'service', service: endpoint.service, vpcEndpoint: endpoint.name }
}

function reachService(end: EndStep, endpoint: VpcEndpoint, service: EndpointService, trail: Trail, evaluate: Evaluate): void {
  trail.reach('endpointService', service.name, end.packet)
  const zone = end.networkInterface?.subnet.subnet.availabilityZone
  if (zone !== undefined && service.availabilityZones !== undefined && !service.availabilityZones.includes(zone)) {
    trail.block({
      code: 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ',
      why: { fact: 'availabilityZone', availabilityZone: zone },
      opens: { change: 'none' },
    })
  }
  checkPrincipal(endpoint, service, trail)
  const balancer = trail.network.network.loadBalancers.get(service.loadBalancer)
  if (balancer === undefined) return
  const door = doorOf(balancer, zone, trail)
  if (door !== undefined && balancer.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic) {
    trail.reach('networkInterface', door.networkInterface.name, end.packet)
    checkSecurityGroups(door, 'ingress', end.packet.traffic, { address: end.packet.source }, trail)
  }
  relay(end.packet, door, balancer, false, trail, evaluate)
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions */
function checkPrincipal(endpoint: VpcEndpoint, { name, allowedPrincipals }: EndpointService, trail: Trail): void {
  const account = trail.network.network.vpcs.get(endpoint.vpc)?.account
  if (account === undefined || allowedPrincipals.includes('*')) return
  if (allowedPrincipals.some((arn) => arn === account || arn.split(':')[4] === account)) return
  trail.block({
    code: 'PRIVATELINK_NOT_ALLOWED',
    why: { fact: 'principalNotAllowed', account, allowedPrincipals },
    opens: { change: 'allowPrincipal', endpointService: name, principal: `arn:aws:iam::${account}:root` },
  })
}

/** Of the load balancer's interfaces the one in the zone, else the first. */
function doorOf({ networkInterfaces }: LoadBalancer, zone: string | undefined, { network }: Trail): CompiledInterface | undefined {
  const doors = networkInterfaces.flatMap((name) => network.networkInterfaces.get(name) ?? [])
  return doors.find(({ subnet }) => subnet.subnet.availabilityZone === zone) ?? doors[0]
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#client-ip-preservation */
export function passLoadBalancer({ packet, networkInterface }: EndStep, balancer: LoadBalancer, trail: Trail, evaluate: Evaluate): void {
  relay(packet, networkInterface, balancer, true, trail, evaluate)
}

function relay(
  packet: Packet,
  door: CompiledInterface | undefined,
  balancer: LoadBalancer,
  mayPreserve: boolean,
  trail: Trail,
  evaluate: Evaluate,
): void {
  trail.reach('loadBalancer', balancer.name, packet)
  const number = { tcp: 6, udp: 17 }
  const listener = balancer.listeners.find((each) => number[each.protocol] === packet.traffic.protocol && each.port === packet.traffic.low)
  if (listener === undefined || door === undefined) {
    trail.block({
      code: 'ELBV2_LISTENERS_MISMATCH',
      why: { fact: 'noListener', traffic: trafficFrom(packet.traffic) },
      opens: { change: 'none' },
    })
    return
  }
  if (listener.targets.length === 0) {
    trail.block({
      code: 'ELBV2_LISTENER_HAS_NO_TG',
      at: listener.at,
      why: { fact: 'noTargets', port: listener.port },
      opens: { change: 'none' },
    })
    return
  }
  trail.relay(
    listener.targets.map((target) =>
      mayPreserve && listener.preserveClientIp
        ? passOn(packet, door, target, listener, trail)
        : evaluate(trail.network, {
            source: { type: 'networkInterface', networkInterface: door.networkInterface.name },
            destination: { type: 'networkInterface', networkInterface: target.networkInterface },
            traffic: { protocol: listener.protocol, port: target.port },
            sourcePorts: ephemeralPorts.natGateway,
          }),
    ),
  )
}

/** The target sees the client's address, and so do the network ACLs between; the reply goes by the load balancer all the same. */
function passOn(
  packet: Packet,
  door: CompiledInterface,
  target: LoadBalancerListener['targets'][number],
  listener: LoadBalancerListener,
  outer: Trail,
): Verdict {
  const trail = new Trail(outer.network, { target: undefined, byAddress: false, host: undefined })
  const to = outer.network.networkInterfaces.get(target.networkInterface)
  const address = to?.networkInterface.privateIps[0]?.address ?? to?.networkInterface.ipv6Addresses[0]
  trail.begin('forward')
  if (to === undefined || address === undefined) {
    trail.reach('networkInterface', target.networkInterface, packet)
    trail.block({
      code: 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT',
      why: { fact: 'unknownComponent', name: target.networkInterface },
      opens: { change: 'none' },
    })
    return verdictOf(trail, packet)
  }
  const client = outer.spaces[0]?.of ?? ephemeralPorts.linux
  if (hasPorts(packet.traffic)) trail.spaces.push({ name: 'client', of: client, blocked: [] })
  const flow: FlowTraffic = { protocol: listener.protocol, port: target.port }
  const onward = { ...packet, destination: address, traffic: { ...packet.traffic, low: flow.port, high: flow.port } }
  const sameSubnet = to.subnet === door.subnet
  if (!sameSubnet) {
    checkNetworkAcl(door.subnet, 'egress', onward, trail)
    checkNetworkAcl(to.subnet, 'ingress', onward, trail)
  }
  enterInterface(to, { ...onward, sender: { networkInterface: door } }, trail)
  const reply = replyTraffic(onward.traffic, client)
  if (reply !== undefined && !sameSubnet) {
    trail.begin('return')
    const back: Packet = { source: address, destination: packet.source, traffic: reply, space: 'client' }
    checkNetworkAcl(to.subnet, 'egress', back, trail)
    checkNetworkAcl(door.subnet, 'ingress', back, trail)
  }
  return verdictOf(trail, onward)
}

const verdictOf = (trail: Trail, { source, destination }: Packet): Verdict => ({
  node: 'verdict',
  ...judge(trail.paths, trail.spaces),
  assumptions: trail.assumptions,
  sourceAddress: source,
  destinationAddress: destination,
  because: trail.paths,
})
