import { networkFault } from '../network-fault.ts'
import { spoilPrivateLink } from '../private-link.ts'
import { name, sentence } from '../sentence.ts'
import { changed } from '../server-set-up.ts'

export const privatelinkNotAccepted = networkFault({
  id: 'privatelink-not-accepted',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'the connection over PrivateLink waits for the provider of the service to accept it',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/accept-reject-endpoint-requests.html'],
  lookAlikes: ['privatelink-not-allowed', 'sg-missing-vendor-ip'],
  specificity: 2,
  example: 'the endpoint waits to be accepted',
  spoil: (target) =>
    spoilPrivateLink(target, (network, link) => ({
      vpcEndpoints: changed(network.vpcEndpoints, link.endpoint.name, (each) => ({ ...each, state: 'pendingAcceptance' })),
    })),
  accepts: ({ component, why }) => component.type === 'vpcEndpoint' && why.fact === 'state' && why.state === 'pendingAcceptance',
  say: ({ first }, { connection }) =>
    sentence`The endpoint ${name(first.component.name)} for ${name(connection.host)} waits: who provides the service has not accepted it.`,
  where: ({ first }) => `VPC > Endpoint services > Endpoint connections > ${first.component.name}`,
})
