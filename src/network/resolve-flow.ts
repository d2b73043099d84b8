import type { Address } from '../base/cidr.ts'
import { err, ok, type Result, unreachable } from '../base/result.ts'
import { type CompiledInterface, type CompiledNetwork, type CompiledVpc, inVpc } from './compiled-network.ts'
import type { Flow, FlowDestination } from './flow.ts'
import {
  addressOf,
  type Destination,
  type DestinationFailure,
  type Lookup,
  ofAddress,
  ofHost,
  ofNamedInterface,
  ofService,
} from './resolve-destination.ts'
import { type Place, resolveSource, type SourceFailure } from './resolve-source.ts'
import type { Assumption } from './verdict.ts'

/** A flow with its ends found: where the packet starts, and for which address it is. */
export interface ResolvedFlow extends Destination {
  readonly origin: Origin
  readonly assumptions: readonly Assumption[]
}

/** A place, with the address that the packet carries. */
export type Origin = Place & { readonly address: Address }

export type FlowFailure = SourceFailure | DestinationFailure

export function resolveFlow(network: CompiledNetwork, flow: Flow): Result<ResolvedFlow, FlowFailure> {
  const named = namedInterface(network, flow.destination)
  const assumptions: Assumption[] = []
  const place = resolveSource(network, flow.source, named?.subnet.vpc ?? vpcAround(network, flow.destination), assumptions)
  if (!place.ok) return place
  const destination = resolveDestination({ network, flow, place: place.value, assumptions }, named)
  if (!destination.ok) return destination
  const { address, target, byAddress, service } = destination.value
  const origin = originOf(place.value, destination.value)
  if (origin === undefined) return err({ fact: 'noAddressOfFamily', family: address.family })
  return ok({ address, target, byAddress, service, origin, assumptions })
}

/** The interface that a destination names, if it names one. */
function namedInterface({ network, networkInterfaces }: CompiledNetwork, destination: FlowDestination): CompiledInterface | undefined {
  if (destination.type === 'networkInterface') return networkInterfaces.get(destination.networkInterface)
  if (destination.type !== 'listener') return undefined
  return networkInterfaces.get(network.listeners.get(destination.listener)?.networkInterface ?? '')
}

/** The VPC of an address that is called. */
function vpcAround({ vpcs, publicIps }: CompiledNetwork, destination: FlowDestination): CompiledVpc | undefined {
  if (destination.type !== 'address') return undefined
  const owner = destination.address.family === 'ipv4' ? publicIps.get(destination.address.value) : undefined
  if (owner?.type === 'networkInterface') return owner.networkInterface.subnet.vpc
  for (const vpc of vpcs.values()) if (inVpc(vpc, destination.address)) return vpc
  return undefined
}

function resolveDestination(lookup: Lookup, named: CompiledInterface | undefined): Result<Destination, FlowFailure> {
  const { destination } = lookup.flow
  switch (destination.type) {
    case 'networkInterface':
      return named === undefined ? err({ fact: 'unknownComponent', name: destination.networkInterface }) : ofNamedInterface(lookup, named)
    case 'listener':
      return named === undefined ? err({ fact: 'unknownComponent', name: destination.listener }) : ofNamedInterface(lookup, named)
    case 'address':
      return ok(ofAddress(lookup, destination.address))
    case 'service':
      return ok(ofService(lookup, destination.service))
    case 'host':
      return ofHost(lookup, destination.host)
    default:
      return unreachable(destination)
  }
}

function originOf(place: Place, { address: { family } }: Destination): Origin | undefined {
  if (place.type !== 'networkInterface') return place.address.family === family ? place : undefined
  const address = place.address ?? addressOf(place.networkInterface, family, 'private')
  if (address?.family !== family) return undefined
  return { type: 'networkInterface', networkInterface: place.networkInterface, phantom: place.phantom, address }
}
