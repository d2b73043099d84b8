import { formatCidr } from '../../base/cidr.ts'
import type { NetworkAcl, PlacedCidr, RouteTable, Subnet, Vpc } from '../network.ts'
import { type Answers, child, children, cidr, type Item, listOf, note, placeOf, required, text } from './describe.ts'

export interface ImportOptions {
  /** Of VPCs whose Availability Zones do not say. */
  readonly region?: string
}

/** The VPCs that were described, and those that others only mention: their blocks are in the local routes of their tables. */
export function importVpcs(answers: Answers, options: ImportOptions): ReadonlyMap<string, Vpc> {
  const vpcs = new Map<string, Vpc>()
  for (const item of listOf(answers, 'Vpcs')) {
    const name = required(answers, item, 'VpcId')
    if (name === undefined) continue
    vpcs.set(name, vpcOf(answers, name, item, blocksOf(answers, item), options))
  }
  for (const [name, items] of mentioned(answers)) {
    const [first] = items
    if (vpcs.has(name) || first === undefined) continue
    note(
      answers,
      'vpc-inferred',
      placeOf(first, 'VpcId'),
      `the VPC \`${name}\` was not described: its CIDR blocks are taken from routes and subnets`,
    )
    vpcs.set(name, vpcOf(answers, name, first, inferredBlocks(answers, name), options))
  }
  return vpcs
}

function vpcOf(answers: Answers, name: string, item: Item, cidrBlocks: readonly PlacedCidr[], options: ImportOptions): Vpc {
  const account = text(item, 'OwnerId')
  return {
    name,
    at: item.at,
    id: name,
    ...(account === undefined ? {} : { account }),
    region: regionOf(answers, name) ?? options.region ?? 'us-east-1',
    cidrBlocks,
    // The answer does not say: they are on where names are used at all.
    enableDnsSupport: true,
    enableDnsHostnames: true,
    blockPublicAccess: modeOf(text(child(item, 'BlockPublicAccessStates') ?? item, 'InternetGatewayBlockMode')),
  }
}

const modeOf = (mode: string | undefined): Vpc['blockPublicAccess'] =>
  mode === 'block-bidirectional' || mode === 'block-ingress' ? mode : 'off'

function blocksOf(answers: Answers, item: Item): readonly PlacedCidr[] {
  const ipv4 = children(item, 'CidrBlockAssociationSet').filter((each) => isAssociated(each, 'CidrBlockState'))
  const ipv6 = children(item, 'Ipv6CidrBlockAssociationSet').filter((each) => isAssociated(each, 'Ipv6CidrBlockState'))
  return distinct([
    ...placed(answers, item, 'CidrBlock'),
    ...ipv4.flatMap((each) => placed(answers, each, 'CidrBlock')),
    ...ipv6.flatMap((each) => placed(answers, each, 'Ipv6CidrBlock')),
  ])
}

function isAssociated(item: Item, key: string): boolean {
  const state = text(child(item, key) ?? item, 'State')
  return state === undefined || state === 'associated'
}

function placed(answers: Answers, item: Item, key: string): readonly PlacedCidr[] {
  const block = cidr(answers, item, key)
  return block === undefined ? [] : [{ cidr: block, at: placeOf(item, key) }]
}

function distinct(blocks: readonly PlacedCidr[]): readonly PlacedCidr[] {
  return [...new Map(blocks.map((block) => [formatCidr(block.cidr), block])).values()]
}

/** Who speaks of a VPC. */
function mentioned(answers: Answers): ReadonlyMap<string, readonly Item[]> {
  const names = new Map<string, Item[]>()
  for (const list of ['Subnets', 'RouteTables', 'SecurityGroups', 'NetworkAcls', 'NetworkInterfaces'] as const) {
    for (const item of listOf(answers, list)) {
      const name = text(item, 'VpcId')
      if (name !== undefined) names.set(name, [...(names.get(name) ?? []), item])
    }
  }
  return names
}

