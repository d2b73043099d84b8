import type { IcmpTypeCode, NetworkAclEntry, PortRange } from '@aws-sdk/client-ec2'
import { allOf, type Family, formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { parseBlock } from './cidr-block.ts'
import { invalidParameterValue, missingParameter } from './errors.ts'
import type { AclEntry } from './kinds.ts'
import { protocolNumber } from './protocol.ts'

/** The entries of a default network ACL, but for the last one, which denies. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
export const allowAll = (families: readonly Family[]): AclEntry[] =>
  families.flatMap((family) =>
    [true, false].map((egress) => ({ egress, number: family === 'ipv4' ? 100 : 101, protocol: '-1', allow: true, cidr: allOf(family) })),
  )

interface EntryInput {
  readonly RuleNumber: number
  readonly Protocol: string
  readonly RuleAction: string
  readonly Egress: boolean
  readonly CidrBlock?: string | undefined
  readonly Ipv6CidrBlock?: string | undefined
  readonly PortRange?: Parsed<PortRange> | undefined
  readonly IcmpTypeCode?: Parsed<IcmpTypeCode> | undefined
}

/** The sentences of the refusals are inferred. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export function parseEntry(input: EntryInput): Result<AclEntry, AwsError> {
  const { RuleNumber: number, RuleAction, Egress: egress, CidrBlock, Ipv6CidrBlock, PortRange, IcmpTypeCode } = input
  if (number < 1 || number > 32766)
    return err(invalidParameterValue(`Value (${number}) for parameter ruleNumber is invalid. Rule numbers are from 1 to 32766.`))
  if (RuleAction !== 'allow' && RuleAction !== 'deny')
    return err(invalidParameterValue(`Value (${RuleAction}) for parameter ruleAction is invalid. Unknown rule action.`))
  const protocol = protocolNumber(input.Protocol)
  if (protocol === undefined)
    return err(invalidParameterValue(`Value (${input.Protocol}) for parameter protocol is invalid. Unknown protocol.`))
  if ((CidrBlock === undefined) === (Ipv6CidrBlock === undefined)) return err(missingParameter('cidrBlock'))
  const cidr =
    CidrBlock === undefined ? parseBlock(Ipv6CidrBlock ?? '', 'ipv6CidrBlock', 'ipv6') : parseBlock(CidrBlock, 'cidrBlock', 'ipv4')
  if (!cidr.ok) return cidr
  const entry = { egress, number, protocol, allow: RuleAction === 'allow', cidr: cidr.value }
  if (protocol === '6' || protocol === '17') return withPorts(entry, PortRange)
  if (protocol === '1' || protocol === '58') return withIcmp(entry, IcmpTypeCode)
  return ok(entry)
}

function withPorts(entry: AclEntry, { From: from, To: to }: Parsed<PortRange> = {}): Result<AclEntry, AwsError> {
  if (from === undefined || to === undefined) return err(missingParameter('portRange.from'))
  const isRange = from >= 0 && from <= to && to <= 65535
  return isRange
    ? ok({ ...entry, ports: { from, to } })
    : err(invalidParameterValue(`Value (${from}-${to}) for parameter portRange is invalid.`))
}

function withIcmp(entry: AclEntry, given: Parsed<IcmpTypeCode> | undefined): Result<AclEntry, AwsError> {
  if (given === undefined) return err(missingParameter('icmpTypeCode.type'))
  const { Type: type = -1, Code: code = -1 } = given
  return type >= -1 && type <= 255 && code >= -1 && code <= 255
    ? ok({ ...entry, icmp: { type, code } })
    : err(invalidParameterValue(`Value (${type}/${code}) for parameter icmpTypeCode is invalid.`))
}

export const entryOutput = ({ egress, number, protocol, allow, cidr, ports, icmp }: AclEntry): NetworkAclEntry => ({
  RuleNumber: number,
  Protocol: protocol,
  RuleAction: allow ? 'allow' : 'deny',
  Egress: egress,
  ...(cidr.family === 'ipv4' ? { CidrBlock: formatCidr(cidr) } : { Ipv6CidrBlock: formatCidr(cidr) }),
  ...(ports === undefined ? {} : { PortRange: { From: ports.from, To: ports.to } }),
  ...(icmp === undefined ? {} : { IcmpTypeCode: { Type: icmp.type, Code: icmp.code } }),
})

/** What stands at the end of every ACL. @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html */
export const lastEntry = (egress: boolean, family: Family): NetworkAclEntry =>
  entryOutput({ egress, number: family === 'ipv4' ? 32767 : 32768, protocol: '-1', allow: false, cidr: allOf(family) })
