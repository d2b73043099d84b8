import { applyOpening } from '../network/apply-opening.ts'
import type { Network, Route, VpcEndpoint } from '../network/network.ts'
import type { NetworkChange } from './edit.ts'
import { changeEntry } from './map-entry.ts'

/** The network after one change. */
export function changeNetwork(network: Network, change: NetworkChange): Network {
  switch (change.change) {
    case 'opening':
      return applyOpening(network, change.opening)
    case 'vpcEndpointState':
      return {
        ...network,
        vpcEndpoints: changeEntry(network.vpcEndpoints, change.vpcEndpoint, (endpoint) => ({ ...endpoint, state: change.state })),
      }
    case 'associateRouteTable':
    case 'dissociateRouteTable':
      return associate(network, change)
  }
}

/** A gateway endpoint is a route to its service's prefix list in each of its tables. */
function associate(network: Network, { change, vpcEndpoint, routeTable }: Association): Network {
  const endpoint = network.vpcEndpoints.get(vpcEndpoint)
  const route = endpoint && routeOf(network, endpoint)
  if (endpoint?.type !== 'Gateway' || route === undefined) return network
  const isAdded = change === 'associateRouteTable'
  const others = endpoint.routeTables.filter((name) => name !== routeTable)
  return {
    ...network,
    vpcEndpoints: changeEntry(network.vpcEndpoints, vpcEndpoint, () => ({
      ...endpoint,
      routeTables: isAdded ? [...others, routeTable] : others,
    })),
    routeTables: changeEntry(network.routeTables, routeTable, (table) => {
      const routes = table.routes.filter(({ target }) => target.type !== 'vpcEndpoint' || target.name !== vpcEndpoint)
      return { ...table, routes: isAdded ? [...routes, route] : routes }
    }),
  }
}

type Association = Extract<NetworkChange, { readonly routeTable: string }>

function routeOf({ prefixLists }: Network, { at, name, service }: VpcEndpoint): Route | undefined {
  const list = [...prefixLists.values()].find((each) => each.service === service)
  if (list === undefined) return undefined
  return {
    at,
    destination: { type: 'prefixList', prefixList: list.name },
    target: { type: 'vpcEndpoint', name },
    origin: 'static',
    state: 'active',
  }
}
