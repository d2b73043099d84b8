import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2'
import { type Family, formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { parseRuleBlock } from './cidr-block.ts'
import { ec2Error, invalidParameterValue, missingParameter, notFound } from './errors.ts'
import type { RuleKey, RulePeer, SecurityGroup, SecurityGroupRule } from './kinds.ts'
import { protocolName } from './protocol.ts'
import type { World } from './world.ts'

/** What a request says of one rule. */
export interface RuleText {
  readonly key: RuleKey
  readonly description: string | undefined
}

/** Where the ways of the old interface to give one rule meet: a list of permissions, or the parts of one. */
export interface PermissionsInput {
  readonly IpPermissions?: readonly Parsed<IpPermission>[] | undefined
  readonly IpProtocol?: string | undefined
  readonly FromPort?: number | undefined
  readonly ToPort?: number | undefined
  readonly CidrIp?: string | undefined
}

/** One rule for each peer, as EC2 keeps them. Host bits of blocks are dropped. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export function parsePermissions(input: PermissionsInput, group: SecurityGroup, world: World): Result<readonly RuleText[], AwsError> {
  const { IpPermissions, IpProtocol, FromPort, ToPort, CidrIp } = input
  const flat = CidrIp === undefined ? { IpProtocol, FromPort, ToPort } : { IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }
  const permissions = IpPermissions ?? (IpProtocol === undefined ? [] : [flat])
  if (permissions.length === 0) return err(missingParameter('ipPermissions'))
  const rules: RuleText[] = []
  for (const permission of permissions) {
    const read = parsePermission(permission, group, world)
    if (!read.ok) return read
    rules.push(...read.value)
  }
  const isTwice = rules.some(({ key }, index) => rules.slice(0, index).some((other) => sameRule(other.key, key)))
  return isTwice ? err(invalidParameterValue('The same permission must not appear multiple times')) : ok(rules)
}

function parsePermission(permission: Parsed<IpPermission>, group: SecurityGroup, world: World): Result<readonly RuleText[], AwsError> {
  const traffic = parseTraffic(permission.IpProtocol, permission.FromPort, permission.ToPort)
  if (!traffic.ok) return traffic
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission
  const given: (readonly [Result<RulePeer, AwsError>, string | undefined])[] = [
    ...IpRanges.map(({ CidrIp, Description }) => [parseCidrPeer(CidrIp ?? '', 'ipv4'), Description] as const),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [parseCidrPeer(CidrIpv6 ?? '', 'ipv6'), Description] as const),
    ...PrefixListIds.map(({ PrefixListId, Description }) => [parsePrefixPeer(PrefixListId ?? '', world), Description] as const),
    ...UserIdGroupPairs.map((pair) => [parseGroupPeer(pair, group, world), pair.Description] as const),
  ]
  if (given.length === 0)
    return err(ec2Error('MissingParameter', 'Missing source specification: include source security group or CIDR information'))
  const rules: RuleText[] = []
  for (const [peer, description] of given) {
    if (!peer.ok) return peer
    const refused = checkDescription(description)
    if (refused !== undefined) return err(refused)
    rules.push({ key: { ...traffic.value, peer: peer.value }, description })
  }
  return ok(rules)
}

type Traffic = Pick<RuleKey, 'protocol' | 'from' | 'to'>

/** Protocols without ports and types cover all of them, whatever the range says. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export function parseTraffic(text: string | undefined, from: number | undefined, to: number | undefined): Result<Traffic, AwsError> {
  if (text === undefined) return err(missingParameter('ipProtocol'))
  const protocol = protocolName(text)
  if (protocol === undefined) return err(invalidParameterValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`))
  if (protocol === 'tcp' || protocol === 'udp') return parsePorts(protocol, from, to)
  if (protocol === 'icmp' || protocol === 'icmpv6') return parseIcmp(protocol, from, to)
  return ok({ protocol, from: -1, to: -1 })
}

function parsePorts(protocol: string, from: number | undefined, to: number | undefined): Result<Traffic, AwsError> {
  if (from === undefined || to === undefined)
    return err(invalidParameterValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."))
  const outside = [from, to].find((port) => port < 0 || port > 65535)
  if (outside !== undefined) return err(invalidParameterValue(`TCP/UDP port (${outside}) out of range`))
  return from <= to ? ok({ protocol, from, to }) : err(invalidParameterValue(`Invalid TCP/UDP port range (${from}:${to})`))
}

/** The sentence is inferred. */
function parseIcmp(protocol: string, type: number | undefined, code: number | undefined): Result<Traffic, AwsError> {
  if (type === undefined && code === undefined && protocol === 'icmp')
    return err(invalidParameterValue("Invalid value 'Must specify both type and code with ICMP.' for icmpType."))
  const [from, to] = [type ?? -1, code ?? -1]
  const fits = from >= -1 && from <= 255 && to >= -1 && to <= 255 && !(from === -1 && to !== -1)
  return fits ? ok({ protocol, from, to }) : err(invalidParameterValue(`ICMP code (${to}) is invalid for ICMP type (${from})`))
}

export function parseCidrPeer(text: string, family: Family): Result<RulePeer, AwsError> {
  const cidr = parseRuleBlock(text, family)
  return cidr.ok ? ok({ type: 'cidr', cidr: cidr.value }) : cidr
}

export function parsePrefixPeer(id: string, world: World): Result<RulePeer, AwsError> {
  const found = world.find('prefix-list', id)
  return found.ok ? ok({ type: 'prefixList', id }) : found
}

/**
 * A group of the same VPC, or of one that is peered with it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */
export function parseGroupPeer(pair: Parsed<UserIdGroupPair>, group: SecurityGroup, world: World): Result<RulePeer, AwsError> {
  if (pair.GroupId === undefined) {
    return err(
      pair.GroupName === undefined
        ? missingParameter('groupId')
        : invalidParameterValue(
            'You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.',
          ),
    )
  }
  const id = pair.GroupId.slice(pair.GroupId.indexOf('/') + 1)
  const other = world.store.held['security-group'].get(id)
  const owner = pair.UserId ?? (pair.GroupId.includes('/') ? pair.GroupId.split('/')[0] : other?.account)
  if (other === undefined || other.account !== owner || other.region !== world.region) return err(notFound('security-group', id))
  if (other.vpc === group.vpc) return ok({ type: 'group', id, account: other.account })
  const peering = world
    .of('vpc-peering-connection')
    .find(({ status, requester, accepter }) => status === 'active' && isBetween([requester.vpc, accepter.vpc], [group.vpc, other.vpc]))
  if (peering !== undefined) return ok({ type: 'group', id, account: other.account, vpc: other.vpc, peering: peering.id })
  return other.account === world.account
    ? err(ec2Error('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.'))
    : err(notFound('security-group', id))
}

const isBetween = (one: readonly string[], other: readonly string[]): boolean => other.every((vpc) => one.includes(vpc))

export function checkDescription(description: string | undefined): AwsError | undefined {
  if (description === undefined || /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(description)) return undefined
  return invalidParameterValue(
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  )
}

/** The text of a peer: two are the same when their texts are. */
export function peerText(peer: RulePeer): string {
  return peer.type === 'cidr' ? formatCidr(peer.cidr) : peer.id
}

export const sameRule = (one: RuleKey, other: RuleKey): boolean =>
  one.protocol === other.protocol && one.from === other.from && one.to === other.to && peerText(one.peer) === peerText(other.peer)

/** `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW` */
export function describeRule({ protocol, from, to, peer }: RuleKey): string {
  const name = protocol === '-1' ? 'ALL' : protocol.toUpperCase()
  const ports = /^(?:tcp|udp)$/.test(protocol) ? `, from port: ${from}, to port: ${to}` : ''
  const types = protocol.startsWith('icmp') ? `, type: ${from}, code: ${to}` : ''
  return `peer: ${peerText(peer)}, ${name}${ports}${types}, ALLOW`
}

/** Rules for the same traffic are one permission with several peers. */
export function formatPermissions(rules: readonly SecurityGroupRule[]): IpPermission[] {
  const byTraffic = new Map<string, SecurityGroupRule[]>()
  for (const rule of rules) {
    const { protocol, from, to } = rule.key
    const traffic = `${protocol} ${from} ${to}`
    byTraffic.set(traffic, [...(byTraffic.get(traffic) ?? []), rule])
  }
  return [...byTraffic.values()].map(formatPermission)
}

function formatPermission(rules: readonly SecurityGroupRule[]): IpPermission {
  const [
    {
      key: { protocol, from, to },
    } = { key: { protocol: '-1', from: -1, to: -1 } },
  ] = rules
  const peers = rules.map(({ key: { peer }, description }) => ({
    peer,
    more: description === undefined ? {} : { Description: description },
  }))
  return {
    IpProtocol: protocol,
    ...(/^(?:tcp|udp|icmp|icmpv6)$/.test(protocol) ? { FromPort: from, ToPort: to } : {}),
    IpRanges: peers.flatMap(({ peer, more }) =>
      peer.type === 'cidr' && peer.cidr.family === 'ipv4' ? [{ CidrIp: formatCidr(peer.cidr), ...more }] : [],
    ),
    Ipv6Ranges: peers.flatMap(({ peer, more }) =>
      peer.type === 'cidr' && peer.cidr.family === 'ipv6' ? [{ CidrIpv6: formatCidr(peer.cidr), ...more }] : [],
    ),
    PrefixListIds: peers.flatMap(({ peer, more }) => (peer.type === 'prefixList' ? [{ PrefixListId: peer.id, ...more }] : [])),
    UserIdGroupPairs: peers.flatMap(({ peer, more }) =>
      peer.type === 'group'
        ? [
            {
              GroupId: peer.id,
              UserId: peer.account,
              ...(peer.vpc === undefined ? {} : { VpcId: peer.vpc }),
              ...(peer.peering === undefined ? {} : { VpcPeeringConnectionId: peer.peering, PeeringStatus: 'active' }),
              ...more,
            },
          ]
        : [],
    ),
  }
}
