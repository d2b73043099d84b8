import { member } from '../../base/located.ts'
import type { EndpointService, Listener, NetworkInterface, PrefixList, Vpc, VpcEndpoint, VpcEndpointState } from '../network.ts'
import { type Answers, child, children, type Item, listOf, note, number, placeOf, required, text, texts, truth } from './describe.ts'

/** As described; a gateway endpoint that only a route to a prefix list tells of is taken from there. */
export function importEndpoints(
  answers: Answers,
  vpcs: ReadonlyMap<string, Vpc>,
  interfaces: ReadonlyMap<string, NetworkInterface>,
  lists: ReadonlyMap<string, PrefixList>,
): ReadonlyMap<string, VpcEndpoint> {
  const endpoints = new Map<string, VpcEndpoint>()
  for (const item of listOf(answers, 'VpcEndpoints')) {
    const endpoint = endpointOf(answers, item, vpcs, interfaces)
    if (endpoint !== undefined) endpoints.set(endpoint.name, endpoint)
  }
  for (const table of listOf(answers, 'RouteTables')) {
    for (const route of children(table, 'Routes')) {
      const name = text(route, 'GatewayId')
      const list = lists.get(text(route, 'DestinationPrefixListId') ?? '')
      const vpc = text(table, 'VpcId')
      if (name?.startsWith('vpce-') !== true || endpoints.has(name) || list === undefined || vpc === undefined || !vpcs.has(vpc)) continue
      note(
        answers,
        'gateway-inferred',
        placeOf(route, 'GatewayId'),
        `the endpoint \`${name}\` was not described: the route says what it is for`,
      )
      endpoints.set(name, {
        name,
        at: route.at,
        id: name,
        vpc,
        service: list.service ?? list.name,
        state: 'available',
        type: 'Gateway',
        routeTables: [],
      })
    }
  }
  return endpoints
}

function endpointOf(
  answers: Answers,
  item: Item,
  vpcs: ReadonlyMap<string, Vpc>,
  interfaces: ReadonlyMap<string, NetworkInterface>,
): VpcEndpoint | undefined {
  const name = required(answers, item, 'VpcEndpointId')
  const vpc = required(answers, item, 'VpcId')
  const service = required(answers, item, 'ServiceName')
  if (name === undefined || vpc === undefined || service === undefined || !vpcs.has(vpc)) return undefined
  const policy = member(item, 'PolicyDocument')
  const common = {
    name,
    at: item.at,
    id: name,
    vpc,
    service,
    state: stateOf(text(item, 'State')),
    ...(policy === undefined ? {} : { policy }),
  }
  switch (text(item, 'VpcEndpointType') ?? 'Gateway') {
    case 'Gateway':
      return { ...common, type: 'Gateway', routeTables: texts(item, 'RouteTableIds') }
    case 'Interface':
      return {
        ...common,
        type: 'Interface',
        networkInterfaces: texts(item, 'NetworkInterfaceIds').filter((each) => interfaces.has(each)),
        privateDnsEnabled: truth(item, 'PrivateDnsEnabled') ?? false,
      }
    default:
      note(
        answers,
        'endpoint-left-out',
        item.at,
        `the endpoint \`${name}\` is of a type that is not followed: \`${text(item, 'VpcEndpointType')}\``,
      )
      return undefined
  }
}

const states: readonly VpcEndpointState[] = ['available', 'pendingAcceptance', 'pending', 'rejected', 'failed', 'expired', 'deleted']

/** AWS writes `available` and `PendingAcceptance`. */
const stateOf = (state: string | undefined): VpcEndpointState =>
  states.find((each) => each.toLowerCase() === state?.toLowerCase()) ?? 'available'

export function importEndpointServices(answers: Answers): ReadonlyMap<string, EndpointService> {
  const services = new Map<string, EndpointService>()
  for (const item of listOf(answers, 'ServiceConfigurations')) {
    const name = required(answers, item, 'ServiceId')
    const service = required(answers, item, 'ServiceName')
    if (name === undefined || service === undefined) continue
    const allowed = listOf(answers, 'AllowedPrincipals').filter((each) => (text(each, 'ServiceId') ?? name) === name)
    const zones = texts(item, 'AvailabilityZones')
    const privateDnsName = text(item, 'PrivateDnsName')
    services.set(name, {
      name,
      at: item.at,
      service,
      loadBalancer: texts(item, 'NetworkLoadBalancerArns')[0] ?? '',
      acceptanceRequired: truth(item, 'AcceptanceRequired') ?? true,
      // Nobody asked who may connect: whoever is connected may.
      allowedPrincipals: allowed.length > 0 ? allowed.flatMap((each) => text(each, 'Principal') ?? []) : ['*'],
      ...(zones.length > 0 ? { availabilityZones: zones } : {}),
      ...(privateDnsName === undefined ? {} : { privateDnsName }),
    })
  }
  return services
}

/** RDS instances listen on the interfaces that RDS made for their groups and subnets. */
export function importListeners(answers: Answers, interfaces: ReadonlyMap<string, NetworkInterface>): ReadonlyMap<string, Listener> {
  const listeners = new Map<string, Listener>()
  const descriptions = new Map(
    listOf(answers, 'NetworkInterfaces').map((item) => [text(item, 'NetworkInterfaceId') ?? '', text(item, 'Description') ?? '']),
  )
  for (const item of listOf(answers, 'DBInstances')) {
    const name = required(answers, item, 'DBInstanceIdentifier')
    const endpoint = child(item, 'Endpoint')
    const port = endpoint === undefined ? undefined : number(endpoint, 'Port')
    if (name === undefined || port === undefined) continue
    const wanted = groupsOf(item)
    const candidates = [...interfaces.values()].filter(
      (each) => descriptions.get(each.name) === 'RDSNetworkInterface' && each.securityGroups.toSorted().join() === wanted.join(),
    )
    const [only, ...others] = candidates
    if (only === undefined || others.length > 0) {
      note(
        answers,
        'listener-left-out',
        item.at,
        `the interface of the database \`${name}\` cannot be told from the answers: it is left out`,
      )
      continue
    }
    const host = endpoint === undefined ? undefined : text(endpoint, 'Address')
    const engine = text(item, 'Engine')
    listeners.set(name, {
      name,
      at: item.at,
      networkInterface: only.name,
      protocol: 'tcp',
      port,
      ...(engine === undefined ? {} : { application: engine }),
      ...(host === undefined ? {} : { host }),
      openToWorld: false,
    })
  }
  return listeners
}

const groupsOf = (item: Item): readonly string[] =>
  children(item, 'VpcSecurityGroups')
    .flatMap((each) => text(each, 'VpcSecurityGroupId') ?? [])
    .toSorted()
