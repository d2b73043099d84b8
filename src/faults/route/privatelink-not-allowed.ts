import { networkFault } from '../network-fault.ts'
import { spoilPrivateLink } from '../private-link.ts'
import { name, sentence } from '../sentence.ts'
import { changed } from '../server-set-up.ts'

/** An account of nobody here. */
const another = 'arn:aws:iam::999988887777:root'

export const privatelinkNotAllowed = networkFault({
  id: 'privatelink-not-allowed',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'the service behind PrivateLink does not allow the account of the product',
  sources: ['https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html'],
  lookAlikes: ['privatelink-not-accepted', 'sg-missing-vendor-ip'],
  specificity: 2,
  example: 'the service allows another account',
  spoil: (target) =>
    spoilPrivateLink(target, (network, link) => ({
      endpointServices: changed(network.endpointServices, link.service.name, (each) => ({ ...each, allowedPrincipals: [another] })),
    })),
  accepts: ({ why }) => why.fact === 'principalNotAllowed',
  say: ({ first }, { connection }) =>
    sentence`The service ${name(first.component.name)} in front of ${name(connection.host)} does not allow the account of the product.`,
  where: ({ first }) => `VPC > Endpoint services > ${first.component.name} > Allow principals`,
})
