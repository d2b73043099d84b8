import { allOf, formatCidr } from '../../base/cidr.ts'
import type { Span } from '../../base/span.ts'
import type { SecurityGroup, SecurityGroupPeer, SecurityGroupRule, Vpc } from '../network.ts'
import type { Section } from '../network-shape.ts'
import { formatTraffic } from '../traffic.ts'
import { canonical, checkDefaults, type Draft, mapOf, note, refers, refuse } from './draft.ts'
import { readTraffic } from './traffic.ts'
import { defaultOf } from './vpcs.ts'

type RuleText = NonNullable<Section<'securityGroups'>['value']['of']['ingress']>['items'][number]

export function readSecurityGroups(draft: Draft, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, SecurityGroup> {
  const groups = mapOf(draft.text.securityGroups, (entry) => readGroup(draft, entry, vpcs))
  checkDefaults(draft, 'securityGroups')
  const withDefaults = new Map(groups)
  for (const vpc of vpcs.values()) {
    const own = [...groups.values()].some((group) => group.vpc === vpc.name && group.isDefault)
    if (!own) withDefaults.set(defaultOf(vpc.name), defaultGroup(vpc))
  }
  return withDefaults
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
function defaultGroup(vpc: Vpc): SecurityGroup {
  const name = defaultOf(vpc.name)
  const self: SecurityGroupRule = { at: vpc.at, traffic: { protocol: 'all' }, peer: { type: 'securityGroup', securityGroup: name } }
  return { name, at: vpc.at, vpc: vpc.name, groupName: 'default', isDefault: true, ingress: [self], egress: everything(vpc, vpc.at) }
}

/** What a new group lets out: everything, in IPv6 too where the VPC has it. @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
function everything({ cidrBlocks }: Vpc, at: Span): readonly SecurityGroupRule[] {
  const ipv6 = cidrBlocks.some(({ cidr }) => cidr.family === 'ipv6')
  return (ipv6 ? [allOf('ipv4'), allOf('ipv6')] : [allOf('ipv4')]).map((cidr) => ({
    at,
    traffic: { protocol: 'all' },
    peer: { type: 'cidr', cidr },
  }))
}

function readGroup(draft: Draft, entry: Section<'securityGroups'>, vpcs: ReadonlyMap<string, Vpc>): SecurityGroup | undefined {
  const { key: name, keyAt: at, value } = entry
  const { of } = value
  if (!refers(draft, 'vpc', of.vpc)) return undefined
  const groupName = of.groupName?.text ?? name
  const isDefault = of.default?.value === true
  // @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  if (groupName === 'default' && !isDefault) {
    refuse(
      draft,
      'reserved-group',
      of.groupName?.at ?? at,
      'the name `default` is kept for the default group of a VPC',
      'write `default: true` if it is that group',
    )
  }
  const vpc = vpcs.get(of.vpc.text)
  const ingress = (of.ingress?.items ?? []).flatMap((rule) => readRule(draft, name, of.vpc.text, rule))
  const egress =
    of.egress?.items.flatMap((rule) => readRule(draft, name, of.vpc.text, rule)) ?? (vpc === undefined ? [] : everything(vpc, at))
  checkDuplicates(draft, ingress)
  if (of.egress !== undefined) checkDuplicates(draft, egress)
  return { name, at, vpc: of.vpc.text, groupName, isDefault, ingress, egress }
}

/** One rule for each peer, as EC2 stores them. */
function readRule(draft: Draft, group: string, vpc: string, { at, of }: RuleText): readonly SecurityGroupRule[] {
  const traffic = readTraffic(draft, of)
  warnOfPortZero(draft, of)
  const rule = (peerAt: Span, peer: SecurityGroupPeer): SecurityGroupRule => ({
    at: peerAt,
    traffic,
    peer,
    ...(of.description === undefined ? {} : { description: of.description.text }),
  })
  const rules = [
    ...(of.cidr ?? []).map((block) => rule(block.at, { type: 'cidr', cidr: canonical(draft, block, formatCidr(block.cidr)).cidr })),
    ...(of.securityGroup ?? [])
      .filter((each) => refers(draft, 'securityGroup', each) && inReach(draft, vpc, each))
      .map((each) => rule(each.at, { type: 'securityGroup', securityGroup: each.text })),
    ...(of.prefixList ?? [])
      .filter((each) => refers(draft, 'prefixList', each))
      .map((each) => rule(each.at, { type: 'prefixList', prefixList: each.text })),
    ...(of.self?.value === true ? [rule(of.self.at, { type: 'securityGroup', securityGroup: group })] : []),
  ]
  const given = [of.cidr, of.securityGroup, of.prefixList, of.self].some((each) => each !== undefined)
  if (!given) refuse(draft, 'rule-peer', at, 'a rule needs `cidr`, `securityGroup`, `prefixList` or `self`')
  return rules
}

/** Other tools read 0–0 as every port. */
function warnOfPortZero(draft: Draft, { protocol: { protocol }, ports }: RuleText['of']): void {
  if (ports === undefined || ports.ports.to !== 0 || (protocol !== 'tcp' && protocol !== 'udp')) return
  note(
    draft,
    'port-zero',
    ports.at,
    `\`${protocol}\` with port 0 is port 0 alone`,
    'write `ports: all` for every port, or `protocol: -1` for everything',
  )
}

/**
 * A rule may name groups of its own VPC, of a peer VPC in the same Region, or of a VPC behind the same transit gateway.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing
 */
function inReach(draft: Draft, vpc: string, { text, at }: { readonly text: string; readonly at: Span }): boolean {
  const other = draft.text.securityGroups?.find(({ key }) => key === text)?.value.of.vpc.text ?? vpc
  if (other === vpc) return true
  const peered = draft.text.vpcPeeringConnections?.some(({ value: { of } }) => {
    const ends = [of.requester.text, of.accepter.text]
    return ends.includes(vpc) && ends.includes(other)
  })
  const attached = draft.text.transitGateways?.some(({ value: { of } }) => {
    const vpcs = of.attachments.map(({ value }) => value.of.vpc?.text)
    return vpcs.includes(vpc) && vpcs.includes(other)
  })
  if (peered === true || attached === true) return true
  refuse(draft, 'group-in-other-vpc', at, `the security group \`${text}\` is in the VPC \`${other}\`, which nothing joins with \`${vpc}\``)
  return false
}

function checkDuplicates(draft: Draft, rules: readonly SecurityGroupRule[]): void {
  const seen = new Set<string>()
  for (const { at, traffic, peer } of rules) {
    const text = `${formatTraffic(traffic)} ${formatPeer(peer)}`
    if (seen.has(text)) refuse(draft, 'duplicate-rule', at, `the rule for \`${text}\` is there already`)
    seen.add(text)
  }
}

function formatPeer(peer: SecurityGroupPeer): string {
  if (peer.type === 'cidr') return formatCidr(peer.cidr)
  return peer.type === 'prefixList' ? peer.prefixList : peer.securityGroup
}
