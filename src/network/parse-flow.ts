import { type Address, cidrAround, covers, formatAddress, formatCidr, parseAddress, parseCidr } from '../base/cidr.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { didYouMean } from '../base/suggest.ts'
import { ephemeralPorts, type Flow, type FlowDestination, type FlowSource } from './flow.ts'
import type { Network, PrefixList } from './network.ts'
import { isPublic } from './special-addresses.ts'
import { type FlowTraffic, type PortRange, parseProtocol } from './traffic.ts'

/** A question as a person types it. */
export interface FlowText {
  /** An interface, a security group or a prefix list (every member is asked), a subnet, a NAT gateway, a name, an address, `internet`. */
  readonly from: string
  /** A listener, an interface, a security group (every member is asked), an address, a host name, a service; `host:5432` says the port. */
  readonly to: string
  readonly port?: string
  /** `tcp` unless given; a listener has its own. `icmp` is an echo, `icmp/3/4` a type and a code. */
  readonly protocol?: string
  /** `linux` (the default), `windows`, `natGateway`, or a range. */
  readonly sourcePorts?: string
}

/** As `Problem`, of a text that stands in no file. */
export type FlowProblem = Omit<Problem, 'at'>

export function parseFlow(network: Network, text: FlowText): Result<readonly Flow[], readonly FlowProblem[]> {
  const [host, port] = splitPort(network, text)
  const sources = parseSource(network, text.from)
  const destinations = parseDestinations(network, host)
  const traffic = parseTraffic(network, destinations, port, text.protocol)
  const sourcePorts = text.sourcePorts === undefined ? undefined : parseSourcePorts(text.sourcePorts)
  const problems = [sources, destinations, traffic, sourcePorts].flatMap((each) =>
    each === undefined || !('message' in each) ? [] : [each],
  )
  if (problems.length > 0 || 'message' in sources || 'message' in destinations || 'message' in traffic) return err(problems)
  const ports = sourcePorts === undefined || 'message' in sourcePorts ? {} : { sourcePorts }
  return ok(sources.flatMap((source) => destinations.map((destination) => ({ source, destination, traffic, ...ports }))))
}

/** The port behind the last colon; an IPv6 address needs brackets for that. */
function splitPort(network: Network, { to, port }: FlowText): readonly [host: string, port: string | undefined] {
  if (port !== undefined || network.listeners.has(to) || network.networkInterfaces.has(to) || parseAddress(to).ok)
    return [to.replace(/^\[(.*)\]$/, '$1'), port]
  const split = /^(.*):(\d+)$/.exec(to)
  return split === null ? [to.replace(/^\[(.*)\]$/, '$1'), undefined] : [(split[1] ?? '').replace(/^\[(.*)\]$/, '$1'), split[2]]
}

function parseSource(network: Network, from: string): readonly FlowSource[] | FlowProblem {
  const own = interfaceNamed(network, from)
  if (own !== undefined) return [{ type: 'networkInterface', networkInterface: own }]
  const group = groupNamed(network, from)
  if (group !== undefined) return membersOf(network, group)
  const address = parseAddress(from)
  if (address.ok) return [{ type: 'address', address: address.value }]
  if (address.error === 'ipv4Mapped') return ipv4Mapped(from)
  const prefixList = network.prefixLists.get(from)
  if (prefixList !== undefined) return entriesOf(prefixList)
  const host = from === 'internet' ? strangerTo(network) : hostIn(network, from)
  if (host !== undefined) return [{ type: 'address', address: host }]
  const named = addressesNamed(network, from)
  if (named.length > 0) return named.map((each) => ({ type: 'address', address: each }))
  if (parseCidr(from).ok) {
    return {
      code: 'flow/block-as-source',
      message: `\`${from}\` is many addresses`,
      help: 'name one, or leave the source out: all that get through are listed',
    }
  }
  const known = [network.networkInterfaces, network.securityGroups, network.prefixLists, network.subnets, network.natGateways].flatMap(
    (each) => [...each.keys()],
  )
  return {
    code: 'flow/unknown-source',
    message: `\`${from}\` is no interface, security group, prefix list, subnet, name or address of the network`,
    ...didYouMean(from, known),
  }
}

