import type { VpcEndpoint } from '../../network/network.ts'
import { breakBy } from '../break-grant.ts'
import type { Edit } from '../edit.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { sentence } from '../sentence.ts'
import { type WayFinding, wayFindings, wayTo } from '../vantage.ts'

export const stsUnreachablePrivate: Fault<WayFinding> = {
  id: 'sts-unreachable-private',
  layer: 'route',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the network of the connector reaches S3 through an endpoint, and has no way to STS',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpce_create.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
  ],
  connectors: bothConnectors,
  classes: ['net-timeout'],
  verdict: 'unique',
  lookAlikes: ['s3-endpoint-route-missing'],
  specificity: 2,

  inject: (setUp) => {
    const endpoint = wayTo(setUp, 'sts')?.endpoint
    if (endpoint === undefined) return undefined
    return breakBy(setUp, [{ edit: 'network', change: { change: 'vpcEndpointState', vpcEndpoint: endpoint.name, state: 'deleted' } }])
  },

  recognise: ({ causes }) => wayFindings(causes, 'sts'),

  say: (_, { fixture, typed }) =>
    wayTo({ fixture, connection: typed }, 's3')?.reached === true
      ? sentence`The network of the connector reaches S3, but not the service at which it signs in.`
      : sentence`The network of the connector reaches neither S3 nor the service at which it signs in.`,

  where: () => 'VPC > Endpoints',

  advise: ({ way }, evidence) =>
    goneEndpoint(way.region, evidence) === undefined
      ? `Create an interface endpoint for com.amazonaws.${way.region}.sts with private DNS names, or a route to a NAT gateway.`
      : `Create the interface endpoint for com.amazonaws.${way.region}.sts again, with private DNS names.`,

  fix: ({ way }, evidence): readonly Edit[] => {
    const gone = goneEndpoint(way.region, evidence)
    if (gone !== undefined) return [{ edit: 'network', change: { change: 'vpcEndpointState', vpcEndpoint: gone.name, state: 'available' } }]
    return way.verdict.blockers.flatMap(({ opens }): readonly Edit[] =>
      opens.change === 'none' ? [] : [{ edit: 'network', change: { change: 'opening', opening: opens } }],
    )
  },
}

/** An endpoint for STS that was there. */
const goneEndpoint = (region: string, { fixture }: Evidence): VpcEndpoint | undefined =>
  [...(fixture.network?.vpcEndpoints.values() ?? [])].find(
    ({ service, state }) => service === `com.amazonaws.${region}.sts` && state !== 'available',
  )
