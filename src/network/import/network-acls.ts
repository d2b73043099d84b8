import { allOf, type Cidr } from '../../base/cidr.ts'
import type { NetworkAcl, NetworkAclEntry, Vpc } from '../network.ts'
import { parseProtocol, type Traffic } from '../traffic.ts'
import { type Answers, child, children, cidr, type Item, listOf, note, number, rangeOf, required, text, truth } from './describe.ts'
import { defaultNameOf } from './vpcs.ts'

export function importNetworkAcls(answers: Answers, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, NetworkAcl> {
  const acls = new Map<string, NetworkAcl>()
  for (const item of listOf(answers, 'NetworkAcls')) {
    const name = required(answers, item, 'NetworkAclId')
    const vpc = required(answers, item, 'VpcId')
    if (name === undefined || vpc === undefined || !vpcs.has(vpc)) continue
    const entries = (egress: boolean) =>
      children(item, 'Entries')
        .filter((entry) => (truth(entry, 'Egress') ?? false) === egress)
        .flatMap((entry) => entryOf(answers, entry))
        .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
    acls.set(name, { name, at: item.at, vpc, isDefault: truth(item, 'IsDefault') ?? false, ingress: entries(false), egress: entries(true) })
  }
  for (const vpc of vpcs.values()) {
    if ([...acls.values()].some((acl) => acl.vpc === vpc.name && acl.isDefault)) continue
    if (listOf(answers, 'Subnets').some((item) => text(item, 'VpcId') === vpc.name)) {
      note(
        answers,
        'acl-inferred',
        vpc.at,
        `the default network ACL of \`${vpc.name}\` was not described: it is taken to let everything through`,
      )
    }
    acls.set(defaultNameOf(vpc.name), openAcl(vpc))
  }
  return acls
}

function openAcl({ name: vpc, at }: Vpc): NetworkAcl {
  const entry = (ruleNumber: number, block: Cidr): NetworkAclEntry => ({
    at,
    ruleNumber,
    ruleAction: 'allow',
    traffic: { protocol: 'all' },
    cidr: block,
  })
  const entries = [entry(100, allOf('ipv4')), entry(101, allOf('ipv6'))]
  return { name: defaultNameOf(vpc), at, vpc, isDefault: true, ingress: entries, egress: entries }
}

/** Without the closing `*` entries, which are 32767 and 32768. */
function entryOf(answers: Answers, item: Item): readonly NetworkAclEntry[] {
  const ruleNumber = number(item, 'RuleNumber')
  const action = text(item, 'RuleAction')
  const block = cidr(answers, item, 'CidrBlock') ?? cidr(answers, item, 'Ipv6CidrBlock')
  const protocol = parseProtocol(text(item, 'Protocol') ?? '')
  if (ruleNumber === undefined || ruleNumber > 32766 || block === undefined || protocol === undefined) return []
  if (action !== 'allow' && action !== 'deny') return []
  return [{ at: item.at, ruleNumber, ruleAction: action, traffic: aclTraffic(item, protocol), cidr: block }]
}

function aclTraffic(item: Item, protocol: Traffic['protocol']): Traffic {
  if (protocol === 'all') return { protocol }
  const ports = child(item, 'PortRange')
  if (protocol === 'tcp' || protocol === 'udp')
    return { protocol, ports: rangeOf(ports && number(ports, 'From'), ports && number(ports, 'To')) }
  const icmp = child(item, 'IcmpTypeCode')
  if (protocol === 'icmp' || protocol === 'icmpv6')
    return { protocol, type: (icmp && number(icmp, 'Type')) ?? -1, code: (icmp && number(icmp, 'Code')) ?? -1 }
  return { protocol }
}
