import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
  Route as RouteOutput,
  RouteTable as RouteTableOutput,
} from '@aws-sdk/client-ec2'
import { formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { describe, type Filters, type FilterValue } from './describe.ts'
import { ec2Error, hasDependencies, invalidParameterValue, missingParameter, unsupported } from './errors.ts'
import type { RouteTable, RouteTableAssociation } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { routeOutput } from './route.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/**
 * A token is answered where none was sent, too: recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/networking.json).
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html
 */
export const createRouteTable = ec2Operation<CreateRouteTableRequest, CreateRouteTableResult>({
  creates: 'route-table',
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: ({ VpcId, ClientToken: token }, world, tags) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    const table = world.add('route-table', { vpc: VpcId, associations: [], routes: [] }, tags)
    return ok({ RouteTable: tableOutput(table, world), ClientToken: token ?? world.call.random.uuid() })
  },
})

const isMain = ({ subnet, gateway }: RouteTableAssociation): boolean => subnet === undefined && gateway === undefined

function tableOutput(table: RouteTable, world: World): RouteTableOutput {
  return {
    RouteTableId: table.id,
    VpcId: table.vpc,
    OwnerId: table.account,
    Associations: table.associations.map((association) => ({
      RouteTableAssociationId: association.id,
      RouteTableId: table.id,
      Main: isMain(association),
      ...(association.subnet === undefined ? {} : { SubnetId: association.subnet }),
      ...(association.gateway === undefined ? {} : { GatewayId: association.gateway }),
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    Routes: [...localRoutes(table, world), ...table.routes.map((route) => routeOutput(route, table, world))],
    Tags: formatTags(table.tags),
  }
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables */
function localRoutes({ vpc: id }: RouteTable, world: World): RouteOutput[] {
  const vpc = world.get('vpc', id)
  const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' } as const
  return [
    ...(vpc?.cidrs ?? []).map(({ cidr }) => ({ DestinationCidrBlock: formatCidr(cidr), ...local })),
    ...(vpc?.ipv6Cidrs ?? []).map(({ cidr }) => ({ DestinationIpv6CidrBlock: formatCidr(cidr), ...local })),
  ]
}

const ofRoutes =
  (value: (route: RouteOutput) => FilterValue) =>
  ({ Routes = [] }: RouteTableOutput): readonly FilterValue[] =>
    Routes.map(value)

const routeFilters: Filters<RouteTableOutput> = {
  'route.destination-cidr-block': ofRoutes((route) => route.DestinationCidrBlock),
  'route.destination-ipv6-cidr-block': ofRoutes((route) => route.DestinationIpv6CidrBlock),
  'route.destination-prefix-list-id': ofRoutes((route) => route.DestinationPrefixListId),
  'route.egress-only-internet-gateway-id': ofRoutes((route) => route.EgressOnlyInternetGatewayId),
  'route.gateway-id': ofRoutes((route) => route.GatewayId),
  'route.instance-id': ofRoutes((route) => route.InstanceId),
  'route.nat-gateway-id': ofRoutes((route) => route.NatGatewayId),
  'route.transit-gateway-id': ofRoutes((route) => route.TransitGatewayId),
  'route.origin': ofRoutes((route) => route.Origin),
  'route.state': ofRoutes((route) => route.State),
  'route.vpc-peering-connection-id': ofRoutes((route) => route.VpcPeeringConnectionId),
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const describeRouteTables = describe<DescribeRouteTablesRequest, RouteTableOutput, DescribeRouteTablesResult, 'route-table'>({
  kind: 'route-table',
  ids: ({ RouteTableIds }) => RouteTableIds,
  item: tableOutput,
  filters: {
    'association.gateway-id': ({ Associations = [] }) => Associations.map((each) => each.GatewayId),
    'association.route-table-association-id': ({ Associations = [] }) => Associations.map((each) => each.RouteTableAssociationId),
    'association.route-table-id': ({ Associations = [] }) => Associations.map((each) => each.RouteTableId),
    'association.subnet-id': ({ Associations = [] }) => Associations.map((each) => each.SubnetId),
    'association.main': ({ Associations = [] }) => Associations.map((each) => each.Main),
    'owner-id': ({ OwnerId }) => OwnerId,
    'route-table-id': ({ RouteTableId }) => RouteTableId,
    'vpc-id': ({ VpcId }) => VpcId,
    ...routeFilters,
  },
  output: (RouteTables, page) => ({ RouteTables, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html */
export const deleteRouteTable = ec2Operation<DeleteRouteTableRequest, object>({
  uses: ({ RouteTableId }) => [['route-table', RouteTableId]],
  run: ({ RouteTableId }, world) => {
    const table = world.find('route-table', RouteTableId)
    if (!table.ok) return table
    if (table.value.associations.length > 0) return err(hasDependencies('routeTable', RouteTableId))
    for (const endpoint of world.of('vpc-endpoint')) endpoint.routeTables = endpoint.routeTables.filter((id) => id !== RouteTableId)
    world.remove('route-table', RouteTableId)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const associateRouteTable = ec2Operation<AssociateRouteTableRequest, AssociateRouteTableResult>({
  uses: ({ RouteTableId, SubnetId }) => [
    ['route-table', RouteTableId],
    ['subnet', SubnetId],
  ],
  run: ({ RouteTableId, SubnetId, GatewayId }, world) => {
    const table = world.find('route-table', RouteTableId)
    if (!table.ok) return table
    if (GatewayId !== undefined) return err(unsupported('an edge association'))
    if (SubnetId === undefined) return err(missingParameter('subnetId or gatewayId'))
    const subnet = world.find('subnet', SubnetId)
    if (!subnet.ok) return subnet
    if (subnet.value.vpc !== table.value.vpc)
      return err(invalidParameterValue(`Route table ${RouteTableId} and subnet ${SubnetId} belong to different networks`))
    const present = associationOf(SubnetId, world)
    if (present !== undefined && present.table.id === RouteTableId) return ok(associated(present.association.id))
    if (present !== undefined)
      return err(
        ec2Error(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${RouteTableId} conflicts with an existing association`,
        ),
      )
    const association = { id: world.newId('rtbassoc'), subnet: SubnetId }
    table.value.associations = [...table.value.associations, association]
    return ok(associated(association.id))
  },
})

const associated = (id: string): AssociateRouteTableResult => ({ AssociationId: id, AssociationState: { State: 'associated' } })

interface Found {
  readonly table: RouteTable
  readonly association: RouteTableAssociation
}

function associationOf(subnet: string, world: World): Found | undefined {
  return allAssociations(world).find(({ association }) => association.subnet === subnet)
}

const allAssociations = (world: World): readonly Found[] =>
  world.of('route-table').flatMap((table) => table.associations.map((association) => ({ table, association })))

function findAssociation(id: string, world: World): Result<Found, AwsError> {
  const found = allAssociations(world).find(({ association }) => association.id === id)
  return found === undefined ? err(ec2Error('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`)) : ok(found)
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateRouteTable.html */
export const disassociateRouteTable = ec2Operation<DisassociateRouteTableRequest, object>({
  uses: ({ AssociationId }, world) => usedBy(AssociationId, world),
  run: ({ AssociationId }, world) => {
    const found = findAssociation(AssociationId, world)
    if (!found.ok) return found
    const { table, association } = found.value
    if (isMain(association)) return err(invalidParameterValue(`cannot disassociate the main route table association ${AssociationId}`))
    table.associations = table.associations.filter((each) => each !== association)
    return ok({})
  },
})

function usedBy(association: string, world: World): readonly (readonly ['route-table' | 'subnet', string | undefined])[] {
  const found = findAssociation(association, world)
  if (!found.ok) return [['route-table', '*']]
  return [
    ['route-table', found.value.table.id],
    ['subnet', found.value.association.subnet],
  ]
}

/** A subnet gets another table, or the VPC another main one. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html */
export const replaceRouteTableAssociation = ec2Operation<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult>({
  uses: ({ RouteTableId, AssociationId }, world) => [['route-table', RouteTableId], ...usedBy(AssociationId, world).slice(1)],
  run: ({ RouteTableId, AssociationId }, world) => {
    const table = world.find('route-table', RouteTableId)
    if (!table.ok) return table
    const found = findAssociation(AssociationId, world)
    if (!found.ok) return found
    const before = found.value
    if (before.table.vpc !== table.value.vpc)
      return err(invalidParameterValue(`Route table ${RouteTableId} and association ${AssociationId} belong to different networks`))
    const association = { ...before.association, id: world.newId('rtbassoc') }
    before.table.associations = before.table.associations.filter((each) => each !== before.association)
    table.value.associations = [...table.value.associations, association]
    return ok({ NewAssociationId: association.id, AssociationState: { State: 'associated' } })
  },
})
