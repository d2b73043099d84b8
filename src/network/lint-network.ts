import { encloses, formatCidr } from '../base/cidr.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'
import { type CompiledTraffic, compileTraffic } from './compiled-traffic.ts'
import type { Network, NetworkAcl, NetworkAclEntry, SecurityGroup, SecurityGroupPeer, SecurityGroupRule } from './network.ts'

/** Rules that do nothing and numbers that AWS's default quotas refuse: legal, and worth a word. */
export function lintNetwork(network: Network): readonly Problem[] {
  return [
    ...[...network.securityGroups.values()].flatMap((group) => lintGroup(group, network)),
    ...[...network.networkAcls.values()].flatMap(lintAcl),
    ...[...network.networkInterfaces.values()]
      .filter(({ securityGroups }) => securityGroups.length > 5)
      .map(({ at, securityGroups }) => quota(at, `${securityGroups.length} security groups`, 5, 'an interface')),
  ]
}

type Side = 'ingress' | 'egress'
const sides = ['ingress', 'egress'] as const

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups */
function lintGroup(group: SecurityGroup, network: Network): readonly Problem[] {
  return sides.flatMap((side) => {
    const weigh = (rules: readonly SecurityGroupRule[]): number => rules.reduce((total, { peer }) => total + weightOf(peer, network), 0)
    const rules = group[side]
    const families = (['ipv4', 'ipv6'] as const).map((family) =>
      rules.filter(({ peer }) => peer.type !== 'cidr' || peer.cidr.family === family),
    )
    const heaviest = Math.max(...families.map(weigh))
    const stale = rules.filter(({ peer }) => peer.type === 'staleSecurityGroup').map(staleRule)
    return [...(heaviest > 60 ? [quota(group.at, `${heaviest} ${side} rules`, 60, 'a security group')] : []), ...stale, ...redundant(rules)]
  })
}

/** A rule that names a prefix list counts as many entries as the list may have. */
const weightOf = (peer: SecurityGroupPeer, { prefixLists }: Network): number =>
  peer.type === 'prefixList' ? (prefixLists.get(peer.prefixList)?.entries.length ?? 1) : 1

const staleRule = ({ at, peer }: SecurityGroupRule): Problem => ({
  code: 'network/stale-rule',
  at,
  message: `the rule names the security group \`${peer.type === 'staleSecurityGroup' ? peer.securityGroup : ''}\`, which is gone: it matches nothing`,
  help: 'remove it, or name a group that exists',
})

const quota = (at: Problem['at'], count: string, limit: number, where: string): Problem => ({
  code: 'network/quota',
  at,
  message: `${count} are more than the ${limit} that AWS allows ${where} unless the quota is raised`,
})

/** The first of two rules that admit the same is kept. */
function redundant(rules: readonly SecurityGroupRule[]): readonly Problem[] {
  const compiled = rules.map((rule) => ({ rule, traffic: compileTraffic(rule.traffic) }))
  return compiled.flatMap(({ rule, traffic }, index) => {
    const wider = compiled.find(
      (other, otherIndex) =>
        otherIndex !== index &&
        admitsAll(other.traffic, traffic) &&
        peerEncloses(other.rule.peer, rule.peer) &&
        (otherIndex < index || !(admitsAll(traffic, other.traffic) && peerEncloses(rule.peer, other.rule.peer))),
    )
    if (wider === undefined) return []
    return [
      { code: 'network/redundant-rule', at: rule.at, message: `the rule at ${formatPlace(wider.rule.at)} admits all of this already` },
    ]
  })
}

const admitsAll = (outer: CompiledTraffic, inner: CompiledTraffic): boolean =>
  outer.protocol === -1 ||
  (outer.protocol === inner.protocol &&
    outer.low <= inner.low &&
    inner.high <= outer.high &&
    (outer.code === -1 || outer.code === inner.code))

function peerEncloses(outer: SecurityGroupPeer, inner: SecurityGroupPeer): boolean {
  if (outer.type === 'cidr') return inner.type === 'cidr' && encloses(outer.cidr, inner.cidr)
  if (outer.type === 'prefixList') return inner.type === 'prefixList' && inner.prefixList === outer.prefixList
  return inner.type === outer.type && inner.securityGroup === outer.securityGroup
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls */
function lintAcl(acl: NetworkAcl): readonly Problem[] {
  return sides.flatMap((side) => {
    const families = (['ipv4', 'ipv6'] as const).map((family) => acl[side].filter(({ cidr }) => cidr.family === family).length)
    const withLast = Math.max(...families) + 1
    return [
      ...(withLast > 20 ? [quota(acl.at, `${withLast} ${side} entries, \`*\` among them,`, 20, 'a network ACL')] : []),
      ...unreached(acl, side),
    ]
  })
}

/** An entry behind one that matches all of its packets decides nothing. */
function unreached(acl: NetworkAcl, side: Side): readonly Problem[] {
  const entries = acl[side].map((entry) => ({ entry, traffic: compileTraffic(entry.traffic) }))
  return entries.flatMap(({ entry, traffic }, index) => {
    const earlier = entries.slice(0, index).find((other) => admitsAll(other.traffic, traffic) && encloses(other.entry.cidr, entry.cidr))
    return earlier === undefined ? [] : [unreachedEntry(entry, earlier.entry)]
  })
}

const unreachedEntry = ({ at, ruleNumber, cidr }: NetworkAclEntry, earlier: NetworkAclEntry): Problem => ({
  code: 'network/unreached-entry',
  at,
  message: `entry ${ruleNumber} for \`${formatCidr(cidr)}\` is never reached: entry ${earlier.ruleNumber} decides first`,
})
