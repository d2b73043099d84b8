import { type Address, type Cidr, type Family, formatAddress, formatCidr, overlaps } from '../base/cidr.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { CompiledNetwork } from '../network/compiled-network.ts'
import type { NetworkAcl, NetworkAclEntry } from '../network/network.ts'
import { type Drop, Drops } from './drop.ts'
import { type End, fieldOf, matchBlock, matchKnown, matchTraffic } from './match.ts'
import { groupRules } from './security-group-rules.ts'
import type { Side, Station } from './station.ts'
import type { Leg, NoWay, Way } from './way.ts'

const table = 'inet sallyport'
const families = ['ipv4', 'ipv6'] as const
const sides = ['ingress', 'egress'] as const
const endOf = (side: Side): End => (side === 'ingress' ? 'saddr' : 'daddr')
/** The mark of packets whose senders no security group recognizes. */
const strangerMark = 0x10000

/**
 * The security groups and network ACLs of a network as rules of nftables, for one namespace that has all addresses on its loopback interface. A packet
 * is looked at twice: when it leaves, as its sender sees it, and when it enters, as its receiver does; in between addresses are rewritten. Network ACLs
 * look at every packet, security groups at the first of each connection that the kernel tracks.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/infrastructure-security.html#VPC_Security_Comparison
 */
export class Ruleset {
  readonly drops = new Drops()
  private readonly network: CompiledNetwork
  private readonly acls: ReadonlyMap<string, number>
  private readonly interfaces: ReadonlyMap<string, number>
  /** Ways and stations that have their rules already. */
  private readonly known = new Map<string, number>()

  constructor(network: CompiledNetwork) {
    this.network = network
    this.acls = new Map([...network.network.networkAcls.keys()].map((name, index) => [name, index]))
    this.interfaces = new Map([...network.networkInterfaces.keys()].map((name, index) => [name, index]))
  }

  /** What every way uses. */
  opening(): readonly string[] {
    return [
      `add table ${table}`,
      `add set ${table} dropped { type inet_service . mark; flags dynamic; size 65535; }`,
      ...rules('dropped', [
        'ct direction original add @dropped { th sport . meta mark } counter drop',
        'add @dropped { th dport . meta mark } counter drop',
      ]),
      ...[...this.network.network.networkAcls.values()].flatMap((acl) => sides.flatMap((side) => this.aclChain(acl, side))),
      ...[...this.network.networkInterfaces.keys()].flatMap((name) => sides.flatMap((side) => this.groupsChain(name, side))),
      ...rules('acl_egress', this.subnetRules('egress')),
      ...rules('acl_ingress', this.subnetRules('ingress')),
      ...rules('groups_egress', this.interfaceRules('egress')),
      ...rules('groups_ingress', this.interfaceRules('ingress')),
      ...maps,
      ...this.hooks(),
    ]
  }

  /** What one way needs besides; nothing when it is known. */
  forWay(way: Way): readonly string[] {
    const { client, called, protocol, port } = way
    const key = `${formatAddress(client)} . ${formatAddress(called)} . ${protocol} . ${port}`
    if (this.known.has(key)) return []
    const number = this.known.size
    this.known.set(key, number)
    const family = client.family
    const chain = (name: string): string => `way_${number}_${name}`
    const legs = { there: way.there, back: way.back } as const
    const chains = (['there', 'back'] as const).flatMap((direction) => [
      ...this.leaving(chain(`${direction}_leave`), legs[direction], way),
      ...this.entering(chain(`${direction}_enter`), legs[direction], way),
    ])
    const element = (map: string, value: string): string => `add element ${table} ${map}_${family} { ${key} : ${value} }`
    return [
      ...chains,
      ...(same(way.called, way.arrivesAt) ? [] : [element('destination', formatAddress(way.arrivesAt))]),
      ...(same(way.client, way.seenFrom) ? [] : [element('source', formatAddress(way.seenFrom))]),
      ...hookNames.map((name) => element(name, `goto ${chain(name)}`)),
    ]
  }

