import type { CreateNetworkAclEntryRequest, IpPermission } from '@aws-sdk/client-ec2'
import { allOf, type Cidr, formatCidr } from '../base/cidr.ts'
import type { NetworkAclEntry, SecurityGroupRule } from '../network/network.ts'
import type { Traffic } from '../network/traffic.ts'

/** Ids of the groups and lists that a rule names. */
export interface RuleIds {
  readonly group: (name: string) => { readonly GroupId: string; readonly UserId: string }
  readonly prefixList: (name: string) => string
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export function permissionOf({ traffic, peer, description }: SecurityGroupRule, ids: RuleIds): IpPermission {
  const more = description === undefined ? {} : { Description: description }
  const permission = { IpProtocol: protocolOf(traffic), ...rangeOf(traffic) }
  switch (peer.type) {
    case 'cidr':
      return peer.cidr.family === 'ipv4'
        ? { ...permission, IpRanges: [{ CidrIp: formatCidr(peer.cidr), ...more }] }
        : { ...permission, Ipv6Ranges: [{ CidrIpv6: formatCidr(peer.cidr), ...more }] }
    case 'prefixList':
      return { ...permission, PrefixListIds: [{ PrefixListId: ids.prefixList(peer.prefixList), ...more }] }
    case 'securityGroup':
    case 'staleSecurityGroup':
      return { ...permission, UserIdGroupPairs: [{ ...ids.group(peer.securityGroup), ...more }] }
  }
}

const protocolOf = ({ protocol }: Traffic): string => (protocol === 'all' ? '-1' : String(protocol))

function rangeOf(traffic: Traffic): Pick<IpPermission, 'FromPort' | 'ToPort'> {
  if ('ports' in traffic) return { FromPort: traffic.ports.from, ToPort: traffic.ports.to }
  return 'type' in traffic ? { FromPort: traffic.type, ToPort: traffic.code } : {}
}

const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58', all: '-1' }

export function entryOf(entry: NetworkAclEntry, Egress: boolean, NetworkAclId: string): CreateNetworkAclEntryRequest {
  const { traffic, cidr } = entry
  return {
    NetworkAclId,
    Egress,
    RuleNumber: entry.ruleNumber,
    RuleAction: entry.ruleAction,
    Protocol: numbers[traffic.protocol] ?? String(traffic.protocol),
    ...(cidr.family === 'ipv4' ? { CidrBlock: formatCidr(cidr) } : { Ipv6CidrBlock: formatCidr(cidr) }),
    ...('ports' in traffic ? { PortRange: { From: traffic.ports.from, To: traffic.ports.to } } : {}),
    ...('type' in traffic ? { IcmpTypeCode: { Type: traffic.type, Code: traffic.code } } : {}),
  }
}

const isAll = (cidr: Cidr): boolean => formatCidr(cidr) === formatCidr(allOf(cidr.family))

/** What AWS gives to a default ACL. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
export const isDefaultEntry = ({ ruleNumber, ruleAction, traffic, cidr }: NetworkAclEntry): boolean =>
  ruleNumber === (cidr.family === 'ipv4' ? 100 : 101) && ruleAction === 'allow' && traffic.protocol === 'all' && isAll(cidr)
