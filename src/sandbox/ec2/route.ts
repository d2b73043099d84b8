import type {
  CreateRouteRequest,
  CreateRouteResult,
  DeleteRouteRequest,
  ReplaceRouteRequest,
  Route as RouteOutput,
} from '@aws-sdk/client-ec2'
import { type Cidr, encloses, formatCidr } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { parseBlock } from './cidr-block.ts'
import { ec2Error, invalidParameterValue, kindOfId, notFound, unsupported } from './errors.ts'
import type { Route, RouteTable } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html */
export const createRoute = ec2Operation<CreateRouteRequest, CreateRouteResult>({
  uses: ({ RouteTableId }) => [['route-table', RouteTableId]],
  run: (input, world) => {
    const table = world.find('route-table', input.RouteTableId)
    if (!table.ok) return table
    const route = parseRoute(input, table.value, world)
    if (!route.ok) return route
    const text = destinationText(route.value.destination)
    if (isLocal(route.value.destination, table.value, world)) return err(insideVpc(text))
    if (table.value.routes.some(({ destination }) => destinationText(destination) === text))
      return err(ec2Error('RouteAlreadyExists', `The route identified by ${text} already exists.`))
    table.value.routes = [...table.value.routes, route.value]
    return ok({ Return: true })
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html */
export const replaceRoute = ec2Operation<ReplaceRouteRequest, object>({
  uses: ({ RouteTableId }) => [['route-table', RouteTableId]],
  run: (input, world) => {
    const table = world.find('route-table', input.RouteTableId)
    if (!table.ok) return table
    if (input.LocalTarget === true) return toLocalTarget(input, table.value, world)
    const route = parseRoute(input, table.value, world, replacementList)
    if (!route.ok) return route
    const text = destinationText(route.value.destination)
    if (isLocal(route.value.destination, table.value, world)) return err(insideVpc(text))
    const isReplaced = ({ destination }: Route): boolean => destinationText(destination) === text
    if (!table.value.routes.some(isReplaced))
      return err(invalidParameterValue(`There is no route defined for '${text}' in the route table. Use CreateRoute instead.`))
    table.value.routes = table.value.routes.map((each) => (isReplaced(each) ? route.value : each))
    return ok({})
  },
})

/** What leads to the VPC itself leads nowhere else here, so nothing is to be put back. */
function toLocalTarget(input: Destination & Target, table: RouteTable, world: World): Result<object, AwsError> {
  const destination = parseDestination(input, world)
  if (!destination.ok) return destination
  const given = targets.filter((name) => input[name] !== undefined)
  if (given.length > 0) return err(exactlyOne(given, replacementList))
  const text = destinationText(destination.value)
  const { cidrs = [], ipv6Cidrs = [] } = world.get('vpc', table.vpc) ?? {}
  return [...cidrs, ...ipv6Cidrs].some(({ cidr }) => formatCidr(cidr) === text)
    ? ok({})
    : err(invalidParameterValue('local-target only allowed with network local destination CIDRs'))
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRoute.html */
export const deleteRoute = ec2Operation<DeleteRouteRequest, object>({
  uses: ({ RouteTableId }) => [['route-table', RouteTableId]],
  run: (input, world) => {
    const table = world.find('route-table', input.RouteTableId)
    if (!table.ok) return table
    const destination = parseDestination(input, world)
    if (!destination.ok) return destination
    const text = destinationText(destination.value)
    const vpc = world.get('vpc', table.value.vpc)
    if (vpc?.cidrs.some(({ cidr }) => formatCidr(cidr) === text) === true)
      return err(invalidParameterValue(`cannot remove local route ${text} in route table ${input.RouteTableId}`))
    const found = table.value.routes.find((each) => destinationText(each.destination) === text)
    if (found === undefined)
      return err(ec2Error('InvalidRoute.NotFound', `no route with destination-cidr-block ${text} in route table ${input.RouteTableId}`))
    if (found.target.startsWith('vpce-'))
      return err(invalidParameterValue(`cannot remove VPC endpoint route ${text} in route table ${input.RouteTableId}`))
    table.value.routes = table.value.routes.filter((each) => each !== found)
    return ok({})
  },
})

const destinations = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'] as const

interface Destination {
  readonly DestinationCidrBlock?: string | undefined
  readonly DestinationIpv6CidrBlock?: string | undefined
  readonly DestinationPrefixListId?: string | undefined
}

const inRequest = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`

/** Recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/internet_gateways.json). */
const exactlyOne = (given: readonly string[], names: string): AwsError =>
  ec2Error(given.length === 0 ? 'MissingParameter' : 'InvalidParameterCombination', `The request must contain exactly one of${names}`)

function parseDestination(input: Destination, world: World): Result<Cidr | string, AwsError> {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = input
  const given = destinations.filter((name) => input[name] !== undefined)
  if (given.length !== 1) return err(exactlyOne(given, `: ${destinations.map(inRequest).join(', ')}`))
  if (DestinationCidrBlock !== undefined) return parseBlock(DestinationCidrBlock, 'destinationCidrBlock', 'ipv4')
  if (DestinationIpv6CidrBlock !== undefined) return parseBlock(DestinationIpv6CidrBlock, 'destinationIpv6CidrBlock', 'ipv6')
  const list = world.find('prefix-list', DestinationPrefixListId ?? '')
  return list.ok ? ok(list.value.id) : list
}

export const destinationText = (destination: Cidr | string): string =>
  typeof destination === 'string' ? destination : formatCidr(destination)

const insideVpc = (text: string): AwsError =>
  invalidParameterValue(
    `The destination CIDR block ${text} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
  )

/** A route inside of the VPC needs a middlebox, which is not built. @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables */
function isLocal(destination: Cidr | string, { vpc: id }: RouteTable, world: World): boolean {
  const vpc = world.get('vpc', id)
  return (
    typeof destination !== 'string' && [...(vpc?.cidrs ?? []), ...(vpc?.ipv6Cidrs ?? [])].some(({ cidr }) => encloses(cidr, destination))
  )
}

const targets = [
  'GatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'TransitGatewayId',
  'VpcEndpointId',
  'CoreNetworkArn',
  'InstanceId',
] as const

/** As refusals list them, those of a replacement with more. */
const targetList = ` ${targets.slice(0, -1).map(inRequest).join(', ')} or instanceId`
const replacementList = `${targetList}, or must have localTarget set to true`

type Target = { readonly [Name in (typeof targets)[number]]?: string | undefined }

function parseRoute(input: Destination & Target, table: RouteTable, world: World, names = targetList): Result<Route, AwsError> {
  const destination = parseDestination(input, world)
  if (!destination.ok) return destination
  const given = targets.filter((name) => input[name] !== undefined)
  const [name] = given
  if (name === undefined || given.length > 1) return err(exactlyOne(given, names))
  const target = findTarget(name, input[name] ?? '', table, world)
  return target.ok ? ok({ destination: destination.value, target: target.value }) : target
}

function findTarget(name: (typeof targets)[number], id: string, { vpc }: RouteTable, world: World): Result<string, AwsError> {
  const kind = kindOfId(id)
  switch (kind) {
    case 'internet-gateway':
    case 'vpn-gateway': {
      const gateway = world.find(kind, id)
      if (!gateway.ok) return err(ec2Error('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`))
      return gateway.value.vpc === vpc ? ok(id) : err(differentNetworks(id))
    }
    case 'egress-only-internet-gateway':
    case 'natgateway':
    case 'network-interface': {
      const target = world.find(kind, id)
      if (!target.ok) return target
      return kind === 'natgateway' || target.value.vpc === vpc ? ok(id) : err(differentNetworks(id))
    }
    case 'vpc-peering-connection': {
      const peering = world.find(kind, id)
      if (!peering.ok) return peering
      const { requester, accepter, status } = peering.value
      // Until it is active the route is a blackhole. @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
      if (status !== 'active' && status !== 'pending-acceptance')
        return err(invalidParameterValue(`the VPC peering connection ${id} is not active`))
      return [requester.vpc, accepter.vpc].includes(vpc) ? ok(id) : err(differentNetworks(id))
    }
    default:
      if (name === 'TransitGatewayId' || name === 'InstanceId' || name === 'VpcEndpointId') return err(unsupported(`a route to ${name}`))
      if (id === 'local') return err(ec2Error('InvalidGatewayID.NotFound', `The gateway ID 'local' does not exist`))
      return err(kind === undefined ? invalidParameterValue(`Invalid id: "${id}" (expecting "igw-...")`) : notFound(kind, id))
  }
}

const differentNetworks = (id: string): AwsError =>
  invalidParameterValue(`route table and network gateway ${id} belong to different networks`)

/** What the target is called in answers, by its kind. */
const outputNames: Readonly<Record<string, keyof RouteOutput>> = {
  'internet-gateway': 'GatewayId',
  'vpn-gateway': 'GatewayId',
  'vpc-endpoint': 'GatewayId',
  natgateway: 'NatGatewayId',
  'network-interface': 'NetworkInterfaceId',
  'vpc-peering-connection': 'VpcPeeringConnectionId',
  'egress-only-internet-gateway': 'EgressOnlyInternetGatewayId',
}

export function routeOutput({ destination, target }: Route, table: RouteTable, world: World): RouteOutput {
  const place =
    typeof destination === 'string'
      ? { DestinationPrefixListId: destination }
      : destination.family === 'ipv4'
        ? { DestinationCidrBlock: formatCidr(destination) }
        : { DestinationIpv6CidrBlock: formatCidr(destination) }
  return {
    ...place,
    [outputNames[kindOfId(target) ?? ''] ?? 'GatewayId']: target,
    Origin: 'CreateRoute',
    State: isThere(target, table, world) ? 'active' : 'blackhole',
  }
}

/** A target that is gone, or no longer attached, leaves a blackhole. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html */
function isThere(target: string, { vpc }: RouteTable, world: World): boolean {
  const kind = kindOfId(target)
  const found = kind === undefined ? undefined : world.get(kind, target)
  if (found === undefined) return false
  if ('requester' in found && 'accepter' in found) return found.status === 'active'
  if ('deletedAt' in found) return found.deletedAt === undefined
  return !('vpc' in found) || found.vpc === vpc
}