  private leaving(chain: string, leg: Leg, { unfiltered, losesGroups }: Way): readonly string[] {
    if (unfiltered) return rules(chain, ['accept'])
    const stations = leg.between.filter(({ type }) => type === 'networkAcl').map((station) => this.station(station))
    return [
      ...stations.flatMap(({ commands }) => commands),
      ...rules(chain, [
        ...(losesGroups ? [`meta mark set ${strangerMark}`] : []),
        ...(leg.asksSender ? ['jump acl_egress'] : []),
        'jump groups_egress',
        ...stations.map(({ name }) => `jump ${name}`),
        ...(leg.lost === undefined ? [] : [this.drop({ by: 'way', code: leg.lost.code, component: leg.lost.component.name })]),
        'accept',
      ]),
    ]
  }

  private entering(chain: string, leg: Leg, { unfiltered }: Way): readonly string[] {
    if (unfiltered) return rules(chain, ['accept'])
    const groups = leg.between.filter(({ type }) => type === 'securityGroups')
    return rules(chain, [
      ...(leg.asksReceiver ? ['jump acl_ingress'] : []),
      'jump groups_ingress',
      ...groups.flatMap(({ name, side }) => (this.hasGroups(name) ? [`ct state new jump ${this.groupsName(name, side)}`] : [])),
      'accept',
    ])
  }

  /** The network ACL of a subnet in between: its rules for the address that the packet has there. */
  private station({ name, side, source, destination }: Station): { readonly name: string; readonly commands: readonly string[] } {
    const peer = side === 'ingress' ? source : destination
    const key = `${name} ${side} ${formatAddress(peer)}`
    const acl = this.network.network.networkAcls.get(name)
    const number = this.known.get(key)
    if (number !== undefined || acl === undefined) return { name: `station_${number}`, commands: [] }
    const fresh = this.known.size
    this.known.set(key, fresh)
    return {
      name: `station_${fresh}`,
      commands: rules(
        `station_${fresh}`,
        this.aclRules(acl, side, (cidr) => matchKnown(cidr, peer)),
      ),
    }
  }

  private aclChain(acl: NetworkAcl, side: Side): readonly string[] {
    return rules(
      `acl_${this.acls.get(acl.name)}_${side}`,
      this.aclRules(acl, side, (cidr) => matchBlock(cidr, endOf(side))),
    )
  }

  /** In the order of their numbers; the first that matches decides, and `*` denies the rest. */
  private aclRules(acl: NetworkAcl, side: Side, match: (cidr: Cidr) => string | undefined): readonly string[] {
    const ruleOf = ({ cidr, traffic, ruleAction, ruleNumber }: NetworkAclEntry): readonly string[] => {
      const block = match(cidr)
      if (block === undefined) return []
      const verdict = ruleAction === 'allow' ? 'return' : this.drop({ by: 'networkAcl', networkAcl: acl.name, side, ruleNumber })
      return [`${block} ${matchTraffic(traffic)} ${verdict}`]
    }
    return [...acl[side].flatMap(ruleOf), this.drop({ by: 'networkAcl', networkAcl: acl.name, side, ruleNumber: '*' })]
  }

  private hasGroups(name: string): boolean {
    return (this.network.networkInterfaces.get(name)?.securityGroups.length ?? 0) > 0
  }

  private groupsName(networkInterface: string, side: Side): string {
    return `groups_${this.interfaces.get(networkInterface)}_${side}`
  }

  private groupsChain(name: string, side: Side): readonly string[] {
    const networkInterface = this.network.networkInterfaces.get(name)
    if (networkInterface === undefined || !this.hasGroups(name)) return []
    return rules(this.groupsName(name, side), [
      ...groupRules(this.network.network, networkInterface.networkInterface, side, strangerMark).map((rule) => `${rule} return`),
      this.drop({ by: 'securityGroups', networkInterface: name, side }),
    ])
  }

  /** Within a subnet no network ACL is asked. */
  private subnetRules(side: Side): readonly string[] {
    const own = side === 'egress' ? 'saddr' : 'daddr'
    return [...this.network.network.subnets.values()].flatMap(({ cidrBlocks, networkAcl }) =>
      families.flatMap((family) => {
        const blocks = cidrBlocks.flatMap(({ cidr }) => (cidr.family === family ? [formatCidr(cidr)] : []))
        if (blocks.length === 0) return []
        const [field, set] = [fieldOf(family), `{ ${blocks.join(', ')} }`]
        return [
          `${field} saddr ${set} ${field} daddr ${set} return`,
          `${field} ${own} ${set} goto acl_${this.acls.get(networkAcl)}_${side}`,
        ]
      }),
    )
  }

