import type { EC2, TagSpecification } from '@aws-sdk/client-ec2'
import { formatAddress, formatCidr } from '../base/cidr.ts'
import { plain } from '../base/located.ts'
import type { Network, NetworkAcl, NetworkInterface, Resource, SecurityGroup, Vpc, VpcEndpoint } from '../network/network.ts'
import type { Clients } from './clients.ts'
import { type Call, type Deploying, RefusedCalls } from './deploying.ts'
import type { Created } from './journal.ts'
import { unmade } from './network-refusals.ts'
import { entryOf, isDefaultEntry, permissionOf, type RuleIds } from './network-rules.ts'

/** Refuses, before the first call, what EC2 cannot bring about. */
export async function confirmNetwork(network: Network, { target }: Deploying): Promise<void> {
  const elsewhere = { subject: 'the network', at: network.at, reason: 'a network is deployed to the embedded sandbox alone' }
  const reasons = [...(target.kind === 'embedded' ? [] : [elsewhere]), ...unmade(network)]
  const refused = { kind: 'account', operation: 'ec2:CreateVpc', code: 'NotDeployed' } as const
  if (reasons.length > 0) throw new RefusedCalls(reasons.map(({ subject, at, reason }) => ({ ...refused, subject, at, message: reason })))
}

/** Creates the network of a fixture in EC2. The tag `Name` of each part is its name in the fixture. */
export const createNetwork = (network: Network, deploying: Deploying): Promise<void> => new Builder(network, deploying).build()

/** Where a part is made. */
interface Place {
  readonly ec2: EC2
  readonly account: string
  readonly region: string
}

type Options = Clients['options']

/** Makes the parts one after the other, each with the ids of those before it. */
class Builder {
  private readonly network: Network
  private readonly deploying: Deploying
  private readonly places = new Map<string, Place>()
  /** Ids by what the fixture calls them: `vpc main`. */
  private readonly ids = new Map<string, string>()

  constructor(network: Network, deploying: Deploying) {
    this.network = network
    this.deploying = deploying
  }

  async build(): Promise<void> {
    const { network } = this
    for (const vpc of network.vpcs.values()) await this.makeVpc(vpc)
    for (const group of network.securityGroups.values()) await this.makeGroup(group)
    for (const acl of network.networkAcls.values()) await this.makeAcl(acl)
    for (const subnet of network.subnets.values()) await this.makeSubnet(subnet)
    await this.makeGateways()
    for (const each of network.networkInterfaces.values()) if (each.interfaceType === 'interface') await this.makeInterface(each)
    for (const nat of network.natGateways.values()) await this.makeNat(nat)
    for (const peering of network.vpcPeeringConnections.values()) await this.makePeering(peering)
    for (const group of network.securityGroups.values()) await this.makeRules(group)
    for (const table of network.routeTables.values()) await this.makeTable(table)
    for (const endpoint of network.vpcEndpoints.values()) await this.makeEndpoint(endpoint)
    for (const table of network.routeTables.values()) await this.makeRoutes(table)
  }

  private id(kind: string, name: string): string {
    const id = this.ids.get(`${kind} ${name}`)
    if (id === undefined) throw new Error(`internal error: there is no ${kind} ${name} yet`)
    return id
  }

  private vpcOfSubnet(subnet: string): string {
    const vpc = this.network.subnets.get(subnet)?.vpc
    if (vpc === undefined) throw new Error(`internal error: the network has no subnet ${subnet}`)
    return vpc
  }

  private place(vpc: string): Place {
    const place = this.places.get(vpc)
    if (place === undefined) throw new Error(`internal error: the network has no VPC ${vpc}`)
    return place
  }

  private call(operation: string, part: Pick<Resource, 'name' | 'at'>): Call {
    return { operation: `ec2:${operation}`, subject: part.name, at: part.at }
  }

  /** Sends a call that makes nothing of its own. */
  private send<T>(operation: string, part: Pick<Resource, 'name' | 'at'>, run: (options: Options) => Promise<T>): Promise<T> {
    return this.deploying.send(this.call(operation, part), () => run(this.deploying.clients.options))
  }

