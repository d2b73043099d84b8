import type { EndpointService, Network, VpcEndpoint } from '../network/network.ts'
import type { Target } from './server-target.ts'

interface PrivateLink {
  readonly endpoint: VpcEndpoint
  readonly service: EndpointService
}

/** The network with the PrivateLink that leads to the server spoiled; undefined where none does. */
export function spoilPrivateLink(target: Target, spoil: (network: Network, link: PrivateLink) => Partial<Network>): Network | undefined {
  const link = privateLinkOf(target)
  return link === undefined ? undefined : { ...target.network, ...spoil(target.network, link) }
}

/** The endpoint and the service over which the server is reached, where that is PrivateLink. */
function privateLinkOf({ network, networkInterface }: Target): PrivateLink | undefined {
  for (const service of network.endpointServices.values()) {
    const balancer = network.loadBalancers.get(service.loadBalancer)
    const isBehind = balancer?.listeners.some(({ targets }) => targets.some((target) => target.networkInterface === networkInterface.name))
    const endpoint = [...network.vpcEndpoints.values()].find((each) => each.service === service.service)
    if (isBehind === true && endpoint !== undefined) return { endpoint, service }
  }
  return undefined
}
