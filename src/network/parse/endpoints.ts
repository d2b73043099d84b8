import type { TextAt } from '../../base/shape.ts'
import { suggest } from '../../base/suggest.ts'
import type { EndpointService, LoadBalancer, NetworkInterface, PrefixList, VpcEndpoint } from '../network.ts'
import type { Section } from '../network-shape.ts'
import { type Draft, mapOf, note, refers, refersToInterface } from './draft.ts'
import { interfaceIn } from './interfaces.ts'
import { listOf } from './routes.ts'
import { mainTableOf } from './vpcs.ts'

type Interfaces = ReadonlyMap<string, NetworkInterface>

export const readEndpoints = (draft: Draft, interfaces: Interfaces): ReadonlyMap<string, VpcEndpoint> =>
  mapOf(draft.text.vpcEndpoints, (entry) => readEndpoint(draft, entry, interfaces))

function readEndpoint(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: Section<'vpcEndpoints'>,
  interfaces: Interfaces,
): VpcEndpoint | undefined {
  if (!refers(draft, 'vpc', of.vpc)) return undefined
  const common = {
    name,
    at,
    id: of.id?.text ?? name,
    vpc: of.vpc.text,
    service: of.service.text,
    state: of.state?.value ?? 'available',
    ...(of.policy === undefined ? {} : { policy: of.policy }),
  } as const
  if (of.type.value === 'Gateway') {
    misplaced(draft, 'Gateway', {
      subnets: of.subnets?.[0],
      securityGroups: of.securityGroups?.[0],
      privateDnsEnabled: of.privateDnsEnabled,
    })
    const routeTables = (of.routeTables ?? []).filter((each) => each.text === mainTableOf(of.vpc.text) || refers(draft, 'routeTable', each))
    return { ...common, type: 'Gateway', routeTables: routeTables.map(({ text }) => text) }
  }
  misplaced(draft, 'Interface', { routeTables: of.routeTables?.[0] })
  const subnets = (of.subnets ?? []).filter((each) => refers(draft, 'subnet', each))
  return {
    ...common,
    type: 'Interface',
    networkInterfaces: subnets.map(({ text }) => interfaceIn(name, text)).filter((each) => interfaces.has(each)),
    privateDnsEnabled: of.privateDnsEnabled?.value ?? true,
  }
}

/** Keys of the other type of endpoint. */
function misplaced({ report }: Draft, type: string, keys: Readonly<Record<string, { readonly at: VpcEndpoint['at'] } | undefined>>): void {
  for (const [key, value] of Object.entries(keys)) {
    if (value !== undefined) report('misplaced-key', value.at, `an endpoint of type ${type} has no \`${key}\``)
  }
}

/** The lists that AWS manages and nobody declared, for the services of gateway endpoints; their addresses stand for those of the service. */
export function impliedPrefixLists(draft: Draft, endpoints: ReadonlyMap<string, VpcEndpoint>): ReadonlyMap<string, PrefixList> {
  const lists = new Map<string, PrefixList>()
  for (const { type, service, at } of endpoints.values()) {
    const name = listOf(draft, service)
    if (type !== 'Gateway' || lists.has(name) || draft.text.prefixLists?.some(({ key }) => key === name) === true) continue
    lists.set(name, { name, at, service, entries: [{ at, cidr: standIn(lists.size) }] })
    note(
      draft,
      'prefix-list-implied',
      at,
      `the addresses of \`${service}\` are not declared: one stands for them all`,
      `declare them under \`prefixLists\` with \`service: ${service}\``,
    )
  }
  return lists
}

/** Of the block for benchmarks, which no network of a customer uses. @see https://www.rfc-editor.org/rfc/rfc2544 */
function standIn(index: number): PrefixList['entries'][number]['cidr'] {
  const first = 0xc612_0000n + BigInt(index)
  return { family: 'ipv4', first, last: first, prefixLength: 32 }
}

export function readEndpointServices(draft: Draft): ReadonlyMap<string, EndpointService> {
  return mapOf(draft.text.endpointServices, ({ key: name, keyAt: at, value: { of } }): EndpointService => {
    balancerNamed(draft, of.loadBalancer)
    return {
      name,
      at,
      service: of.service?.text ?? name,
      loadBalancer: of.loadBalancer.text,
      acceptanceRequired: of.acceptanceRequired?.value ?? true,
      allowedPrincipals: (of.allowedPrincipals ?? []).map(({ text }) => text),
      ...(of.availabilityZones === undefined ? {} : { availabilityZones: of.availabilityZones.map(({ text }) => text) }),
      ...(of.privateDnsName === undefined ? {} : { privateDnsName: of.privateDnsName.text }),
    }
  })
}

function balancerNamed(draft: Draft, { text, at }: TextAt): void {
  const known = (draft.text.loadBalancers ?? []).map(({ key }) => key)
  if (known.includes(text)) return
  const nearest = suggest(text, known)
  draft.report(
    'unknown-load-balancer',
    at,
    `there is no load balancer \`${text}\``,
    nearest === undefined ? undefined : `did you mean \`${nearest}\`?`,
  )
}

export function readLoadBalancers(draft: Draft, interfaces: Interfaces): ReadonlyMap<string, LoadBalancer> {
  return mapOf(draft.text.loadBalancers, ({ key: name, keyAt: at, value: { of } }): LoadBalancer => {
    const subnets = of.subnets.filter((each) => refers(draft, 'subnet', each))
    return {
      name,
      at,
      networkInterfaces: subnets.map(({ text }) => interfaceIn(name, text)).filter((each) => interfaces.has(each)),
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: of.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic?.value ?? true,
      listeners: of.listeners.items.map(({ at: listenerAt, of: listener }) => ({
        at: listenerAt,
        protocol: listener.protocol?.value ?? 'tcp',
        port: listener.port.value,
        preserveClientIp: listener.preserveClientIp?.value ?? true,
        targets: listener.targets
          .filter((each) => refersToInterface(draft, interfaces, each))
          .map((each) => ({ at: each.at, networkInterface: each.text, port: listener.targetPort?.value ?? listener.port.value })),
      })),
    }
  })
}
