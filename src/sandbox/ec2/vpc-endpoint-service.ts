import type {
  AcceptVpcEndpointConnectionsRequest,
  AcceptVpcEndpointConnectionsResult,
  AllowedPrincipal,
  CreateVpcEndpointServiceConfigurationRequest,
  CreateVpcEndpointServiceConfigurationResult,
  DeleteVpcEndpointServiceConfigurationsRequest,
  DeleteVpcEndpointServiceConfigurationsResult,
  DescribeVpcEndpointConnectionsRequest,
  DescribeVpcEndpointConnectionsResult,
  DescribeVpcEndpointServiceConfigurationsRequest,
  DescribeVpcEndpointServiceConfigurationsResult,
  DescribeVpcEndpointServicePermissionsRequest,
  DescribeVpcEndpointServicePermissionsResult,
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult,
  ModifyVpcEndpointServicePermissionsRequest,
  ModifyVpcEndpointServicePermissionsResult,
  PrincipalType,
  RejectVpcEndpointConnectionsRequest,
  RejectVpcEndpointConnectionsResult,
  ServiceConfiguration,
  ServiceDetail,
  UnsuccessfulItem,
  VpcEndpointConnection,
} from '@aws-sdk/client-ec2'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { principalArn } from '../principal-arn.ts'
import { describe, filteredPage } from './describe.ts'
import { ec2Error, missingParameter, notFound, unsupported } from './errors.ts'
import type { VpcEndpoint, VpcEndpointService } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'
import { zonesOf } from './zones.ts'

type EndpointType = 'Gateway' | 'Interface'

/** A service that an endpoint can lead to. */
export interface OfferedService {
  readonly name: string
  readonly types: readonly string[]
  readonly privateDnsName?: string
  /** Of somebody's own; AWS's are everybody's. */
  readonly own?: VpcEndpointService
}

/** AWS's services with endpoints, as far as a connector meets them. @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const ofAws: Readonly<Record<string, readonly EndpointType[]>> = {
  s3: ['Gateway', 'Interface'],
  dynamodb: ['Gateway', 'Interface'],
  sts: ['Interface'],
  kms: ['Interface'],
  glue: ['Interface'],
  ec2: ['Interface'],
  secretsmanager: ['Interface'],
  'redshift-data': ['Interface'],
  rds: ['Interface'],
  logs: ['Interface'],
  ssm: ['Interface'],
  lakeformation: ['Interface'],
}

/** Those of AWS, and others whose owner lets the caller in. */
function offered(world: World): readonly OfferedService[] {
  const aws = Object.entries(ofAws).map(([service, types]) => ({
    name: `com.amazonaws.${world.region}.${service}`,
    types,
    privateDnsName: `${service}.${world.region}.amazonaws.com`,
  }))
  const others = [...world.store.held['vpc-endpoint-service'].values()].filter(
    (own) => own.region === world.region && isAllowed(own, world),
  )
  return [
    ...aws,
    ...others.map((own) => ({
      name: own.serviceName,
      types: ['Interface'],
      own,
      ...(own.privateDnsName === undefined ? {} : { privateDnsName: own.privateDnsName }),
    })),
  ]
}

