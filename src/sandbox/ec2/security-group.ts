import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupReferencesRequest,
  DescribeSecurityGroupReferencesResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  DescribeStaleSecurityGroupsRequest,
  DescribeStaleSecurityGroupsResult,
  GetSecurityGroupsForVpcRequest,
  GetSecurityGroupsForVpcResult,
  IpPermission,
  SecurityGroup as SecurityGroupOutput,
  StaleSecurityGroup,
} from '@aws-sdk/client-ec2'
import { allOf } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { arnOf } from './context-keys.ts'
import { describe, type Filters, filteredPage } from './describe.ts'
import { dependencyViolation, ec2Error, invalidParameterValue, missingParameter } from './errors.ts'
import { formatPermissions } from './ip-permission.ts'
import type { SecurityGroup, SecurityGroupRule } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

type Facts = Pick<SecurityGroup, 'vpc' | 'name' | 'description'>

/** A group with what it begins with: everything may go out. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
export function addSecurityGroup(facts: Facts, world: World, tags?: ReadonlyMap<string, string>): SecurityGroup {
  const group = world.add('security-group', facts, tags)
  const hasIpv6 = (world.get('vpc', facts.vpc)?.ipv6Cidrs.length ?? 0) > 0
  for (const family of hasIpv6 ? (['ipv4', 'ipv6'] as const) : (['ipv4'] as const)) {
    const key = { protocol: '-1', from: -1, to: -1, peer: { type: 'cidr', cidr: allOf(family) } } as const
    world.add('security-group-rule', { group: group.id, egress: true, key, description: undefined })
  }
  return group
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const createSecurityGroup = ec2Operation<CreateSecurityGroupRequest, CreateSecurityGroupResult>({
  creates: 'security-group',
  uses: ({ VpcId }, world) => [['vpc', VpcId ?? world.defaultVpc?.id]],
  run: (input, world, tags) => {
    const { GroupName: name, Description: description, VpcId = world.defaultVpc?.id } = input
    if (VpcId === undefined) return err(noDefaultVpc)
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    const refused = checkName(name) ?? checkText('GroupDescription', description)
    if (refused !== undefined) return err(refused)
    if (world.of('security-group').some((group) => group.vpc === VpcId && group.name === name))
      return err(ec2Error('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${VpcId}'`))
    const group = addSecurityGroup({ vpc: VpcId, name, description }, world, tags)
    return ok({ GroupId: group.id, SecurityGroupArn: arnOf('security-group', group.id, group), ...tagsOf(group) })
  },
})

const noDefaultVpc = ec2Error('VPCIdNotSpecified', 'No default VPC for this user')

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
function checkName(name: string): AwsError | undefined {
  if (name === 'default') return ec2Error('InvalidGroup.Reserved', "The security group name 'default' is reserved")
  if (/^sg-/i.test(name))
    return invalidParameterValue(`Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*`)
  return checkText('GroupName', name)
}

function checkText(parameter: string, text: string): AwsError | undefined {
  if (/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(text)) return undefined
  return invalidParameterValue(`Value (${text}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`)
}

const groupNamed = (name: string, world: World): SecurityGroup | undefined => {
  const vpc = world.defaultVpc?.id
  return world.of('security-group').find((group) => group.vpc === vpc && group.name === name)
}

/** What the permission is asked on. */
export const groupIdOf = ({ GroupId, GroupName = '' }: NamedGroup, world: World): string =>
  GroupId ?? groupNamed(GroupName, world)?.id ?? '*'

interface NamedGroup {
  readonly GroupId?: string | undefined
  readonly GroupName?: string | undefined
}

/** The group of a request: by id, or by name in the default VPC. */
export function groupOf({ GroupId, GroupName }: NamedGroup, world: World): Result<SecurityGroup, AwsError> {
  if (GroupId !== undefined) return world.find('security-group', GroupId)
  if (GroupName === undefined) return err(ec2Error('MissingParameter', 'The request must contain the parameter groupName or groupId'))
  const group = groupNamed(GroupName, world)
  if (group !== undefined) return ok(group)
  return err(world.defaultVpc === undefined ? noDefaultVpc : noGroupNamed(GroupName))
}

