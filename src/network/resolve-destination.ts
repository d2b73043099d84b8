import type { Address, Family } from '../base/cidr.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { CompiledInterface, CompiledNetwork, CompiledVpc } from './compiled-network.ts'
import type { Flow } from './flow.ts'
import { type NameFailure, resolveName } from './resolve-name.ts'
import { type Place, vpcsWith } from './resolve-source.ts'
import type { Assumption } from './verdict.ts'
import { joined } from './walk/suggest-route.ts'

/** The address that is called, and who is meant by it. */
export interface Destination {
  readonly address: Address
  /** The interface that is meant, if it is one of the network's. */
  readonly target: CompiledInterface | undefined
  /** The caller has the address and not a name: another address of the target does not help. */
  readonly byAddress: boolean
  readonly service: string | undefined
}

export type DestinationFailure = NameFailure | { readonly fact: 'noAddressOfFamily'; readonly family: Family }

/** What a destination is looked up with. */
export interface Lookup {
  readonly network: CompiledNetwork
  readonly flow: Flow
  readonly place: Place
  readonly assumptions: Assumption[]
}

/** Who is called by its interface is called by the private address where that can be reached, else by the public one. */
export function ofNamedInterface(lookup: Lookup, target: CompiledInterface): Result<Destination, DestinationFailure> {
  const { network, place } = lookup
  return ofInterface(lookup, target, faceFor(network, target, place))
}

function faceFor(network: CompiledNetwork, { subnet }: CompiledInterface, place: Place): 'private' | 'public' {
  if (place.type === 'internet') return 'public'
  if (place.type !== 'networkInterface') return 'private'
  const { vpc } = place.networkInterface.subnet
  return vpc === subnet.vpc || joined(network, vpc, subnet.vpc) ? 'private' : 'public'
}

function ofInterface(lookup: Lookup, target: CompiledInterface, face: 'private' | 'public'): Result<Destination, DestinationFailure> {
  const families = familiesOf(lookup)
  for (const family of families) {
    const address = addressOf(target, family, face) ?? addressOf(target, family, 'private')
    if (address !== undefined) return ok({ address, target, byAddress: false, service: undefined })
  }
  return err({ fact: 'noAddressOfFamily', family: families[0] ?? 'ipv4' })
}

/** The families in which source and destination may speak, the preferred first. */
function familiesOf({ flow, place }: Lookup): readonly Family[] {
  if (flow.family !== undefined) return [flow.family]
  if (place.address !== undefined) return [place.address.family]
  if (place.type !== 'networkInterface') return ['ipv4', 'ipv6']
  return (['ipv4', 'ipv6'] as const).filter((family) => addressOf(place.networkInterface, family, 'private') !== undefined)
}

export function addressOf({ networkInterface }: CompiledInterface, family: Family, face: 'private' | 'public'): Address | undefined {
  if (family === 'ipv6') return networkInterface.ipv6Addresses[0]
  if (face === 'private') return networkInterface.privateIps[0]?.address
  return networkInterface.privateIps.find(({ publicIp }) => publicIp !== undefined)?.publicIp?.address
}

export function ofAddress({ network, place }: Lookup, address: Address): Destination {
  return { address, target: interfaceWith(network, place, address), byAddress: true, service: undefined }
}

function interfaceWith(network: CompiledNetwork, place: Place, address: Address): CompiledInterface | undefined {
  const owner = address.family === 'ipv4' ? network.publicIps.get(address.value) : undefined
  if (owner !== undefined) return owner.type === 'networkInterface' ? owner.networkInterface : undefined
  const near = place.type === 'networkInterface' ? place.networkInterface.subnet.vpc : undefined
  for (const vpc of vpcsWith(network, address, near)) {
    const target = vpc.networkInterfaces[address.family].get(address.value)
    if (target !== undefined) return target
  }
  return undefined
}

/** Stands for a service whose addresses the network does not say: only rules and routes for everywhere cover it. @see https://www.rfc-editor.org/rfc/rfc2544 */
const unknownServiceAddress: Address = { family: 'ipv4', value: 0xc613_fffen }

/** By an interface endpoint of the source's VPC whose private name is on, else by the service's public addresses. */
export function ofService({ network, place, assumptions }: Lookup, service: string): Destination {
  const vpc = place.type === 'networkInterface' ? place.networkInterface.subnet.vpc : undefined
  const target = vpc === undefined ? undefined : nearest(endpointInterfaces(network, service, vpc), place)
  const inside = target === undefined ? undefined : (addressOf(target, 'ipv4', 'private') ?? addressOf(target, 'ipv6', 'private'))
  if (target !== undefined && inside !== undefined) return { address: inside, target, byAddress: false, service }
  const block = network.servicePrefixLists.get(service)?.entries[0]?.cidr
  if (block === undefined) {
    assumptions.push({ assumption: 'serviceAddressUnknown', service })
    return { address: unknownServiceAddress, target: undefined, byAddress: false, service }
  }
  const value = block.first === block.last ? block.first : block.first + 1n
  return { address: { family: block.family, value }, target: undefined, byAddress: false, service }
}

function endpointInterfaces(network: CompiledNetwork, service: string, { vpc }: CompiledVpc): readonly CompiledInterface[] {
  const resolves = vpc.enableDnsHostnames && vpc.enableDnsSupport
  const endpoint = [...network.network.vpcEndpoints.values()].find(
    (each) =>
      each.type === 'Interface' &&
      each.vpc === vpc.name &&
      each.service === service &&
      // The endpoint of another account's service has no public name to compete with.
      (network.endpointServices.has(service) || (each.privateDnsEnabled && resolves)),
  )
  return endpoint?.type === 'Interface' ? endpoint.networkInterfaces.flatMap((name) => network.networkInterfaces.get(name) ?? []) : []
}

/** Of an endpoint's interfaces the one in the source's Availability Zone, else the first. */
function nearest(interfaces: readonly CompiledInterface[], place: Place): CompiledInterface | undefined {
  const zone = place.type === 'networkInterface' ? place.networkInterface.subnet.subnet.availabilityZone : undefined
  return interfaces.find(({ subnet }) => subnet.subnet.availabilityZone === zone) ?? interfaces[0]
}

export function ofHost(lookup: Lookup, host: string): Result<Destination, DestinationFailure> {
  const { network, place, assumptions } = lookup
  const resolution = resolveName(network, host, place.type === 'networkInterface' ? place.networkInterface.subnet.vpc : undefined)
  if (!resolution.ok) return resolution
  switch (resolution.value.to) {
    case 'service':
      return ok(ofService(lookup, resolution.value.service))
    case 'networkInterfaces': {
      const target = nearest(resolution.value.networkInterfaces, place)
      return target === undefined ? err({ fact: 'nameNotFound', host }) : ofInterface(lookup, target, resolution.value.face)
    }
    case 'addresses': {
      const families = familiesOf(lookup)
      const usable = resolution.value.addresses.filter(({ family }) => families.includes(family))
      const [address, ...more] = usable.toSorted((a, b) => families.indexOf(a.family) - families.indexOf(b.family))
      if (address === undefined) return err({ fact: 'noAddressOfFamily', family: families[0] ?? 'ipv4' })
      if (more.length > 0) assumptions.push({ assumption: 'nameHasMoreAddresses', host, addresses: more })
      return ok(ofAddress(lookup, address))
    }
  }
}