  /** Security groups know connections: what answers, passes. */
  private interfaceRules(side: Side): readonly string[] {
    const own = side === 'egress' ? 'saddr' : 'daddr'
    const named = [...this.network.networkInterfaces.values()].filter(({ networkInterface }) => this.hasGroups(networkInterface.name))
    return [
      'ct state established,related return',
      ...families.flatMap((family) => {
        const elements = named.flatMap(({ networkInterface: { name, privateIps, ipv6Addresses } }) =>
          [...privateIps.map(({ address }) => address), ...ipv6Addresses]
            .filter((address) => address.family === family)
            .map((address) => `${formatAddress(address)} : goto ${this.groupsName(name, side)}`),
        )
        return elements.length === 0 ? [] : [`${fieldOf(family)} ${own} vmap { ${elements.join(', ')} }`]
      }),
    ]
  }

  private hooks(): readonly string[] {
    const look = (name: string, port: 'sport' | 'dport', direction: 'original' | 'reply') =>
      families.map((family) => `meta nfproto ${family} ct direction ${direction} ${keyOf(family, port)} vmap @${name}_${family}`)
    const filter = (chain: 'leave' | 'enter', hook: string) => [
      `add chain ${table} ${chain} { type filter hook ${hook}; policy accept; }`,
      ...rulesOf(chain, [
        'ip saddr 127.0.0.0/8 accept',
        'ip6 saddr ::1 accept',
        ...look(`there_${chain}`, 'dport', 'original'),
        ...look(`back_${chain}`, 'sport', 'reply'),
        this.drop({ by: 'nobodyAsked' }),
      ]),
    ]
    return [
      `add chain ${table} translate_destination { type nat hook output priority -100; policy accept; }`,
      ...rulesOf('translate_destination', [`meta nfproto ipv4 dnat ip to ${keyOf('ipv4', 'dport')} map @destination_ipv4`]),
      `add chain ${table} translate_source { type nat hook postrouting priority 100; policy accept; }`,
      ...rulesOf('translate_source', [`meta nfproto ipv4 snat ip to ${keyOf('ipv4', 'dport')} map @source_ipv4`]),
      ...filter('leave', 'output priority -150'),
      ...filter('enter', 'input priority 0'),
    ]
  }

  private drop(drop: Drop): string {
    return `meta mark set ${this.drops.numberOf(drop)} goto dropped`
  }
}

const hookNames = ['there_leave', 'there_enter', 'back_leave', 'back_enter'] as const

const addressType = { ipv4: 'ipv4_addr', ipv6: 'ipv6_addr' } as const
const maps = families.flatMap((family) => {
  const key = `${addressType[family]} . ${addressType[family]} . inet_proto . inet_service`
  return [
    ...hookNames.map((name) => `add map ${table} ${name}_${family} { type ${key} : verdict; }`),
    ...['destination', 'source'].map((name) => `add map ${table} ${name}_${family} { type ${key} : ${addressType[family]}; }`),
  ]
})

/** A connection as its client sees it. */
const keyOf = (family: Family, port: 'sport' | 'dport'): string =>
  `ct original ${fieldOf(family)} saddr . ct original ${fieldOf(family)} daddr . meta l4proto . th ${port}`

const rulesOf = (chain: string, lines: readonly string[]): readonly string[] => lines.map((line) => `add rule ${table} ${chain} ${line}`)
const rules = (chain: string, lines: readonly string[]): readonly string[] => [`add chain ${table} ${chain}`, ...rulesOf(chain, lines)]

const same = (one: Address, other: Address): boolean => one.family === other.family && one.value === other.value

/** One namespace has each address once. */
export function canShareNamespace({ network }: CompiledNetwork): Result<true, NoWay> {
  const blocks = [...network.subnets.values()].flatMap(({ name, cidrBlocks }) => cidrBlocks.map(({ cidr }) => ({ name, cidr })))
  for (const [index, one] of blocks.entries()) {
    const other = blocks.slice(index + 1).find(({ name, cidr }) => name !== one.name && overlaps(cidr, one.cidr))
    if (other !== undefined) return err({ because: `the subnets \`${one.name}\` and \`${other.name}\` have the same addresses` })
  }
  return ok(true)
}