const noGroupNamed = (name: string): AwsError => ec2Error('InvalidGroup.NotFound', `The security group '${name}' does not exist`)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html */
export const deleteSecurityGroup = ec2Operation<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>({
  uses: (input, world) => [['security-group', groupIdOf(input, world)]],
  run: (input, world) => {
    const group = groupOf(input, world)
    if (!group.ok) return group
    const { id, name } = group.value
    if (name === 'default') return err(ec2Error('CannotDelete', `the specified group: "${id}" name: "default" cannot be deleted by a user`))
    if (isUsed(id, world)) return err(dependencyViolation(`resource ${id} has a dependent object`))
    world.remove('security-group', id)
    return ok({ Return: true, GroupId: id })
  },
})

function isUsed(id: string, { store }: World): boolean {
  const rules = [...store.held['security-group-rule'].values()]
  return (
    [...store.held['network-interface'].values()].some(({ groups }) => groups.includes(id)) ||
    rules.some(({ group, key: { peer } }) => group !== id && peer.type === 'group' && peer.id === id)
  )
}

export const rulesOf = (group: string, egress: boolean, world: World): readonly SecurityGroupRule[] =>
  [...world.store.held['security-group-rule'].values()].filter((rule) => rule.group === group && rule.egress === egress)

/** Groups without tags have no list of them, unlike all other resources: recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). */
const tagsOf = ({ tags }: SecurityGroup): Pick<SecurityGroupOutput, 'Tags'> => (tags.size === 0 ? {} : { Tags: formatTags(tags) })

function groupOutput(group: SecurityGroup, world: World): SecurityGroupOutput {
  return {
    GroupId: group.id,
    SecurityGroupArn: arnOf('security-group', group.id, group),
    GroupName: group.name,
    Description: group.description,
    OwnerId: group.account,
    VpcId: group.vpc,
    IpPermissions: formatPermissions(rulesOf(group.id, false, world)),
    IpPermissionsEgress: formatPermissions(rulesOf(group.id, true, world)),
    ...tagsOf(group),
  }
}

const permissionFilters = (prefix: string, of: (group: SecurityGroupOutput) => readonly IpPermission[]): Filters<SecurityGroupOutput> => ({
  [`${prefix}.cidr`]: (group) => of(group).flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
  [`${prefix}.from-port`]: (group) => of(group).map(({ FromPort }) => FromPort),
  [`${prefix}.group-id`]: (group) => of(group).flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupId }) => GroupId)),
  [`${prefix}.group-name`]: (group) => of(group).flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupName }) => GroupName)),
  [`${prefix}.ipv6-cidr`]: (group) => of(group).flatMap(({ Ipv6Ranges = [] }) => Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)),
  [`${prefix}.prefix-list-id`]: (group) =>
    of(group).flatMap(({ PrefixListIds = [] }) => PrefixListIds.map(({ PrefixListId }) => PrefixListId)),
  [`${prefix}.protocol`]: (group) => of(group).map(({ IpProtocol }) => IpProtocol),
  [`${prefix}.to-port`]: (group) => of(group).map(({ ToPort }) => ToPort),
  [`${prefix}.user-id`]: (group) => of(group).flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ UserId }) => UserId)),
})

