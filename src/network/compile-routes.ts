import type { CompiledRoute, CompiledSubnet } from './compiled-network.ts'
import { found } from './found.ts'
import type { Network, RouteTable } from './network.ts'
import type { Passed } from './verdict.ts'

/**
 * The longest prefix wins; among equals a route to the VPC itself, then a static route to a CIDR block, a static route to a prefix list, a
 * propagated route. A route with exactly the VPC's block replaces the local one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function compileRoutes(table: RouteTable, network: Network): CompiledSubnet['routes'] {
  const explicit: CompiledRoute[] = table.routes.flatMap((route) => {
    const passes: Passed = { node: 'check', outcome: 'passes', by: { type: 'route', routeTable: table.name, route } }
    if (route.destination.type === 'cidr') return [{ cidr: route.destination.cidr, route, passes }]
    return found(network.prefixLists, route.destination.prefixList).entries.map(({ cidr }) => ({ cidr, route, passes }))
  })
  const passes: Passed = { node: 'check', outcome: 'passes', by: { type: 'localRoute', routeTable: table.name } }
  const local = found(network.vpcs, table.vpc).cidrBlocks.map(({ cidr }): CompiledRoute => ({ cidr, route: undefined, passes }))
  const routes = [...local.filter((one) => !explicit.some((other) => replaces(other, one))), ...explicit]
  routes.sort((a, b) => b.cidr.prefixLength - a.cidr.prefixLength || priority(a) - priority(b))
  return {
    ipv4: routes.filter(({ cidr }) => cidr.family === 'ipv4'),
    ipv6: routes.filter(({ cidr }) => cidr.family === 'ipv6'),
  }
}

const replaces = (one: CompiledRoute, local: CompiledRoute): boolean =>
  one.route?.origin === 'static' &&
  one.cidr.family === local.cidr.family &&
  one.cidr.first === local.cidr.first &&
  one.cidr.prefixLength === local.cidr.prefixLength

function priority({ route }: CompiledRoute): number {
  if (route === undefined) return 0
  if (route.origin === 'propagated') return 3
  return route.destination.type === 'cidr' ? 1 : 2
}