export const findService = (name: string, world: World): OfferedService | undefined =>
  offered(world).find((service) => service.name === name)

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions */
function isAllowed({ allowedPrincipals, account }: VpcEndpointService, { call, account: caller }: World): boolean {
  const { principal } = call.caller
  const names = [
    '*',
    `arn:aws:iam::${caller}:root`,
    principalArn(principal) ?? '',
    principal.type === 'assumedRole' ? principal.roleArn : '',
  ]
  return account === caller || names.some((name) => allowedPrincipals.has(name))
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html */
export const describeVpcEndpointServices = ec2Operation<DescribeVpcEndpointServicesRequest, DescribeVpcEndpointServicesResult>({
  run: (input, world) => {
    const all = offered(world)
    const missing = input.ServiceNames?.find((name) => !all.some((service) => service.name === name))
    if (missing !== undefined) return err(ec2Error('InvalidServiceName', `The Vpc Endpoint Service '${missing}' does not exist`))
    const details = all.filter(({ name }) => input.ServiceNames?.includes(name) ?? true).map((service) => detailOf(service, world))
    const filters = {
      owner: ({ Owner }: ServiceDetail) => Owner,
      'service-name': ({ ServiceName }: ServiceDetail) => ServiceName,
      'service-type': ({ ServiceType = [] }: ServiceDetail) => ServiceType.map((each) => each.ServiceType),
      'tag-key': ({ Tags = [] }: ServiceDetail) => Tags.map(({ Key }) => Key),
    }
    return filteredPage(details, input, filters, (ServiceDetails, page) => ({
      ServiceNames: ServiceDetails.flatMap(({ ServiceName }) => ServiceName ?? []),
      ServiceDetails,
      ...page,
    }))
  },
})

const detailOf = ({ name, types, privateDnsName, own }: OfferedService, world: World): ServiceDetail => ({
  ServiceName: name,
  ServiceId: own?.id ?? `vpce-svc-${name.split('.').at(-1)}`,
  ServiceType: types.map((ServiceType) => ({ ServiceType: ServiceType as EndpointType })),
  ServiceRegion: world.region,
  AvailabilityZones: zonesOf(world.region).map((zone) => zone.name),
  Owner: own?.account ?? 'amazon',
  ...(privateDnsName === undefined ? {} : { PrivateDnsName: privateDnsName }),
  VpcEndpointPolicySupported: own === undefined,
  AcceptanceRequired: own?.acceptanceRequired ?? false,
  ManagesVpcEndpoints: false,
  Tags: formatTags(own?.tags ?? new Map<string, string>()),
})

/** The sandbox has no load balancers, and takes their ARNs as they come. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpointServiceConfiguration.html */
export const createVpcEndpointServiceConfiguration = ec2Operation<
  CreateVpcEndpointServiceConfigurationRequest,
  CreateVpcEndpointServiceConfigurationResult
>({
  creates: 'vpc-endpoint-service',
  run: (input, world, tags) => {
    const { NetworkLoadBalancerArns = [], GatewayLoadBalancerArns, AcceptanceRequired = true, PrivateDnsName, ClientToken } = input
    if (GatewayLoadBalancerArns !== undefined) return err(unsupported('a service of a Gateway Load Balancer'))
    if (NetworkLoadBalancerArns.length === 0) return err(missingParameter('NetworkLoadBalancerArns'))
    const id = world.newId('vpce-svc')
    const service = world.add(
      'vpc-endpoint-service',
      {
        serviceName: `com.amazonaws.vpce.${world.region}.${id}`,
        loadBalancers: [...NetworkLoadBalancerArns],
        acceptanceRequired: AcceptanceRequired,
        ...(PrivateDnsName === undefined ? {} : { privateDnsName: PrivateDnsName }),
        allowedPrincipals: new Map(),
      },
      tags,
      { id },
    )
    return ok({ ServiceConfiguration: configurationOf(service, world), ...(ClientToken === undefined ? {} : { ClientToken }) })
  },
})

const configurationOf = (service: VpcEndpointService, world: World): ServiceConfiguration => ({
  ServiceId: service.id,
  ServiceName: service.serviceName,
  ServiceType: [{ ServiceType: 'Interface' }],
  ServiceState: 'Available',
  AvailabilityZones: zonesOf(world.region).map((zone) => zone.name),
  AcceptanceRequired: service.acceptanceRequired,
  ManagesVpcEndpoints: false,
  NetworkLoadBalancerArns: [...service.loadBalancers],
  ...(service.privateDnsName === undefined ? {} : { PrivateDnsName: service.privateDnsName }),
  Tags: formatTags(service.tags),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServiceConfigurations.html */
export const describeVpcEndpointServiceConfigurations = describe<
  DescribeVpcEndpointServiceConfigurationsRequest,
  ServiceConfiguration,
  DescribeVpcEndpointServiceConfigurationsResult,
  'vpc-endpoint-service'
>({
  kind: 'vpc-endpoint-service',
  ids: ({ ServiceIds }) => ServiceIds,
  item: configurationOf,
  filters: {
    'service-name': ({ ServiceName }) => ServiceName,
    'service-id': ({ ServiceId }) => ServiceId,
    'service-state': ({ ServiceState }) => ServiceState,
  },
  output: (ServiceConfigurations, page) => ({ ServiceConfigurations, ...page }),
})

const connectionsOf = ({ serviceName }: VpcEndpointService, { store }: World): readonly VpcEndpoint[] =>
  [...store.held['vpc-endpoint'].values()].filter(({ service }) => service === serviceName)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpointServiceConfigurations.html */
export const deleteVpcEndpointServiceConfigurations = ec2Operation<
  DeleteVpcEndpointServiceConfigurationsRequest,
  DeleteVpcEndpointServiceConfigurationsResult
>({
  uses: ({ ServiceIds }) => [['vpc-endpoint-service', ServiceIds]],
  run: ({ ServiceIds }, world) => {
    const Unsuccessful: UnsuccessfulItem[] = []
    for (const id of ServiceIds) {
      const service = world.find('vpc-endpoint-service', id)
      const refused = service.ok ? inUse(service.value, world) : service.error
      if (refused === undefined) world.remove('vpc-endpoint-service', id)
      else Unsuccessful.push({ ResourceId: id, Error: { Code: refused.code, Message: refused.message } })
    }
    return ok({ Unsuccessful })
  },
})

const inUse = (service: VpcEndpointService, world: World): AwsError | undefined =>
  connectionsOf(service, world).some(({ state }) => state === 'available' || state === 'pendingAcceptance')
    ? ec2Error('ExistingVpcEndpointConnections', `Service has existing active VPC Endpoint connections!`)
    : undefined

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpointServicePermissions.html */
export const modifyVpcEndpointServicePermissions = ec2Operation<
  ModifyVpcEndpointServicePermissionsRequest,
  ModifyVpcEndpointServicePermissionsResult
>({
  uses: ({ ServiceId }) => [['vpc-endpoint-service', ServiceId]],
  run: ({ ServiceId, AddAllowedPrincipals = [], RemoveAllowedPrincipals = [] }, world) => {
    const service = world.find('vpc-endpoint-service', ServiceId)
    if (!service.ok) return service
    const malformed = AddAllowedPrincipals.find((arn) => arn !== '*' && !/^arn:[^:]+:(?:iam|sts)::\d{12}:/.test(arn))
    if (malformed !== undefined) return err(ec2Error('InvalidPrincipal', `Principal ${malformed} is invalid.`))
    for (const arn of RemoveAllowedPrincipals) service.value.allowedPrincipals.delete(arn)
    const added = AddAllowedPrincipals.filter((arn) => !service.value.allowedPrincipals.has(arn))
    for (const arn of added) service.value.allowedPrincipals.set(arn, world.newId('vpce-svc-perm'))
    return ok({
      ReturnValue: true,
      AddedPrincipals: added.map((Principal) => ({ Principal, PrincipalType: typeOf(Principal), ServiceId })),
    })
  },
})

function typeOf(principal: string): PrincipalType {
  if (principal === '*') return 'All'
  if (principal.endsWith(':root')) return 'Account'
  return principal.includes(':role/') ? 'Role' : 'User'
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServicePermissions.html */
export const describeVpcEndpointServicePermissions = ec2Operation<
  DescribeVpcEndpointServicePermissionsRequest,
  DescribeVpcEndpointServicePermissionsResult
>({
  uses: ({ ServiceId }) => [['vpc-endpoint-service', ServiceId]],
  run: (input, world) => {
    const service = world.find('vpc-endpoint-service', input.ServiceId)
    if (!service.ok) return service
    const principals = [...service.value.allowedPrincipals].map(([Principal, ServicePermissionId]) => ({
      Principal,
      PrincipalType: typeOf(Principal),
      ServicePermissionId,
      ServiceId: input.ServiceId,
    }))
    const filters = {
      principal: ({ Principal }: AllowedPrincipal) => Principal,
      'principal-type': ({ PrincipalType: type }: AllowedPrincipal) => type,
    }
    return filteredPage(principals, input, filters, (AllowedPrincipals, page) => ({ AllowedPrincipals, ...page }))
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointConnections.html */
export const describeVpcEndpointConnections = ec2Operation<DescribeVpcEndpointConnectionsRequest, DescribeVpcEndpointConnectionsResult>({
  run: (input, world) => {
    const connections = world.of('vpc-endpoint-service').flatMap((service) =>
      connectionsOf(service, world).map((endpoint) => ({
        ServiceId: service.id,
        VpcEndpointId: endpoint.id,
        VpcEndpointOwner: endpoint.account,
        VpcEndpointState: endpoint.state as NonNullable<VpcEndpointConnection['VpcEndpointState']>,
        CreationTimestamp: endpoint.createdAt,
        NetworkLoadBalancerArns: [...service.loadBalancers],
        IpAddressType: 'ipv4' as const,
        VpcEndpointRegion: endpoint.region,
      })),
    )
    const filters = {
      'service-id': ({ ServiceId }: VpcEndpointConnection) => ServiceId,
      'vpc-endpoint-owner': ({ VpcEndpointOwner }: VpcEndpointConnection) => VpcEndpointOwner,
      'vpc-endpoint-state': ({ VpcEndpointState }: VpcEndpointConnection) => VpcEndpointState,
      'vpc-endpoint-id': ({ VpcEndpointId }: VpcEndpointConnection) => VpcEndpointId,
    }
    return filteredPage<VpcEndpointConnection, DescribeVpcEndpointConnectionsResult>(
      connections,
      input,
      filters,
      (VpcEndpointConnections, page) => ({
        VpcEndpointConnections,
        ...page,
      }),
    )
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcEndpointConnections.html */
export const acceptVpcEndpointConnections = deciding<AcceptVpcEndpointConnectionsRequest, AcceptVpcEndpointConnectionsResult>('available')

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RejectVpcEndpointConnections.html */
export const rejectVpcEndpointConnections = deciding<RejectVpcEndpointConnectionsRequest, RejectVpcEndpointConnectionsResult>('rejected')

interface DecidingInput {
  readonly ServiceId: string | undefined
  readonly VpcEndpointIds: string[] | undefined
}

function deciding<Input extends DecidingInput, Output extends { Unsuccessful?: UnsuccessfulItem[] | undefined }>(
  state: 'available' | 'rejected',
): Operation<Input, Output> {
  return ec2Operation<DecidingInput, { Unsuccessful: UnsuccessfulItem[] }>({
    uses: ({ ServiceId }) => [['vpc-endpoint-service', ServiceId]],
    run: ({ ServiceId, VpcEndpointIds }, world) => {
      const service = world.find('vpc-endpoint-service', ServiceId)
      if (!service.ok) return service
      const results = VpcEndpointIds.map((id) => [id, decide(service.value, id, state, world)] as const)
      return ok({
        Unsuccessful: results.flatMap(([ResourceId, result]) =>
          result.ok ? [] : [{ ResourceId, Error: { Code: result.error.code, Message: result.error.message } }],
        ),
      })
    },
  }) as unknown as Operation<Input, Output>
}

function decide(service: VpcEndpointService, id: string, state: 'available' | 'rejected', world: World): Result<void, AwsError> {
  const endpoint = connectionsOf(service, world).find((each) => each.id === id)
  if (endpoint === undefined) return err(notFound('vpc-endpoint', id))
  const mayChange = endpoint.state === 'pendingAcceptance' || (state === 'rejected' && endpoint.state === 'available')
  if (!mayChange) return err(ec2Error('InvalidState', `The endpoint ${id} is in the state ${endpoint.state}.`))
  endpoint.state = state
  return ok(undefined)
}
