import type { Address } from '../../base/cidr.ts'
import type { CompiledInterface, CompiledVpc } from '../compiled-network.ts'
import { isVpcService } from '../special-addresses.ts'
import type { Component } from '../verdict.ts'
import { checkNetworkAcl } from './check-network-acl.ts'
import { checkSecurityGroups } from './check-security-groups.ts'
import type { Packet } from './packet.ts'
import { lost, type Step } from './step.ts'
import { establishedPasses, type Trail } from './trail.ts'

/** To the interface of the VPC that has the address: the network ACL of its subnet, unless the packet comes from there, then its security groups. */
export function enterVpc({ packet, vpc, from }: Step & { readonly at: 'vpc' }, trail: Trail): Step {
  const natGateway = packet.destination.family === 'ipv4' ? vpc.natGateways.get(packet.destination.value) : undefined
  if (natGateway !== undefined) return { at: 'natGateway', packet, natGateway }
  const networkInterface = interfaceWith(vpc, packet.destination, trail)
  if (networkInterface === undefined) {
    trail.reach('vpc', vpc.vpc.name, packet)
    trail.block({
      code: 'NO_POSSIBLE_DESTINATION',
      why: { fact: 'noSuchAddress', address: packet.destination },
      opens: { change: 'none' },
    })
    return lost(packet)
  }
  if (networkInterface.subnet !== from) checkNetworkAcl(networkInterface.subnet, 'ingress', packet, trail)
  enterInterface(networkInterface, packet, trail)
  const { name } = networkInterface.networkInterface
  return { at: 'end', packet, networkInterface, arrival: { at: 'networkInterface', networkInterface: name, closedPort: false } }
}

function interfaceWith(vpc: CompiledVpc, address: Address, { host }: Trail): CompiledInterface | undefined {
  const found = vpc.networkInterfaces[address.family].get(address.value)
  if (found !== undefined || host?.subnet.vpc !== vpc) return found
  const { privateIps, ipv6Addresses } = host.networkInterface
  return [...privateIps.map((each) => each.address), ...ipv6Addresses].some(({ value }) => value === address.value) ? host : undefined
}

/**
 * Security groups know connections: what answers a packet that they let pass, passes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
 */
export function enterInterface(networkInterface: CompiledInterface, packet: Packet, trail: Trail): Component {
  const component = trail.reach('networkInterface', networkInterface.networkInterface.name, packet)
  if (trail.established && trail.tracked.includes(networkInterface)) {
    trail.pass(establishedPasses)
    return component
  }
  const sender = packet.sender
  const recognized = sender === undefined || sender.lostAt !== undefined ? undefined : sender.networkInterface
  checkSecurityGroups(networkInterface, 'ingress', packet.traffic, { address: packet.source, networkInterface: recognized }, trail, sender)
  trail.tracked.push(networkInterface)
  return component
}

/** Resolver, metadata and time of the VPC, and its router's address plus two for the resolver. */
export function isAmazonProvided(vpc: CompiledVpc, address: Address): boolean {
  if (isVpcService(address)) return true
  return vpc.vpc.cidrBlocks.some(
    ({ cidr }) => cidr.family === address.family && cidr.family === 'ipv4' && cidr.first + 2n === address.value,
  )
}