  /** Sends one that does, and remembers the id under the part's name. */
  private async make<T>(
    operation: string,
    [kind, part, { account, region }]: readonly [string, Pick<Resource, 'name' | 'at'>, Place],
    run: (options: Options) => Promise<T>,
    idOf: (answer: T) => string | undefined,
    vpc?: string,
  ): Promise<string> {
    const named = (id: string): Created => ({ kind: 'network', account, region, id, ...(vpc === undefined ? {} : { vpc }) })
    const answer = await this.deploying.create(
      this.call(operation, part),
      named(''),
      () => run(this.deploying.clients.options),
      (made) => named(idOf(made) ?? ''),
    )
    const id = answer === undefined ? '' : (idOf(answer) ?? '')
    this.ids.set(`${kind} ${part.name}`, id)
    return id
  }

  /** The account that a VPC is said to be of, else the only one that there is. */
  private accountOf({ account, name, at }: Vpc): string {
    const [only, another] = this.deploying.fixture.accounts.values()
    const id = account ?? (another === undefined ? only?.id : undefined)
    if (id !== undefined) return id
    const message = 'the fixture has several accounts: say with `account:` whose it is'
    throw new RefusedCalls([{ kind: 'account', operation: 'ec2:CreateVpc', subject: `VPC ${name}`, at, code: 'NotDeployed', message }])
  }

