import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroupRuleDescription,
  SecurityGroupRule as SecurityGroupRuleOutput,
  SecurityGroupRuleRequest,
  UpdateSecurityGroupRuleDescriptionsEgressRequest,
  UpdateSecurityGroupRuleDescriptionsEgressResult,
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from '@aws-sdk/client-ec2'
import { formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { arnOf } from './context-keys.ts'
import { describe } from './describe.ts'
import { ec2Error, invalidParameterValue, notFound } from './errors.ts'
import {
  checkDescription,
  describeRule,
  type PermissionsInput,
  parseCidrPeer,
  parseGroupPeer,
  parsePermissions,
  parsePrefixPeer,
  parseTraffic,
  type RuleText,
  sameRule,
} from './ip-permission.ts'
import type { RuleKey, RulePeer, SecurityGroup, SecurityGroupRule } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { groupIdOf, groupOf, rulesOf } from './security-group.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

interface GroupInput extends PermissionsInput {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
export const authorizeSecurityGroupIngress = authorizing<AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResult>(false)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupEgress.html */
export const authorizeSecurityGroupEgress = authorizing<AuthorizeSecurityGroupEgressRequest, AuthorizeSecurityGroupEgressResult>(true)

/** As recorded from AWS: without tags, there is no list of them yet (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). */
function addedOutput(rule: SecurityGroupRule): SecurityGroupRuleOutput {
  const { Tags, ...facts } = ruleOutput(rule)
  return rule.tags.size === 0 ? facts : { ...facts, Tags }
}

function authorizing<Input extends object, Output extends AuthorizeSecurityGroupIngressResult>(egress: boolean): Operation<Input, Output> {
  return ec2Operation<Input & GroupInput, AuthorizeSecurityGroupIngressResult>({
    creates: 'security-group-rule',
    createsQuietly: true,
    uses: (input, world) => [['security-group', groupIdOf(input as GroupInput, world)]],
    run: (input, world, tags) => {
      const group = groupOf(input as GroupInput, world)
      if (!group.ok) return group
      const rules = parsePermissions(input as GroupInput, group.value, world)
      if (!rules.ok) return rules
      const present = rulesOf(group.value.id, egress, world)
      const duplicate = rules.value.find(({ key }) => present.some((rule) => sameRule(rule.key, key)))
      if (duplicate !== undefined)
        return err(ec2Error('InvalidPermission.Duplicate', `the specified rule "${describeRule(duplicate.key)}" already exists`))
      const over = checkLimit([...present.map(({ key }) => key), ...rules.value.map(({ key }) => key)], world)
      if (over !== undefined) return err(over)
      const added = rules.value.map((rule) => world.add('security-group-rule', { group: group.value.id, egress, ...rule }, tags))
      return ok({ Return: true, SecurityGroupRules: added.map(addedOutput) })
    },
  }) as Operation<Input, Output>
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups */
const mostRules = 60

/** IPv4 and IPv6 are counted apart; a prefix list counts as often as it may have entries. */
function checkLimit(keys: readonly RuleKey[], world: World): AwsError | undefined {
  const weigh = (family: 'ipv4' | 'ipv6'): number =>
    keys.reduce((total, { peer }) => total + (peer.type === 'cidr' ? Number(peer.cidr.family === family) : weightOf(peer, world)), 0)
  if (weigh('ipv4') <= mostRules && weigh('ipv6') <= mostRules) return undefined
  return ec2Error('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.')
}

const weightOf = (peer: RulePeer, world: World): number =>
  peer.type === 'prefixList' ? (world.get('prefix-list', peer.id)?.maxEntries ?? 1) : 1

export const ruleOutput = (rule: SecurityGroupRule): SecurityGroupRuleOutput => ({
  ...ruleFacts(rule),
  SecurityGroupRuleArn: arnOf('security-group-rule', rule.id, rule),
  GroupOwnerId: rule.account,
  Tags: formatTags(rule.tags),
})

/** What is told of a rule that is gone, too. */
function ruleFacts(rule: SecurityGroupRule) {
  const { protocol, from, to, peer } = rule.key
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: rule.group,
    IsEgress: rule.egress,
    IpProtocol: protocol,
    FromPort: from,
    ToPort: to,
    ...peerOutput(peer),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
  }
}

function peerOutput(peer: RulePeer): Partial<SecurityGroupRuleOutput> {
  switch (peer.type) {
    case 'cidr':
      return peer.cidr.family === 'ipv4' ? { CidrIpv4: formatCidr(peer.cidr) } : { CidrIpv6: formatCidr(peer.cidr) }
    case 'prefixList':
      return { PrefixListId: peer.id }
    case 'group':
      return {
        ReferencedGroupInfo: {
          GroupId: peer.id,
          UserId: peer.account,
          ...(peer.vpc === undefined ? {} : { VpcId: peer.vpc }),
          ...(peer.peering === undefined ? {} : { VpcPeeringConnectionId: peer.peering, PeeringStatus: 'active' }),
        },
      }
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html */
export const revokeSecurityGroupIngress = revoking<RevokeSecurityGroupIngressRequest, RevokeSecurityGroupIngressResult>(false)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupEgress.html */
export const revokeSecurityGroupEgress = revoking<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult>(true)

interface RevokeInput extends GroupInput {
  readonly SecurityGroupRuleIds?: readonly string[] | undefined
}

function revoking<Input extends object, Output extends RevokeSecurityGroupIngressResult>(egress: boolean): Operation<Input, Output> {
  return ec2Operation<Input & RevokeInput, RevokeSecurityGroupIngressResult>({
    uses: (input, world) => [['security-group', groupIdOf(input as RevokeInput, world)]],
    run: (input, world) => {
      const group = groupOf(input as RevokeInput, world)
      if (!group.ok) return group
      const named = rulesNamed(input as RevokeInput, group.value, egress, world)
      if (!named.ok) return named
      for (const { id } of named.value) world.remove('security-group-rule', id)
      const RevokedSecurityGroupRules = named.value.map((rule) => {
        const { ReferencedGroupInfo, ...facts } = ruleFacts(rule)
        return { ...facts, ReferencedGroupId: ReferencedGroupInfo?.GroupId }
      })
      return ok({ Return: true, RevokedSecurityGroupRules })
    },
  }) as Operation<Input, Output>
}

/** By id, or by what they say; descriptions do not matter. */
function rulesNamed(
  input: RevokeInput,
  group: SecurityGroup,
  egress: boolean,
  world: World,
): Result<readonly SecurityGroupRule[], AwsError> {
  const present = rulesOf(group.id, egress, world)
  const { SecurityGroupRuleIds: ids } = input
  if (ids !== undefined && ids.length > 0) {
    const missing = ids.find((id) => !present.some((rule) => rule.id === id))
    return missing === undefined ? ok(present.filter(({ id }) => ids.includes(id))) : err(notFound('security-group-rule', missing))
  }
  const rules = parsePermissions(input, group, world)
  return rules.ok ? matching(rules.value, present) : rules
}

function matching(rules: readonly RuleText[], present: readonly SecurityGroupRule[]): Result<readonly SecurityGroupRule[], AwsError> {
  const found = rules.map(({ key }) => present.find((rule) => sameRule(rule.key, key)))
  if (found.includes(undefined))
    return err(ec2Error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.'))
  return ok(found.filter((rule) => rule !== undefined))
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html */
export const describeSecurityGroupRules = describe<
  DescribeSecurityGroupRulesRequest,
  SecurityGroupRuleOutput,
  DescribeSecurityGroupRulesResult,
  'security-group-rule'
>({
  kind: 'security-group-rule',
  ids: ({ SecurityGroupRuleIds }) => SecurityGroupRuleIds,
  item: ruleOutput,
  filters: {
    'group-id': ({ GroupId }) => GroupId,
    'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
  },
  output: (SecurityGroupRules, page) => ({ SecurityGroupRules, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html */
export const modifySecurityGroupRules = ec2Operation<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult>({
  uses: ({ GroupId, SecurityGroupRules }) => [
    ['security-group', GroupId],
    ['security-group-rule', SecurityGroupRules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? [])],
  ],
  run: ({ GroupId, SecurityGroupRules }, world) => {
    const group = world.find('security-group', GroupId)
    if (!group.ok) return group
    const changes: (RuleText & { readonly rule: SecurityGroupRule })[] = []
    for (const { SecurityGroupRuleId = '', SecurityGroupRule = {} } of SecurityGroupRules) {
      const rule = world.find('security-group-rule', SecurityGroupRuleId)
      if (!rule.ok) return rule
      if (rule.value.group !== GroupId) return err(notFound('security-group-rule', SecurityGroupRuleId))
      const read = parseRule(SecurityGroupRule, group.value, world)
      if (!read.ok) return read
      changes.push({ rule: rule.value, ...read.value })
    }
    const refused = checkChanges(changes, GroupId, world)
    if (refused !== undefined) return err(refused)
    for (const { rule, key, description } of changes) Object.assign(rule, { key, description })
    return ok({ Return: true })
  },
})

function parseRule(request: Parsed<SecurityGroupRuleRequest>, group: SecurityGroup, world: World): Result<RuleText, AwsError> {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = request
  const traffic = parseTraffic(IpProtocol, FromPort, ToPort)
  if (!traffic.ok) return traffic
  const peers = [
    ...(CidrIpv4 === undefined ? [] : [parseCidrPeer(CidrIpv4, 'ipv4')]),
    ...(CidrIpv6 === undefined ? [] : [parseCidrPeer(CidrIpv6, 'ipv6')]),
    ...(PrefixListId === undefined ? [] : [parsePrefixPeer(PrefixListId, world)]),
    ...(ReferencedGroupId === undefined ? [] : [parseGroupPeer({ GroupId: ReferencedGroupId }, group, world)]),
  ]
  const [peer] = peers
  if (peer === undefined || peers.length > 1)
    return err(
      invalidParameterValue('A security group rule must have exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId.'),
    )
  if (!peer.ok) return peer
  const refused = checkDescription(Description)
  return refused === undefined ? ok({ key: { ...traffic.value, peer: peer.value }, description: Description }) : err(refused)
}

function checkChanges(
  changes: readonly (RuleText & { readonly rule: SecurityGroupRule })[],
  group: string,
  world: World,
): AwsError | undefined {
  for (const egress of [false, true]) {
    const after = rulesOf(group, egress, world).map((rule) => changes.find((change) => change.rule === rule)?.key ?? rule.key)
    const duplicate = after.find((key, index) => after.slice(0, index).some((other) => sameRule(other, key)))
    if (duplicate !== undefined)
      return ec2Error('InvalidPermission.Duplicate', `the specified rule "${describeRule(duplicate)}" already exists`)
    const over = checkLimit(after, world)
    if (over !== undefined) return over
  }
  return undefined
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsIngress.html */
export const updateSecurityGroupRuleDescriptionsIngress = describing<
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult
>(false)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsEgress.html */
export const updateSecurityGroupRuleDescriptionsEgress = describing<
  UpdateSecurityGroupRuleDescriptionsEgressRequest,
  UpdateSecurityGroupRuleDescriptionsEgressResult
>(true)

interface DescriptionsInput extends GroupInput {
  readonly SecurityGroupRuleDescriptions?: readonly Parsed<SecurityGroupRuleDescription>[] | undefined
}

function describing<Input extends object, Output extends { Return?: boolean | undefined }>(egress: boolean): Operation<Input, Output> {
  return ec2Operation<Input & DescriptionsInput, { Return: boolean }>({
    uses: (input, world) => [['security-group', groupIdOf(input as DescriptionsInput, world)]],
    run: (input, world) => {
      const group = groupOf(input as DescriptionsInput, world)
      if (!group.ok) return group
      const described = descriptionsOf(input as DescriptionsInput, group.value, egress, world)
      if (!described.ok) return described
      for (const { rule, description } of described.value) rule.description = description
      return ok({ Return: true })
    },
  }) as unknown as Operation<Input, Output>
}

type Described = { readonly rule: SecurityGroupRule; readonly description: string | undefined }

function descriptionsOf(
  input: DescriptionsInput,
  group: SecurityGroup,
  egress: boolean,
  world: World,
): Result<readonly Described[], AwsError> {
  const { SecurityGroupRuleDescriptions: byId = [] } = input
  if (byId.length > 0) {
    const named = rulesNamed(
      { SecurityGroupRuleIds: byId.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId) },
      group,
      egress,
      world,
    )
    if (!named.ok) return named
    const textOf = (id: string): string | undefined => byId.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === id)?.Description
    return ok(named.value.map((rule) => ({ rule, description: textOf(rule.id) })))
  }
  const rules = parsePermissions(input, group, world)
  if (!rules.ok) return rules
  const found = matching(rules.value, rulesOf(group.id, egress, world))
  return found.ok ? ok(found.value.map((rule, index) => ({ rule, description: rules.value[index]?.description }))) : found
}
