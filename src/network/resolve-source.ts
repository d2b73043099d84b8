import { type Address, covers } from '../base/cidr.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type CompiledInterface, type CompiledNetwork, type CompiledSubnet, type CompiledVpc, inSubnet, inVpc } from './compiled-network.ts'
import type { FlowSource } from './flow.ts'
import type { TransitGateway, VpnGateway } from './network.ts'
import type { Assumption } from './verdict.ts'
import { joined } from './walk/suggest-route.ts'

/** Where a packet starts. An interface may have addresses of both families: which one it uses depends on the destination. */
export type Place =
  | {
      readonly type: 'networkInterface'
      readonly networkInterface: CompiledInterface
      readonly address?: Address
      readonly phantom: boolean
    }
  | { readonly type: 'internet'; readonly address: Address }
  | { readonly type: 'vpnGateway'; readonly gateway: VpnGateway; readonly vpc: CompiledVpc; readonly address: Address }
  | {
      readonly type: 'transitGateway'
      readonly transitGateway: TransitGateway
      readonly attachment: string
      readonly address: Address
    }

export type SourceFailure =
  | { readonly fact: 'unknownComponent'; readonly name: string }
  | { readonly fact: 'noSuchAddress'; readonly address: Address }

/**
 * Who has the source address: an interface, by its private, IPv6 or public address; a host in a subnet; a network behind a gateway; the internet.
 * `near` is the VPC that is called: private addresses may be there more than once.
 */
export function resolveSource(
  network: CompiledNetwork,
  source: FlowSource,
  near: CompiledVpc | undefined,
  assumptions: Assumption[],
): Result<Place, SourceFailure> {
  if (source.type === 'networkInterface') {
    const networkInterface = network.networkInterfaces.get(source.networkInterface)
    if (networkInterface === undefined) return err({ fact: 'unknownComponent', name: source.networkInterface })
    return ok({ type: 'networkInterface', networkInterface, phantom: false })
  }
  const { address } = source
  const owner = address.family === 'ipv4' ? network.publicIps.get(address.value) : undefined
  if (owner?.type === 'networkInterface') {
    return ok({ type: 'networkInterface', networkInterface: owner.networkInterface, address: owner.privateIp, phantom: false })
  }
  const vpcs = vpcsWith(network, address, near)
  if (vpcs.length > 0) return inVpcs(vpcs, address, assumptions)
  return ok(behindGateway(network, address, near) ?? { type: 'internet', address })
}

/** The VPCs that have the address: the near one first, then those that something joins with it, then the rest. */
export function vpcsWith(network: CompiledNetwork, address: Address, near: CompiledVpc | undefined): readonly CompiledVpc[] {
  const vpcs = [...network.vpcs.values()].filter((vpc) => inVpc(vpc, address))
  if (near === undefined || vpcs.length < 2) return vpcs
  const distance = (vpc: CompiledVpc): number => (vpc === near ? 0 : joined(network, vpc, near) ? 1 : 2)
  return vpcs
    .map((vpc) => ({ vpc, far: distance(vpc) }))
    .sort((a, b) => a.far - b.far)
    .map(({ vpc }) => vpc)
}

function inVpcs(vpcs: readonly CompiledVpc[], address: Address, assumptions: Assumption[]): Result<Place, SourceFailure> {
  const homes = vpcs.flatMap((vpc) => vpc.networkInterfaces[address.family].get(address.value) ?? [])
  for (const vpc of vpcs) {
    const home = vpc.networkInterfaces[address.family].get(address.value)
    if (home !== undefined) {
      if (homes.length > 1) assumptions.push({ assumption: 'ambiguousAddress', address, networkInterface: home.networkInterface.name })
      return ok({ type: 'networkInterface', networkInterface: home, address, phantom: false })
    }
    const subnet = vpc.subnets.find((each) => inSubnet(each, address))
    if (subnet === undefined) continue
    assumptions.push({ assumption: 'hostWithoutInterface', address, subnet: subnet.subnet.name })
    return ok({ type: 'networkInterface', networkInterface: phantom(subnet, address), address, phantom: true })
  }
  return err({ fact: 'noSuchAddress', address })
}

/** An address of a subnet that no interface has: like an interface without security groups. */
function phantom(subnet: CompiledSubnet, address: Address): CompiledInterface {
  return {
    networkInterface: {
      name: 'host without an interface',
      at: subnet.subnet.at,
      subnet: subnet.subnet.name,
      privateIps: address.family === 'ipv4' ? [{ address }] : [],
      ipv6Addresses: address.family === 'ipv6' ? [address] : [],
      securityGroups: [],
      sourceDestCheck: true,
      interfaceType: 'interface',
      attached: true,
    },
    subnet,
    securityGroups: [],
    groupNames: new Set(),
    groupNumbers: [],
    vpcEndpoint: undefined,
    loadBalancer: undefined,
  }
}

function behindGateway({ network, vpcs }: CompiledNetwork, address: Address, near: CompiledVpc | undefined): Place | undefined {
  const gateways = [...network.vpnGateways.values()].sort((a, b) => Number(b.vpc === near?.vpc.name) - Number(a.vpc === near?.vpc.name))
  for (const gateway of gateways) {
    const vpc = vpcs.get(gateway.vpc ?? '')
    if (vpc !== undefined && gateway.remoteCidrs.some(({ cidr }) => covers(cidr, address)))
      return { type: 'vpnGateway', gateway, vpc, address }
  }
  for (const transitGateway of network.transitGateways.values()) {
    for (const attachment of transitGateway.attachments.values()) {
      if (attachment.type !== 'remote' || !attachment.remoteCidrs.some(({ cidr }) => covers(cidr, address))) continue
      return { type: 'transitGateway', transitGateway, attachment: attachment.name, address }
    }
  }
  return undefined
}
