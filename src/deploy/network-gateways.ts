import { formatAddress } from '../base/cidr.ts'
import { plain } from '../base/located.ts'
import type { NatGateway, VpcEndpoint, VpcPeeringConnection } from '../network/network.ts'
import { type NetworkBuilder, tagged } from './network-builder.ts'
import { makeAddress } from './network-interfaces.ts'

/** A gateway without a VPC is made beside the first one. */
export async function makeGateways(builder: NetworkBuilder): Promise<void> {
  const { internetGateways, egressOnlyInternetGateways, vpnGateways, vpcs } = builder.network
  const [anyVpc = ''] = vpcs.keys()
  for (const gateway of internetGateways.values()) {
    const place = builder.place(gateway.vpc ?? anyVpc)
    const { ec2 } = place
    const VpcId = gateway.vpc === undefined ? undefined : builder.id('vpc', gateway.vpc)
    const input = { TagSpecifications: tagged('internet-gateway', gateway.name) }
    const id = await builder.make(
      'CreateInternetGateway',
      ['gateway', gateway, place],
      (options) => ec2.createInternetGateway(input, options),
      ({ InternetGateway }) => InternetGateway?.InternetGatewayId,
      VpcId,
    )
    if (VpcId !== undefined)
      await builder.send('AttachInternetGateway', gateway, (options) =>
        ec2.attachInternetGateway({ InternetGatewayId: id, VpcId }, options),
      )
  }
  for (const gateway of egressOnlyInternetGateways.values()) {
    const place = builder.place(gateway.vpc)
    const input = { VpcId: builder.id('vpc', gateway.vpc), TagSpecifications: tagged('egress-only-internet-gateway', gateway.name) }
    await builder.make(
      'CreateEgressOnlyInternetGateway',
      ['gateway', gateway, place],
      (options) => place.ec2.createEgressOnlyInternetGateway(input, options),
      ({ EgressOnlyInternetGateway }) => EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId,
    )
  }
  for (const gateway of vpnGateways.values()) {
    const place = builder.place(gateway.vpc ?? anyVpc)
    const { ec2 } = place
    const VpcId = gateway.vpc === undefined ? undefined : builder.id('vpc', gateway.vpc)
    const input = { Type: 'ipsec.1' as const, TagSpecifications: tagged('vpn-gateway', gateway.name) }
    const id = await builder.make(
      'CreateVpnGateway',
      ['gateway', gateway, place],
      (options) => ec2.createVpnGateway(input, options),
      ({ VpnGateway }) => VpnGateway?.VpnGatewayId,
      VpcId,
    )
    if (VpcId !== undefined)
      await builder.send('AttachVpnGateway', gateway, (options) => ec2.attachVpnGateway({ VpnGatewayId: id, VpcId }, options))
  }
}

export async function makeNat(builder: NetworkBuilder, nat: NatGateway): Promise<void> {
  const place = builder.place(builder.vpcOfSubnet(nat.subnet))
  const [publicIp] = nat.publicIps
  const AllocationId = publicIp === undefined ? undefined : await makeAddress(builder, formatAddress(publicIp), nat, place)
  const input = {
    SubnetId: builder.id('subnet', nat.subnet),
    ConnectivityType: nat.connectivityType,
    PrivateIpAddress: formatAddress(nat.privateIp),
    AllocationId,
    TagSpecifications: tagged('natgateway', nat.name),
  }
  await builder.make(
    'CreateNatGateway',
    ['nat', nat, place],
    (options) => place.ec2.createNatGateway(input, options),
    ({ NatGateway: made }) => made?.NatGatewayId,
  )
}

export async function makePeering(builder: NetworkBuilder, peering: VpcPeeringConnection): Promise<void> {
  const { requester, accepter, status } = peering
  const [own, peer] = [builder.place(requester.vpc), builder.place(accepter.vpc)]
  const input = {
    VpcId: builder.id('vpc', requester.vpc),
    PeerVpcId: builder.id('vpc', accepter.vpc),
    PeerOwnerId: peer.account,
    PeerRegion: peer.region,
    TagSpecifications: tagged('vpc-peering-connection', peering.name),
  }
  const VpcPeeringConnectionId = await builder.make(
    'CreateVpcPeeringConnection',
    ['peering', peering, own],
    (options) => own.ec2.createVpcPeeringConnection(input, options),
    ({ VpcPeeringConnection: made }) => made?.VpcPeeringConnectionId,
  )
  const request = { VpcPeeringConnectionId }
  if (status === 'active')
    await builder.send('AcceptVpcPeeringConnection', peering, (options) => peer.ec2.acceptVpcPeeringConnection(request, options))
  if (status === 'rejected')
    await builder.send('RejectVpcPeeringConnection', peering, (options) => peer.ec2.rejectVpcPeeringConnection(request, options))
  if (status === 'deleted')
    await builder.send('DeleteVpcPeeringConnection', peering, (options) => own.ec2.deleteVpcPeeringConnection(request, options))
  const AllowDns = { AllowDnsResolutionFromRemoteVpc: true }
  if (status === 'active' && requester.allowDnsResolutionFromRemoteVpc)
    await builder.send('ModifyVpcPeeringConnectionOptions', peering, (options) =>
      own.ec2.modifyVpcPeeringConnectionOptions({ ...request, RequesterPeeringConnectionOptions: AllowDns }, options),
    )
  if (status === 'active' && accepter.allowDnsResolutionFromRemoteVpc)
    await builder.send('ModifyVpcPeeringConnectionOptions', peering, (options) =>
      peer.ec2.modifyVpcPeeringConnectionOptions({ ...request, AccepterPeeringConnectionOptions: AllowDns }, options),
    )
}

export async function makeEndpoint(builder: NetworkBuilder, endpoint: VpcEndpoint): Promise<void> {
  const place = builder.place(endpoint.vpc)
  const { policy } = endpoint
  const own =
    endpoint.type === 'Gateway' ? [] : endpoint.networkInterfaces.flatMap((name) => builder.network.networkInterfaces.get(name) ?? [])
  const input = {
    VpcId: builder.id('vpc', endpoint.vpc),
    ServiceName: endpoint.service,
    VpcEndpointType: endpoint.type,
    ...(policy === undefined ? {} : { PolicyDocument: policy.kind === 'string' ? policy.value : JSON.stringify(plain(policy)) }),
    ...(endpoint.type === 'Gateway'
      ? { RouteTableIds: endpoint.routeTables.map((name) => builder.id('table', name)) }
      : {
          SubnetIds: own.map(({ subnet }) => builder.id('subnet', subnet)),
          SecurityGroupIds: [...new Set(own.flatMap(({ securityGroups }) => securityGroups))].map((name) => builder.id('group', name)),
          PrivateDnsEnabled: endpoint.privateDnsEnabled,
        }),
    TagSpecifications: tagged('vpc-endpoint', endpoint.name),
  }
  await builder.make(
    'CreateVpcEndpoint',
    ['endpoint', endpoint, place],
    (options) => place.ec2.createVpcEndpoint(input, options),
    ({ VpcEndpoint: made }) => made?.VpcEndpointId,
  )
}