function inferredBlocks(answers: Answers, vpc: string): readonly PlacedCidr[] {
  const tables = listOf(answers, 'RouteTables').filter((item) => text(item, 'VpcId') === vpc)
  const local = tables.flatMap((table) => children(table, 'Routes').filter((route) => text(route, 'GatewayId') === 'local'))
  const blocks = local.flatMap((route) => [
    ...placed(answers, route, 'DestinationCidrBlock'),
    ...placed(answers, route, 'DestinationIpv6CidrBlock'),
  ])
  if (blocks.length > 0) return distinct(blocks)
  const subnets = listOf(answers, 'Subnets').filter((item) => text(item, 'VpcId') === vpc)
  return distinct(subnets.flatMap((subnet) => subnetBlocks(answers, subnet)))
}

/** `us-east-1` of `us-east-1a`. */
function regionOf(answers: Answers, vpc: string): string | undefined {
  const zones = [...listOf(answers, 'Subnets'), ...listOf(answers, 'NetworkInterfaces')]
    .filter((item) => text(item, 'VpcId') === vpc)
    .map((item) => text(item, 'AvailabilityZone'))
  return zones.map((zone) => /^([a-z]{2}(?:-[a-z]+)+-\d)/.exec(zone ?? '')?.[1]).find((region) => region !== undefined)
}

const subnetBlocks = (answers: Answers, item: Item): readonly PlacedCidr[] =>
  distinct([
    ...placed(answers, item, 'CidrBlock'),
    ...children(item, 'Ipv6CidrBlockAssociationSet')
      .filter((each) => isAssociated(each, 'Ipv6CidrBlockState'))
      .flatMap((each) => placed(answers, each, 'Ipv6CidrBlock')),
  ])

/** A subnet that no table or ACL names has the main table and the default ACL of its VPC. */
export function importSubnets(
  answers: Answers,
  vpcs: ReadonlyMap<string, Vpc>,
  tables: ReadonlyMap<string, RouteTable>,
  acls: ReadonlyMap<string, NetworkAcl>,
): ReadonlyMap<string, Subnet> {
  const tableOf = associations(listOf(answers, 'RouteTables'), 'RouteTableId')
  const aclOf = associations(listOf(answers, 'NetworkAcls'), 'NetworkAclId')
  const subnets = new Map<string, Subnet>()
  for (const item of listOf(answers, 'Subnets')) {
    const name = required(answers, item, 'SubnetId')
    const vpc = required(answers, item, 'VpcId')
    if (name === undefined || vpc === undefined || !vpcs.has(vpc)) continue
    subnets.set(name, {
      name,
      at: item.at,
      vpc,
      cidrBlocks: subnetBlocks(answers, item),
      availabilityZone: text(item, 'AvailabilityZone') ?? '',
      routeTable: tableOf.get(name) ?? mainOf(tables, vpc),
      networkAcl: aclOf.get(name) ?? defaultOf(acls, vpc),
      ...exclusionOf(item),
    })
  }
  return subnets
}

/** Under VPC Block Public Access a subnet says whether it is spared: its own mode is off. */
function exclusionOf(item: Item): Pick<Subnet, 'blockPublicAccessExclusion'> {
  return text(child(item, 'BlockPublicAccessStates') ?? item, 'InternetGatewayBlockMode') === 'off'
    ? { blockPublicAccessExclusion: 'allow-bidirectional' }
    : {}
}

function associations(items: readonly Item[], id: string): ReadonlyMap<string, string> {
  return new Map(
    items.flatMap((item) => {
      const owner = text(item, id)
      return owner === undefined
        ? []
        : children(item, 'Associations').flatMap((each) =>
            [text(each, 'SubnetId')].flatMap((subnet) => (subnet === undefined ? [] : [[subnet, owner] as const])),
          )
    }),
  )
}

const mainOf = (tables: ReadonlyMap<string, RouteTable>, vpc: string): string =>
  [...tables.values()].find((table) => table.vpc === vpc && table.main)?.name ?? mainNameOf(vpc)

const defaultOf = (acls: ReadonlyMap<string, NetworkAcl>, vpc: string): string =>
  [...acls.values()].find((acl) => acl.vpc === vpc && acl.isDefault)?.name ?? defaultNameOf(vpc)

export const mainNameOf = (vpc: string): string => `main of ${vpc}`
export const defaultNameOf = (vpc: string): string => `default of ${vpc}`
