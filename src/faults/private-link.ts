import type { EndpointService, VpcEndpoint } from '../network/network.ts'
import type { Target } from './server-target.ts'

/** The endpoint and the service over which the server is reached, where that is PrivateLink. */
export function privateLinkOf({
  network,
  networkInterface,
}: Target): { readonly endpoint: VpcEndpoint; readonly service: EndpointService } | undefined {
  for (const service of network.endpointServices.values()) {
    const balancer = network.loadBalancers.get(service.loadBalancer)
    const isBehind = balancer?.listeners.some(({ targets }) => targets.some((target) => target.networkInterface === networkInterface.name))
    const endpoint = [...network.vpcEndpoints.values()].find((each) => each.service === service.service)
    if (isBehind === true && endpoint !== undefined) return { endpoint, service }
  }
  return undefined
}