const groupFilters: Filters<SecurityGroupOutput> = {
  description: ({ Description }) => Description,
  'group-id': ({ GroupId }) => GroupId,
  'group-name': ({ GroupName }) => GroupName,
  'owner-id': ({ OwnerId }) => OwnerId,
  'vpc-id': ({ VpcId }) => VpcId,
  ...permissionFilters('ip-permission', ({ IpPermissions = [] }) => IpPermissions),
  ...permissionFilters('egress.ip-permission', ({ IpPermissionsEgress = [] }) => IpPermissionsEgress),
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups = describe<
  DescribeSecurityGroupsRequest,
  SecurityGroupOutput,
  DescribeSecurityGroupsResult,
  'security-group'
>({
  kind: 'security-group',
  unpaged: 'GroupIds',
  ids: ({ GroupIds = [], GroupNames = [] }, world) => [...GroupIds, ...GroupNames.flatMap((name) => groupNamed(name, world)?.id ?? [])],
  refuse: ({ GroupNames = [] }, world) => {
    const missing = GroupNames.find((name) => groupNamed(name, world) === undefined)
    return missing === undefined ? undefined : noGroupNamed(missing)
  },
  item: groupOutput,
  filters: groupFilters,
  output: (SecurityGroups, page) => ({ SecurityGroups, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSecurityGroupsForVpc.html */
export const getSecurityGroupsForVpc = ec2Operation<GetSecurityGroupsForVpcRequest, GetSecurityGroupsForVpcResult>({
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: (input, world) => {
    const vpc = world.find('vpc', input.VpcId)
    if (!vpc.ok) return vpc
    const groups = world.of('security-group').filter((group) => group.vpc === input.VpcId)
    const filters = {
      description: groupFilters.description,
      'group-id': groupFilters['group-id'],
      'group-name': groupFilters['group-name'],
      'owner-id': groupFilters['owner-id'],
    }
    return filteredPage(
      groups.map((group) => groupOutput(group, world)),
      input,
      filters as Filters<SecurityGroupOutput>,
      (items, page) => ({
        SecurityGroupForVpcs: items.map(({ Description, GroupName, OwnerId, GroupId, Tags }) => ({
          Description,
          GroupName,
          OwnerId,
          GroupId,
          Tags,
          PrimaryVpcId: input.VpcId,
        })),
        ...page,
      }),
    )
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupReferences.html */
export const describeSecurityGroupReferences = ec2Operation<DescribeSecurityGroupReferencesRequest, DescribeSecurityGroupReferencesResult>({
  uses: ({ GroupId }) => [['security-group', GroupId]],
  run: ({ GroupId }, world) => {
    const groups = world.findAll('security-group', GroupId)
    if (!groups.ok) return groups
    const across = [...world.store.held['security-group-rule'].values()].flatMap(({ group, key: { peer } }) =>
      peer.type === 'group' && peer.peering !== undefined && GroupId.includes(peer.id)
        ? [
            {
              GroupId: peer.id,
              ReferencingVpcId: world.store.held['security-group'].get(group)?.vpc,
              VpcPeeringConnectionId: peer.peering,
            },
          ]
        : [],
    )
    return ok({ SecurityGroupReferenceSet: across })
  },
})

/**
 * Groups with rules whose other group is gone, or behind a peering connection that is.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html
 */
export const describeStaleSecurityGroups = ec2Operation<DescribeStaleSecurityGroupsRequest, DescribeStaleSecurityGroupsResult>({
  run: (input, world) => {
    if (input.VpcId === undefined) return err(missingParameter('vpcId'))
    const vpc = world.find('vpc', input.VpcId)
    if (!vpc.ok) return vpc
    const groups = world.of('security-group').filter((group) => group.vpc === input.VpcId)
    const stale = groups.flatMap((group) => staleGroup(group, world) ?? [])
    return filteredPage(stale, input, {}, (StaleSecurityGroupSet, page) => ({ StaleSecurityGroupSet, ...page }))
  },
})

function staleGroup(group: SecurityGroup, world: World): StaleSecurityGroup | undefined {
  const staleOf = (egress: boolean) =>
    formatPermissions(rulesOf(group.id, egress, world).filter(({ key: { peer } }) => peer.type === 'group' && isStale(peer, world))).map(
      ({ FromPort, ToPort, IpProtocol, UserIdGroupPairs }) => ({ FromPort, ToPort, IpProtocol, UserIdGroupPairs }),
    )
  const [StaleIpPermissions, StaleIpPermissionsEgress] = [staleOf(false), staleOf(true)]
  if (StaleIpPermissions.length + StaleIpPermissionsEgress.length === 0) return undefined
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpc,
    StaleIpPermissions,
    StaleIpPermissionsEgress,
  }
}

function isStale({ id, peering }: { readonly id: string; readonly peering?: string }, { store }: World): boolean {
  if (!store.held['security-group'].has(id)) return true
  return peering !== undefined && store.held['vpc-peering-connection'].get(peering)?.status !== 'active'
}
