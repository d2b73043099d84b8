import { type Address, covers } from '../base/cidr.ts'
import type { CompiledRoute, CompiledSubnet } from './compiled-network.ts'
import type { Route } from './network.ts'

/**
 * The route that carries packets for the address: the most specific. A blackhole counts, and drops.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export const selectRoute = ({ routes }: CompiledSubnet, address: Address): CompiledRoute | undefined =>
  routes[address.family].find(({ cidr }) => covers(cidr, address))

/** The routes that also match but lose, the next best first. */
export function losingRoutes({ routes }: CompiledSubnet, address: Address): readonly CompiledRoute[] {
  return routes[address.family].filter(({ cidr }) => covers(cidr, address)).slice(1)
}

/**
 * Routes to prefix lists that tie with the winner: AWS chooses one at random and keeps to it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function tiedRoutes(subnet: CompiledSubnet, winner: CompiledRoute, address: Address): readonly Route[] {
  if (winner.route?.destination.type !== 'prefixList' || winner.route.origin !== 'static') return []
  return losingRoutes(subnet, address).flatMap(({ cidr, route }) => {
    const ties = cidr.prefixLength === winner.cidr.prefixLength && route?.destination.type === 'prefixList' && route.origin === 'static'
    return ties && route.target.name !== winner.route?.target.name ? [route] : []
  })
}