/** By its own name or id, or by the name that it has in AWS, where only one group has it. */
function groupNamed({ securityGroups }: Network, name: string): string | undefined {
  if (securityGroups.has(name)) return name
  const [group, other] = [...securityGroups.values()].filter(({ groupName }) => groupName === name)
  return other === undefined ? group?.name : undefined
}

function membersOf(
  { networkInterfaces }: Network,
  group: string,
): readonly { type: 'networkInterface'; networkInterface: string }[] | FlowProblem {
  const members = [...networkInterfaces.values()].filter(({ securityGroups }) => securityGroups.includes(group))
  if (members.length > 0) return members.map(({ name }) => ({ type: 'networkInterface', networkInterface: name }))
  return { code: 'flow/empty-group', message: `the security group \`${group}\` has no members` }
}

/** Of a list of single addresses, as an allow-list is. */
function entriesOf({ name, entries }: PrefixList): readonly FlowSource[] | FlowProblem {
  const wide = entries.find(({ cidr }) => cidr.first !== cidr.last)
  if (wide === undefined) return entries.map(({ cidr: { family, first } }) => ({ type: 'address', address: { family, value: first } }))
  return {
    code: 'flow/block-as-source',
    message: `the prefix list \`${name}\` has \`${formatCidr(wide.cidr)}\`, which is many addresses`,
    help: 'name one, or leave the source out: all that get through are listed',
  }
}

/** An address of the internet that no rule means by name: whom it lets in, it lets in as one of very many. */
function strangerTo({ securityGroups, networkAcls, prefixLists }: Network): Address {
  const blocks = [
    ...[...securityGroups.values()].flatMap(({ ingress, egress }) =>
      [...ingress, ...egress].flatMap(({ peer }) => (peer.type === 'cidr' ? [peer.cidr] : [])),
    ),
    ...[...networkAcls.values()].flatMap(({ ingress, egress }) => [...ingress, ...egress].map(({ cidr }) => cidr)),
    ...[...prefixLists.values()].flatMap(({ entries }) => entries.map(({ cidr }) => cidr)),
  ].filter(({ family, prefixLength }) => family === 'ipv4' && prefixLength > 1)
  let address: Address = { family: 'ipv4', value: 0x0909_0909n }
  for (let block = blocks.find((each) => covers(each, address)); block !== undefined; ) {
    address = { family: 'ipv4', value: block.last + 1n }
    const { value } = address
    block = isPublic(address) ? blocks.find((each) => covers(each, address)) : cidrAround({ family: 'ipv4', value }, 8)
  }
  return address
}

/** A host in a subnet that has no interface of its own here. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function hostIn({ subnets, networkInterfaces, natGateways }: Network, name: string): Address | undefined {
  const block = subnets.get(name)?.cidrBlocks[0]?.cidr
  if (block === undefined) return undefined
  const taken = new Set(
    [
      ...[...networkInterfaces.values()].flatMap(({ privateIps, ipv6Addresses }) => [
        ...privateIps.map(({ address }) => address),
        ...ipv6Addresses,
      ]),
      ...[...natGateways.values()].map(({ privateIp }) => privateIp),
    ].map(formatAddress),
  )
  for (let value = block.first + 4n; value < block.last; value++) {
    const address = { family: block.family, value }
    if (!taken.has(formatAddress(address))) return address
  }
  return undefined
}

/** What a NAT gateway is outside, or the addresses of a name that everybody resolves. */
function addressesNamed({ natGateways, records }: Network, name: string): readonly Address[] {
  const natGateway = natGateways.get(name)
  if (natGateway !== undefined) return natGateway.publicIps
  const target = records.get(name.toLowerCase().replace(/\.$/, ''))?.target
  return target?.type === 'addresses' ? target.addresses : []
}

/** By its own name, or by that of its instance. */
const interfaceNamed = ({ networkInterfaces }: Network, name: string): string | undefined =>
  networkInterfaces.has(name) ? name : [...networkInterfaces.values()].find(({ instance }) => instance === name)?.name

