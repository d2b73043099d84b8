import { formatCidr } from '../base/cidr.ts'
import type { NetworkAcl, SecurityGroup } from '../network/network.ts'
import { type NetworkBuilder, type Place, tagged } from './network-builder.ts'
import { entryOf, isDefaultEntry, permissionOf, type RuleIds } from './network-rules.ts'

export async function makeGroup(builder: NetworkBuilder, group: SecurityGroup): Promise<void> {
  if (group.isDefault) return
  const place = builder.place(group.vpc)
  const input = {
    VpcId: builder.id('vpc', group.vpc),
    GroupName: group.groupName,
    Description: group.groupName,
    TagSpecifications: tagged('security-group', group.name),
  }
  await builder.make(
    'CreateSecurityGroup',
    ['group', group, place],
    (options) => place.ec2.createSecurityGroup(input, options),
    ({ GroupId }) => GroupId,
  )
}

/** Once the VPCs are peered: rules name groups on the other side. */
export async function makeRules(builder: NetworkBuilder, group: SecurityGroup): Promise<void> {
  const place = builder.place(group.vpc)
  const { ec2 } = place
  const GroupId = builder.id('group', group.name)
  for (const rule of [...group.ingress, ...group.egress])
    if (rule.peer.type === 'prefixList') await makePrefixList(builder, rule.peer.prefixList, place)
  const { SecurityGroupRules: present = [] } = await builder.send('DescribeSecurityGroupRules', group, (options) =>
    ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [GroupId] }] }, options),
  )
  for (const { SecurityGroupRuleId = '', IsEgress } of present) {
    const input = { GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] }
    await builder.send('RevokeSecurityGroupIngress', group, (options) =>
      IsEgress === true ? ec2.revokeSecurityGroupEgress(input, options) : ec2.revokeSecurityGroupIngress(input, options),
    )
  }
  const [ingress, egress] = [group.ingress, group.egress].map((rules) => rules.map((rule) => permissionOf(rule, ruleIds(builder, place))))
  const authorized = [
    ...(ingress === undefined || ingress.length === 0
      ? []
      : [
          await builder.send('AuthorizeSecurityGroupIngress', group, (options) =>
            ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: ingress }, options),
          ),
        ]),
    ...(egress === undefined || egress.length === 0
      ? []
      : [
          await builder.send('AuthorizeSecurityGroupEgress', group, (options) =>
            ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: egress }, options),
          ),
        ]),
  ]
  for (const { SecurityGroupRuleId: id } of authorized.flatMap(({ SecurityGroupRules = [] }) => SecurityGroupRules))
    if (id !== undefined) builder.deploying.journal.push({ kind: 'network', account: place.account, region: place.region, id })
}

function ruleIds(builder: NetworkBuilder, { account, region }: Place): RuleIds {
  return {
    group: (name) => ({
      GroupId: builder.id('group', name),
      UserId: builder.place(builder.network.securityGroups.get(name)?.vpc ?? '').account,
    }),
    prefixList: (name) => builder.id('list', `${account} ${region} ${name}`),
  }
}

/** In the account that uses it. Of AWS's services the list is there already, with the blocks that AWS has. */
export async function makePrefixList(builder: NetworkBuilder, name: string, place: Place): Promise<void> {
  const list = builder.network.prefixLists.get(name)
  const key = `${place.account} ${place.region} ${name}`
  if (list === undefined || builder.ids.has(`list ${key}`)) return
  const { ec2 } = place
  if (list.service !== undefined) {
    const Filters = [{ Name: 'prefix-list-name', Values: [list.service] }]
    const { PrefixLists } = await builder.send('DescribeManagedPrefixLists', list, (options) =>
      ec2.describeManagedPrefixLists({ Filters }, options),
    )
    builder.ids.set(`list ${key}`, PrefixLists?.[0]?.PrefixListId ?? '')
    return
  }
  const input = {
    PrefixListName: name,
    AddressFamily: list.entries[0]?.cidr.family === 'ipv6' ? 'IPv6' : 'IPv4',
    MaxEntries: Math.max(list.entries.length, 1),
    Entries: list.entries.map(({ cidr }) => ({ Cidr: formatCidr(cidr) })),
    TagSpecifications: tagged('prefix-list', name),
  }
  await builder.make(
    'CreateManagedPrefixList',
    ['list', { name: key, at: list.at }, place],
    (options) => ec2.createManagedPrefixList(input, options),
    ({ PrefixList }) => PrefixList?.PrefixListId,
  )
}

export async function makeAcl(builder: NetworkBuilder, acl: NetworkAcl): Promise<void> {
  const place = builder.place(acl.vpc)
  const { ec2 } = place
  if (!acl.isDefault) {
    const input = { VpcId: builder.id('vpc', acl.vpc), TagSpecifications: tagged('network-acl', acl.name) }
    await builder.make(
      'CreateNetworkAcl',
      ['acl', acl, place],
      (options) => ec2.createNetworkAcl(input, options),
      ({ NetworkAcl: made }) => made?.NetworkAclId,
    )
  }
  const NetworkAclId = builder.id('acl', acl.name)
  for (const Egress of [false, true]) {
    const entries = Egress ? acl.egress : acl.ingress
    const untouched = acl.isDefault && entries.every(isDefaultEntry) && entries.some(({ cidr }) => cidr.family === 'ipv4')
    if (untouched) continue
    if (acl.isDefault)
      await builder.send('DeleteNetworkAclEntry', acl, (options) =>
        ec2.deleteNetworkAclEntry({ NetworkAclId, RuleNumber: 100, Egress }, options),
      )
    for (const entry of entries)
      await builder.send('CreateNetworkAclEntry', { name: acl.name, at: entry.at }, (options) =>
        ec2.createNetworkAclEntry(entryOf(entry, Egress, NetworkAclId), options),
      )
  }
}
