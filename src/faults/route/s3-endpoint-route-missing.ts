import { describeBlocker } from '../../network/describe-blocker.ts'
import type { Network, VpcEndpoint } from '../../network/network.ts'
import { breakBy } from '../break-grant.ts'
import type { Edit } from '../edit.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import { endpointOf, type WayFinding, wayFindings } from '../vantage.ts'

export const s3EndpointRouteMissing: Fault<WayFinding> = {
  id: 's3-endpoint-route-missing',
  layer: 'route',
  tier: 2,
  confidence: 'documented',
  summary:
    'no route leads from the subnet of the connector to S3: neither a NAT gateway nor an endpoint that is associated with its route table',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
  ],
  connectors: bothConnectors,
  classes: ['net-timeout'],
  verdict: 'extra-probe',
  lookAlikes: ['sts-unreachable-private'],
  specificity: 2,

  inject: (setUp) => {
    const endpoint = endpointOf(setUp)
    const table = tableOf(setUp.fixture.network, setUp.connection.from)
    if (endpoint?.type !== 'Gateway' || table === undefined) return undefined
    const change = { change: 'dissociateRouteTable', vpcEndpoint: endpoint.name, routeTable: table } as const
    return breakBy(setUp, [{ edit: 'network', change }])
  },

  recognise: ({ causes }) => wayFindings(causes, 's3'),

  say: (_, { typed }) =>
    sentence`The network of the connector has no way to S3: nothing leads out of the subnet of ${name(typed.from ?? '')}.`,

  where: (_, { fixture, typed }) => `VPC > Route tables > ${tableOf(fixture.network, typed.from) ?? ''}`,

  advise: ({ way }, { fixture, typed }) => {
    const endpoint = gatewayFor(fixture.network, way.service, way.region, typed.from)
    if (endpoint !== undefined)
      return `Associate the endpoint ${endpoint.name} with the route table ${tableOf(fixture.network, typed.from)}.`
    const [blocker] = way.verdict.blockers
    return `Create a gateway endpoint for S3, or a route to a NAT gateway${blocker === undefined ? '' : `: ${describeBlocker(blocker).message}`}.`
  },

  fix: ({ way }, { fixture, typed }): readonly Edit[] => {
    const endpoint = gatewayFor(fixture.network, way.service, way.region, typed.from)
    const routeTable = tableOf(fixture.network, typed.from)
    if (endpoint !== undefined && routeTable !== undefined)
      return [{ edit: 'network', change: { change: 'associateRouteTable', vpcEndpoint: endpoint.name, routeTable } }]
    return way.verdict.blockers.flatMap(({ opens }): readonly Edit[] =>
      opens.change === 'none' ? [] : [{ edit: 'network', change: { change: 'opening', opening: opens } }],
    )
  },
}

function tableOf(network: Network | undefined, from: string | undefined): string | undefined {
  const subnet = network?.networkInterfaces.get(from ?? '')?.subnet
  return network?.subnets.get(subnet ?? '')?.routeTable
}

/** A gateway endpoint of the VPC that the route table of the connector does not use. */
function gatewayFor(network: Network | undefined, service: string, region: string, from: string | undefined): VpcEndpoint | undefined {
  const table = tableOf(network, from)
  const vpc = network?.routeTables.get(table ?? '')?.vpc
  return [...(network?.vpcEndpoints.values() ?? [])].find(
    (endpoint) =>
      endpoint.type === 'Gateway' &&
      endpoint.vpc === vpc &&
      endpoint.service === `com.amazonaws.${region}.${service}` &&
      !endpoint.routeTables.includes(table ?? ''),
  )
}