const ipv4Mapped = (text: string): FlowProblem => ({
  code: 'flow/ipv4-mapped',
  message: `\`${text}\` is an IPv4 address written as IPv6`,
  help: 'write it as IPv4: VPCs have no IPv4-mapped addresses',
})

function parseDestinations(network: Network, to: string): readonly FlowDestination[] | FlowProblem {
  if (network.listeners.has(to)) return [{ type: 'listener', listener: to }]
  const own = interfaceNamed(network, to)
  if (own !== undefined) return [{ type: 'networkInterface', networkInterface: own }]
  const address = parseAddress(to)
  if (address.ok) return [{ type: 'address', address: address.value }]
  if (address.error === 'ipv4Mapped') return ipv4Mapped(to)
  const group = groupNamed(network, to)
  if (group !== undefined) return membersOf(network, group)
  if (to.startsWith('com.amazonaws.') || [...network.vpcEndpoints.values()].some(({ service }) => service === to))
    return [{ type: 'service', service: to }]
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(to)) return [{ type: 'host', host: to }]
  const known = [network.listeners, network.networkInterfaces, network.securityGroups].flatMap((each) => [...each.keys()])
  return {
    code: 'flow/unknown-destination',
    message: `\`${to}\` is no listener, interface, security group, address or host name`,
    ...didYouMean(to, known),
  }
}

function parseTraffic(
  network: Network,
  destinations: readonly FlowDestination[] | FlowProblem,
  port: string | undefined,
  protocol: string | undefined,
): FlowTraffic | FlowProblem {
  const [destination] = 'message' in destinations ? [] : destinations
  const listener = destination && listenerOf(network, destination)
  const [name, type, code] = (protocol ?? listener?.protocol ?? 'tcp').split('/')
  const parsed = parseProtocol(name ?? '')
  if (parsed === undefined || parsed === 'all')
    return {
      code: 'flow/protocol',
      message: `\`${protocol}\` is no protocol of a flow`,
      help: '`tcp`, `udp`, `icmp`, `icmpv6` or a number',
    }
  if (parsed === 'icmp' || parsed === 'icmpv6') {
    const echo = parsed === 'icmp' ? 8 : 128
    const [typeNumber, codeNumber] = [type === undefined ? echo : octet(type), code === undefined ? 0 : octet(code)]
    if (typeNumber !== undefined && codeNumber !== undefined) return { protocol: parsed, type: typeNumber, code: codeNumber }
    return {
      code: 'flow/protocol',
      message: `\`${protocol}\` is no type and code of ${parsed}`,
      help: `for example \`${parsed}/${echo}/0\``,
    }
  }
  if (parsed !== 'tcp' && parsed !== 'udp') return { protocol: parsed }
  const number = port === undefined ? (listener?.port ?? servicePort(destination)) : /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN
  if (number === undefined) return { code: 'flow/no-port', message: 'the flow needs a port', help: 'for example `db-1:5432`' }
  return number <= 65535 ? { protocol: parsed, port: number } : { code: 'flow/port', message: `\`${port}\` is no port`, help: '0 to 65535' }
}

const octet = (text: string): number | undefined => (/^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined)

/** The listener that is named, or that has the name. */
function listenerOf(network: Network, destination: FlowDestination) {
  if (destination.type === 'listener') return network.listeners.get(destination.listener)
  if (destination.type !== 'host') return undefined
  return [...network.listeners.values()].find(({ host }) => host?.toLowerCase() === destination.host.toLowerCase())
}

const servicePort = (destination: FlowDestination | undefined): number | undefined => (destination?.type === 'service' ? 443 : undefined)

function parseSourcePorts(text: string): PortRange | FlowProblem {
  const named = Object.entries(ephemeralPorts).find(([name]) => name === text)?.[1]
  if (named !== undefined) return named
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]
  if (range !== null && from <= to && to <= 65535) return { from, to }
  return {
    code: 'flow/source-ports',
    message: `\`${text}\` is no range of ports`,
    help: '`linux`, `windows`, `natGateway`, or a range such as `1024-65535`',
  }
}
