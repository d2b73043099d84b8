import { formatAddress } from '../base/cidr.ts'
import type { Network } from './network.ts'
import type { Verdict } from './verdict.ts'

/**
 * The condition keys that a request to an AWS service has because of its way there, by lower-cased name. Through an endpoint there is no
 * `aws:SourceIp`; outside of one there is nothing else.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#bucket-policies-s3
 */
export function networkContext(network: Network, { arrival, sourceAddress }: Verdict): ReadonlyMap<string, readonly string[]> {
  if (sourceAddress === undefined || arrival === undefined) return new Map()
  const source = formatAddress(sourceAddress)
  const endpoint = arrival.at === 'service' ? network.vpcEndpoints.get(arrival.vpcEndpoint ?? '') : undefined
  if (endpoint === undefined) return new Map([['aws:sourceip', [source]]])
  return new Map([
    ['aws:sourcevpce', [endpoint.id]],
    ['aws:sourcevpc', [network.vpcs.get(endpoint.vpc)?.id ?? endpoint.vpc]],
    ['aws:vpcsourceip', [source]],
  ])
}