  private async makeVpc(vpc: Vpc): Promise<void> {
    const [account, { region }] = [this.accountOf(vpc), vpc]
    const ec2 = await this.deploying.clients.ec2(account, region)
    const place = { ec2, account, region }
    this.places.set(vpc.name, place)
    const [first, ...more] = vpc.cidrBlocks.map(({ cidr }) => formatCidr(cidr))
    const input = { CidrBlock: first, TagSpecifications: tagged('vpc', vpc.name) }
    const VpcId = await this.make(
      'CreateVpc',
      ['vpc', vpc, place],
      (options) => ec2.createVpc(input, options),
      ({ Vpc: made }) => made?.VpcId,
    )
    for (const CidrBlock of more)
      await this.send('AssociateVpcCidrBlock', vpc, (options) => ec2.associateVpcCidrBlock({ VpcId, CidrBlock }, options))
    const { enableDnsHostnames, enableDnsSupport } = vpc
    if (enableDnsHostnames)
      await this.send('ModifyVpcAttribute', vpc, (options) =>
        ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } }, options),
      )
    if (!enableDnsSupport)
      await this.send('ModifyVpcAttribute', vpc, (options) =>
        ec2.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } }, options),
      )
    await this.findDefaults(vpc, VpcId, ec2)
  }

  /** The table, the ACL and the group that have come with a VPC stand for the fixture's. */
  private async findDefaults(vpc: Vpc, VpcId: string, ec2: EC2): Promise<void> {
    const { network } = this
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]
    const { RouteTables } = await this.send('DescribeRouteTables', vpc, (options) => ec2.describeRouteTables({ Filters }, options))
    const { NetworkAcls } = await this.send('DescribeNetworkAcls', vpc, (options) => ec2.describeNetworkAcls({ Filters }, options))
    const { SecurityGroups } = await this.send('DescribeSecurityGroups', vpc, (options) => ec2.describeSecurityGroups({ Filters }, options))
    for (const { name } of [...network.routeTables.values()].filter((table) => table.vpc === vpc.name && table.main))
      this.ids.set(`table ${name}`, RouteTables?.[0]?.RouteTableId ?? '')
    for (const { name } of [...network.networkAcls.values()].filter((acl) => acl.vpc === vpc.name && acl.isDefault))
      this.ids.set(`acl ${name}`, NetworkAcls?.[0]?.NetworkAclId ?? '')
    for (const { name } of [...network.securityGroups.values()].filter((group) => group.vpc === vpc.name && group.isDefault))
      this.ids.set(`group ${name}`, SecurityGroups?.[0]?.GroupId ?? '')
  }

  private async makeGroup(group: SecurityGroup): Promise<void> {
    if (group.isDefault) return
    const place = this.place(group.vpc)
    const input = {
      VpcId: this.id('vpc', group.vpc),
      GroupName: group.groupName,
      Description: group.groupName,
      TagSpecifications: tagged('security-group', group.name),
    }
    await this.make(
      'CreateSecurityGroup',
      ['group', group, place],
      (options) => place.ec2.createSecurityGroup(input, options),
      ({ GroupId }) => GroupId,
    )
  }

  /** Once the VPCs are peered: rules name groups on the other side. */
  private async makeRules(group: SecurityGroup): Promise<void> {
    const place = this.place(group.vpc)
    const { ec2 } = place
    const GroupId = this.id('group', group.name)
    for (const rule of [...group.ingress, ...group.egress])
      if (rule.peer.type === 'prefixList') await this.makePrefixList(rule.peer.prefixList, place)
    const { SecurityGroupRules: present = [] } = await this.send('DescribeSecurityGroupRules', group, (options) =>
      ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [GroupId] }] }, options),
    )
    for (const { SecurityGroupRuleId = '', IsEgress } of present) {
      const input = { GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] }
      await this.send('RevokeSecurityGroupIngress', group, (options) =>
        IsEgress === true ? ec2.revokeSecurityGroupEgress(input, options) : ec2.revokeSecurityGroupIngress(input, options),
      )
    }
    const [ingress, egress] = [group.ingress, group.egress].map((rules) => rules.map((rule) => permissionOf(rule, this.ruleIds(place))))
    const authorized = [
      ...(ingress === undefined || ingress.length === 0
        ? []
        : [
            await this.send('AuthorizeSecurityGroupIngress', group, (options) =>
              ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: ingress }, options),
            ),
          ]),
      ...(egress === undefined || egress.length === 0
        ? []
        : [
            await this.send('AuthorizeSecurityGroupEgress', group, (options) =>
              ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: egress }, options),
            ),
          ]),
    ]
    for (const { SecurityGroupRuleId: id } of authorized.flatMap(({ SecurityGroupRules = [] }) => SecurityGroupRules))
      if (id !== undefined) this.deploying.journal.push({ kind: 'network', account: place.account, region: place.region, id })
  }

  private ruleIds({ account, region }: Place): RuleIds {
    return {
      group: (name) => ({ GroupId: this.id('group', name), UserId: this.place(this.network.securityGroups.get(name)?.vpc ?? '').account }),
      prefixList: (name) => this.id('list', `${account} ${region} ${name}`),
    }
  }

  /** In the account that uses it. Of AWS's services the list is there already, with the blocks that AWS has. */
  private async makePrefixList(name: string, place: Place): Promise<void> {
    const list = this.network.prefixLists.get(name)
    const key = `${place.account} ${place.region} ${name}`
    if (list === undefined || this.ids.has(`list ${key}`)) return
    const { ec2 } = place
    if (list.service !== undefined) {
      const Filters = [{ Name: 'prefix-list-name', Values: [list.service] }]
      const { PrefixLists } = await this.send('DescribeManagedPrefixLists', list, (options) =>
        ec2.describeManagedPrefixLists({ Filters }, options),
      )
      this.ids.set(`list ${key}`, PrefixLists?.[0]?.PrefixListId ?? '')
      return
    }
    const input = {
      PrefixListName: name,
      AddressFamily: list.entries[0]?.cidr.family === 'ipv6' ? 'IPv6' : 'IPv4',
      MaxEntries: Math.max(list.entries.length, 1),
      Entries: list.entries.map(({ cidr }) => ({ Cidr: formatCidr(cidr) })),
      TagSpecifications: tagged('prefix-list', name),
    }
    await this.make(
      'CreateManagedPrefixList',
      ['list', { name: key, at: list.at }, place],
      (options) => ec2.createManagedPrefixList(input, options),
      ({ PrefixList }) => PrefixList?.PrefixListId,
    )
  }

  private async makeAcl(acl: NetworkAcl): Promise<void> {
    const place = this.place(acl.vpc)
    const { ec2 } = place
    if (!acl.isDefault) {
      const input = { VpcId: this.id('vpc', acl.vpc), TagSpecifications: tagged('network-acl', acl.name) }
      await this.make(
        'CreateNetworkAcl',
        ['acl', acl, place],
        (options) => ec2.createNetworkAcl(input, options),
        ({ NetworkAcl: made }) => made?.NetworkAclId,
      )
    }
    const NetworkAclId = this.id('acl', acl.name)
    for (const Egress of [false, true]) {
      const entries = Egress ? acl.egress : acl.ingress
      const untouched = acl.isDefault && entries.every(isDefaultEntry) && entries.some(({ cidr }) => cidr.family === 'ipv4')
      if (untouched) continue
      if (acl.isDefault)
        await this.send('DeleteNetworkAclEntry', acl, (options) =>
          ec2.deleteNetworkAclEntry({ NetworkAclId, RuleNumber: 100, Egress }, options),
        )
      for (const entry of entries)
        await this.send('CreateNetworkAclEntry', { name: acl.name, at: entry.at }, (options) =>
          ec2.createNetworkAclEntry(entryOf(entry, Egress, NetworkAclId), options),
        )
    }
  }

  private async makeSubnet(subnet: Network['subnets'] extends ReadonlyMap<string, infer T> ? T : never): Promise<void> {
    const place = this.place(subnet.vpc)
    const { ec2 } = place
    const [block] = subnet.cidrBlocks.map(({ cidr }) => formatCidr(cidr))
    const input = {
      VpcId: this.id('vpc', subnet.vpc),
      CidrBlock: block,
      AvailabilityZone: subnet.availabilityZone,
      TagSpecifications: tagged('subnet', subnet.name),
    }
    const id = await this.make(
      'CreateSubnet',
      ['subnet', subnet, place],
      (options) => ec2.createSubnet(input, options),
      ({ Subnet }) => Subnet?.SubnetId,
    )
    if (this.network.networkAcls.get(subnet.networkAcl)?.isDefault !== false) return
    const Filters = [{ Name: 'association.subnet-id', Values: [id] }]
    const { NetworkAcls } = await this.send('DescribeNetworkAcls', subnet, (options) => ec2.describeNetworkAcls({ Filters }, options))
    const own = NetworkAcls?.[0]?.Associations?.find(({ SubnetId }) => SubnetId === id)
    const association = { AssociationId: own?.NetworkAclAssociationId, NetworkAclId: this.id('acl', subnet.networkAcl) }
    await this.send('ReplaceNetworkAclAssociation', subnet, (options) => ec2.replaceNetworkAclAssociation(association, options))
  }

  /** A gateway without a VPC is made beside the first one. */
  private async makeGateways(): Promise<void> {
    const { internetGateways, egressOnlyInternetGateways, vpnGateways, vpcs } = this.network
    const [anyVpc = ''] = vpcs.keys()
    for (const gateway of internetGateways.values()) {
      const place = this.place(gateway.vpc ?? anyVpc)
      const { ec2 } = place
      const VpcId = gateway.vpc === undefined ? undefined : this.id('vpc', gateway.vpc)
      const input = { TagSpecifications: tagged('internet-gateway', gateway.name) }
      const id = await this.make(
        'CreateInternetGateway',
        ['gateway', gateway, place],
        (options) => ec2.createInternetGateway(input, options),
        ({ InternetGateway }) => InternetGateway?.InternetGatewayId,
        VpcId,
      )
      if (VpcId !== undefined)
        await this.send('AttachInternetGateway', gateway, (options) => ec2.attachInternetGateway({ InternetGatewayId: id, VpcId }, options))
    }
    for (const gateway of egressOnlyInternetGateways.values()) {
      const place = this.place(gateway.vpc)
      const input = { VpcId: this.id('vpc', gateway.vpc), TagSpecifications: tagged('egress-only-internet-gateway', gateway.name) }
      await this.make(
        'CreateEgressOnlyInternetGateway',
        ['gateway', gateway, place],
        (options) => place.ec2.createEgressOnlyInternetGateway(input, options),
        ({ EgressOnlyInternetGateway }) => EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId,
      )
    }
    for (const gateway of vpnGateways.values()) {
      const place = this.place(gateway.vpc ?? anyVpc)
      const { ec2 } = place
      const VpcId = gateway.vpc === undefined ? undefined : this.id('vpc', gateway.vpc)
      const input = { Type: 'ipsec.1' as const, TagSpecifications: tagged('vpn-gateway', gateway.name) }
      const id = await this.make(
        'CreateVpnGateway',
        ['gateway', gateway, place],
        (options) => ec2.createVpnGateway(input, options),
        ({ VpnGateway }) => VpnGateway?.VpnGatewayId,
        VpcId,
      )
      if (VpcId !== undefined)
        await this.send('AttachVpnGateway', gateway, (options) => ec2.attachVpnGateway({ VpnGatewayId: id, VpcId }, options))
    }
  }

  private async makeInterface(each: NetworkInterface): Promise<void> {
    const place = this.place(this.vpcOfSubnet(each.subnet))
    const { ec2 } = place
    const input = {
      SubnetId: this.id('subnet', each.subnet),
      Groups: each.securityGroups.map((name) => this.id('group', name)),
      PrivateIpAddresses: each.privateIps.map(({ address }, index) => ({ PrivateIpAddress: formatAddress(address), Primary: index === 0 })),
      TagSpecifications: tagged('network-interface', each.name),
    }
    const NetworkInterfaceId = await this.make(
      'CreateNetworkInterface',
      ['interface', each, place],
      (options) => ec2.createNetworkInterface(input, options),
      ({ NetworkInterface: made }) => made?.NetworkInterfaceId,
    )
    if (!each.sourceDestCheck)
      await this.send('ModifyNetworkInterfaceAttribute', each, (options) =>
        ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } }, options),
      )
    for (const { address, publicIp } of each.privateIps) {
      if (publicIp === undefined) continue
      const AllocationId = await this.makeAddress(formatAddress(publicIp.address), each, place)
      const association = { AllocationId, NetworkInterfaceId, PrivateIpAddress: formatAddress(address) }
      await this.send('AssociateAddress', each, (options) => ec2.associateAddress(association, options))
    }
  }

  /** An interface without an instance can have none but an elastic address, whichever the fixture says. */
  private makeAddress(address: string, owner: Resource, place: Place): Promise<string> {
    const input = { Domain: 'vpc' as const, Address: address, TagSpecifications: tagged('elastic-ip', owner.name) }
    const part = { name: address, at: owner.at }
    return this.make(
      'AllocateAddress',
      ['address', part, place],
      (options) => place.ec2.allocateAddress(input, options),
      ({ AllocationId }) => AllocationId,
    )
  }

  private async makeNat(nat: Network['natGateways'] extends ReadonlyMap<string, infer T> ? T : never): Promise<void> {
    const place = this.place(this.vpcOfSubnet(nat.subnet))
    const [publicIp] = nat.publicIps
    const AllocationId = publicIp === undefined ? undefined : await this.makeAddress(formatAddress(publicIp), nat, place)
    const input = {
      SubnetId: this.id('subnet', nat.subnet),
      ConnectivityType: nat.connectivityType,
      PrivateIpAddress: formatAddress(nat.privateIp),
      AllocationId,
      TagSpecifications: tagged('natgateway', nat.name),
    }
    await this.make(
      'CreateNatGateway',
      ['nat', nat, place],
      (options) => place.ec2.createNatGateway(input, options),
      ({ NatGateway }) => NatGateway?.NatGatewayId,
    )
  }

  private async makePeering(peering: Network['vpcPeeringConnections'] extends ReadonlyMap<string, infer T> ? T : never): Promise<void> {
    const { requester, accepter, status } = peering
    const [own, peer] = [this.place(requester.vpc), this.place(accepter.vpc)]
    const input = {
      VpcId: this.id('vpc', requester.vpc),
      PeerVpcId: this.id('vpc', accepter.vpc),
      PeerOwnerId: peer.account,
      PeerRegion: peer.region,
      TagSpecifications: tagged('vpc-peering-connection', peering.name),
    }
    const VpcPeeringConnectionId = await this.make(
      'CreateVpcPeeringConnection',
      ['peering', peering, own],
      (options) => own.ec2.createVpcPeeringConnection(input, options),
      ({ VpcPeeringConnection }) => VpcPeeringConnection?.VpcPeeringConnectionId,
    )
    const request = { VpcPeeringConnectionId }
    if (status === 'active')
      await this.send('AcceptVpcPeeringConnection', peering, (options) => peer.ec2.acceptVpcPeeringConnection(request, options))
    if (status === 'rejected')
      await this.send('RejectVpcPeeringConnection', peering, (options) => peer.ec2.rejectVpcPeeringConnection(request, options))
    if (status === 'deleted')
      await this.send('DeleteVpcPeeringConnection', peering, (options) => own.ec2.deleteVpcPeeringConnection(request, options))
    const AllowDns = { AllowDnsResolutionFromRemoteVpc: true }
    if (status === 'active' && requester.allowDnsResolutionFromRemoteVpc)
      await this.send('ModifyVpcPeeringConnectionOptions', peering, (options) =>
        own.ec2.modifyVpcPeeringConnectionOptions({ ...request, RequesterPeeringConnectionOptions: AllowDns }, options),
      )
    if (status === 'active' && accepter.allowDnsResolutionFromRemoteVpc)
      await this.send('ModifyVpcPeeringConnectionOptions', peering, (options) =>
        peer.ec2.modifyVpcPeeringConnectionOptions({ ...request, AccepterPeeringConnectionOptions: AllowDns }, options),
      )
  }

  private async makeTable(table: Network['routeTables'] extends ReadonlyMap<string, infer T> ? T : never): Promise<void> {
    const place = this.place(table.vpc)
    const { ec2 } = place
    if (!table.main) {
      const input = { VpcId: this.id('vpc', table.vpc), TagSpecifications: tagged('route-table', table.name) }
      await this.make(
        'CreateRouteTable',
        ['table', table, place],
        (options) => ec2.createRouteTable(input, options),
        ({ RouteTable }) => RouteTable?.RouteTableId,
      )
    }
    const RouteTableId = this.id('table', table.name)
    for (const subnet of this.network.subnets.values())
      if (subnet.routeTable === table.name && !table.main)
        await this.send('AssociateRouteTable', subnet, (options) =>
          ec2.associateRouteTable({ RouteTableId, SubnetId: this.id('subnet', subnet.name) }, options),
        )
  }

  /** Those of gateway endpoints have come with the endpoints. */
  private async makeRoutes(table: Network['routeTables'] extends ReadonlyMap<string, infer T> ? T : never): Promise<void> {
    const place = this.place(table.vpc)
    const RouteTableId = this.id('table', table.name)
    for (const { at, destination, target } of table.routes) {
      if (target.type === 'vpcEndpoint' && this.network.vpcEndpoints.get(target.name)?.type === 'Gateway') continue
      if (destination.type === 'prefixList') await this.makePrefixList(destination.prefixList, place)
      const to =
        destination.type === 'prefixList'
          ? { DestinationPrefixListId: this.id('list', `${place.account} ${place.region} ${destination.prefixList}`) }
          : destination.cidr.family === 'ipv4'
            ? { DestinationCidrBlock: formatCidr(destination.cidr) }
            : { DestinationIpv6CidrBlock: formatCidr(destination.cidr) }
      const input = { RouteTableId, ...to, ...this.target(target) }
      await this.send('CreateRoute', { name: table.name, at }, (options) => place.ec2.createRoute(input, options))
    }
  }

  private target({ type, name }: { readonly type: string; readonly name: string }): object {
    switch (type) {
      case 'internetGateway':
      case 'vpnGateway':
        return { GatewayId: this.id('gateway', name) }
      case 'egressOnlyInternetGateway':
        return { EgressOnlyInternetGatewayId: this.id('gateway', name) }
      case 'natGateway':
        return { NatGatewayId: this.id('nat', name) }
      case 'vpcPeeringConnection':
        return { VpcPeeringConnectionId: this.id('peering', name) }
      case 'networkInterface':
        return { NetworkInterfaceId: this.id('interface', name) }
      default:
        return { VpcEndpointId: this.id('endpoint', name) }
    }
  }

  private async makeEndpoint(endpoint: VpcEndpoint): Promise<void> {
    const place = this.place(endpoint.vpc)
    const { policy } = endpoint
    const own =
      endpoint.type === 'Gateway' ? [] : endpoint.networkInterfaces.flatMap((name) => this.network.networkInterfaces.get(name) ?? [])
    const input = {
      VpcId: this.id('vpc', endpoint.vpc),
      ServiceName: endpoint.service,
      VpcEndpointType: endpoint.type,
      ...(policy === undefined ? {} : { PolicyDocument: policy.kind === 'string' ? policy.value : JSON.stringify(plain(policy)) }),
      ...(endpoint.type === 'Gateway'
        ? { RouteTableIds: endpoint.routeTables.map((name) => this.id('table', name)) }
        : {
            SubnetIds: own.map(({ subnet }) => this.id('subnet', subnet)),
            SecurityGroupIds: [...new Set(own.flatMap(({ securityGroups }) => securityGroups))].map((name) => this.id('group', name)),
            PrivateDnsEnabled: endpoint.privateDnsEnabled,
          }),
      TagSpecifications: tagged('vpc-endpoint', endpoint.name),
    }
    await this.make(
      'CreateVpcEndpoint',
      ['endpoint', endpoint, place],
      (options) => place.ec2.createVpcEndpoint(input, options),
      ({ VpcEndpoint: made }) => made?.VpcEndpointId,
    )
  }
}

const tagged = (ResourceType: NonNullable<TagSpecification['ResourceType']>, name: string): TagSpecification[] => [
  { ResourceType, Tags: [{ Key: 'Name', Value: name }] },
]
