// The slowest obvious evaluator, for small worlds: addresses are strings of bits, a block is a prefix of them, and each port of the client is tried by
// itself. It shares nothing with the model but the world's text.

export interface OracleWorld {
  readonly subnets: readonly {
    readonly name: string
    readonly vpc: 'a' | 'b'
    readonly block: string
    readonly routes: readonly OracleRoute[]
    readonly acl: OracleAcl
  }[]
  readonly groups: Readonly<Record<string, { readonly ingress: readonly OracleRule[]; readonly egress: readonly OracleRule[] }>>
  readonly hosts: readonly {
    readonly name: string
    readonly subnet: string
    readonly address: string
    readonly publicIp?: string
    readonly groups: readonly string[]
  }[]
  readonly vpcBlocks: { readonly a: string; readonly b: string }
}

export interface OracleRoute {
  readonly to: string
  readonly by: 'igw' | 'pcx'
}

export interface OracleRule {
  readonly protocol: 'tcp' | 'udp' | '-1'
  readonly from: number
  readonly to: number
  readonly peer: { readonly block: string } | { readonly group: string }
}

export interface OracleAcl {
  readonly ingress: readonly OracleEntry[]
  readonly egress: readonly OracleEntry[]
}

export interface OracleEntry {
  readonly number: number
  readonly action: 'allow' | 'deny'
  readonly protocol: 'tcp' | 'udp' | '-1'
  readonly from: number
  readonly to: number
  readonly block: string
}

export interface OracleFlow {
  /** A host by name, or an address of the internet. */
  readonly source: string
  readonly target: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly clientPorts: readonly number[]
}

const bits = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')

export function isWithin(block: string, address: string): boolean {
  const [network = '', length = '32'] = block.split('/')
  return bits(address).startsWith(bits(network).slice(0, Number(length)))
}

interface End {
  readonly address: string
  readonly publicIp: string | undefined
  readonly subnet: OracleWorld['subnets'][number] | undefined
  readonly groups: readonly string[]
}

/** The client ports that get an answer. */
export function answeredPorts(world: OracleWorld, flow: OracleFlow): readonly number[] {
  const source = endOf(world, flow.source)
  const target = endOf(world, flow.target)
  return flow.clientPorts.filter((clientPort) => answers(world, flow, source, target, clientPort))
}

function endOf(world: OracleWorld, name: string): End {
  const host = world.hosts.find((each) => each.name === name)
  if (host === undefined) return { address: name, publicIp: name, subnet: undefined, groups: [] }
  const subnet = world.subnets.find((each) => each.name === host.subnet)
  return { address: host.address, publicIp: host.publicIp, subnet, groups: host.groups }
}

function answers(world: OracleWorld, { protocol, port }: OracleFlow, source: End, target: End, clientPort: number): boolean {
  const inside = source.subnet !== undefined && target.subnet !== undefined && isPrivateWay(source, target)
  // Over the internet each end is known by its public address, and inside the VPC by its private one.
  const sourceSeen = inside ? source.address : source.publicIp
  const targetCalled = inside ? target.address : target.publicIp
  if (sourceSeen === undefined || targetCalled === undefined) return false
  const known = inside ? { source, target } : {}
  const checks = [
    source.subnet === undefined || groupAdmits(world, source.groups, 'egress', protocol, port, targetCalled, known.target),
    passesSubnetOut(world, source, target, inside, targetCalled, protocol, port),
    passesSubnetIn(source, target, inside, sourceSeen, protocol, port),
    groupAdmits(world, target.groups, 'ingress', protocol, port, sourceSeen, known.source),
    passesSubnetOut(world, target, source, inside, sourceSeen, protocol, clientPort),
    passesSubnetIn(target, source, inside, targetCalled, protocol, clientPort),
  ]
  return checks.every(Boolean)
}

/** Two VPCs that are peered call each other by private address. */
const isPrivateWay = (source: End, target: End): boolean => source.subnet !== undefined && target.subnet !== undefined

function groupAdmits(
  world: OracleWorld,
  groups: readonly string[],
  side: 'ingress' | 'egress',
  protocol: string,
  port: number,
  peerAddress: string,
  peer: End | undefined,
): boolean {
  return groups.some((group) =>
    (world.groups[group]?.[side] ?? []).some((rule) => {
      const speaks = rule.protocol === '-1' || (rule.protocol === protocol && rule.from <= port && port <= rule.to)
      const names = 'block' in rule.peer ? isWithin(rule.peer.block, peerAddress) : (peer?.groups.includes(rule.peer.group) ?? false)
      return speaks && names
    }),
  )
}

function passesSubnetOut(
  world: OracleWorld,
  from: End,
  to: End,
  inside: boolean,
  address: string,
  protocol: string,
  port: number,
): boolean {
  const { subnet } = from
  if (subnet === undefined || subnet === to.subnet) return true
  if (!aclAdmits(subnet.acl.egress, protocol, port, address)) return false
  const best = [{ to: world.vpcBlocks[subnet.vpc], by: 'local' as const }, ...subnet.routes]
    .filter((route) => isWithin(route.to, address))
    .sort((a, b) => Number(b.to.split('/')[1]) - Number(a.to.split('/')[1]))[0]
  if (best === undefined) return false
  if (!inside) return best.by === 'igw' && from.publicIp !== undefined
  return to.subnet?.vpc === subnet.vpc ? best.by === 'local' : best.by === 'pcx'
}

function passesSubnetIn(from: End, to: End, _inside: boolean, address: string, protocol: string, port: number): boolean {
  if (to.subnet === undefined || to.subnet === from.subnet) return true
  return aclAdmits(to.subnet.acl.ingress, protocol, port, address)
}

function aclAdmits(entries: readonly OracleEntry[], protocol: string, port: number, address: string): boolean {
  for (let number = 1; number <= 20; number++) {
    for (const entry of entries.filter((each) => each.number === number)) {
      const speaks = entry.protocol === '-1' || (entry.protocol === protocol && entry.from <= port && port <= entry.to)
      if (speaks && isWithin(entry.block, address)) return entry.action === 'allow'
    }
  }
  return false
}
