import { encloses, formatCidr, overlaps } from '../../base/cidr.ts'
import type { TextAt } from '../../base/shape.ts'
import { suggest } from '../../base/suggest.ts'
import type { PlacedCidr, Subnet, Vpc } from '../network.ts'
import type { Section } from '../network-shape.ts'
import type { CidrAt } from '../network-values.ts'
import { canonical, type Draft, mapOf, refers, refuse } from './draft.ts'

const defaultRegion = 'us-east-1'

export const mainTableOf = (vpc: string): string => `main of ${vpc}`
export const defaultOf = (vpc: string): string => `default of ${vpc}`

export const readVpcs = (draft: Draft): ReadonlyMap<string, Vpc> => mapOf(draft.text.vpcs, (entry) => readVpc(draft, entry))

function readVpc(draft: Draft, { key: name, keyAt: at, value: { of } }: Section<'vpcs'>): Vpc {
  const account = of.account === undefined ? undefined : accountOf(draft, of.account)
  return {
    name,
    at,
    id: of.id?.text ?? name,
    ...(account === undefined ? {} : { account }),
    region: of.region?.text ?? defaultRegion,
    cidrBlocks: distinct(
      draft,
      of.cidrBlock.map((block) => sized(draft, block, 'VPC')),
    ),
    enableDnsSupport: of.enableDnsSupport?.value ?? true,
    enableDnsHostnames: of.enableDnsHostnames?.value ?? false,
    blockPublicAccess: of.blockPublicAccess?.value ?? 'off',
    ...(of.blockPublicAccessExclusion === undefined ? {} : { blockPublicAccessExclusion: of.blockPublicAccessExclusion.value }),
  }
}

function accountOf({ accounts, report }: Draft, { text, at }: { readonly text: string; readonly at: Vpc['at'] }): string | undefined {
  const id = accounts?.get(text) ?? (/^\d{12}$/.test(text) ? text : undefined)
  if (id !== undefined) return id
  const nearest = suggest(text, accounts?.keys() ?? [])
  report(
    'unknown-account',
    at,
    `there is no account \`${text}\``,
    nearest === undefined ? 'an account id is twelve digits in quotes' : `did you mean \`${nearest}\`?`,
  )
  return undefined
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
function sized(draft: Draft, block: CidrAt, what: 'VPC' | 'subnet'): PlacedCidr {
  const { family, prefixLength } = block.cidr
  const [largest, smallest] = family === 'ipv4' ? [16, 28] : what === 'VPC' ? [44, 60] : [44, 64]
  const fits = prefixLength >= largest && prefixLength <= smallest && (family === 'ipv4' || prefixLength % 4 === 0)
  if (!fits) {
    const steps = family === 'ipv4' ? '' : ', in steps of four'
    const message = `\`${block.text}\` is no size for a ${what}`
    refuse(draft, what === 'VPC' ? 'vpc-range' : 'subnet-range', block.at, message, `from /${largest} to /${smallest}${steps}`)
  }
  return canonical(draft, block, formatCidr(block.cidr))
}

function distinct(draft: Draft, blocks: readonly PlacedCidr[]): readonly PlacedCidr[] {
  for (const [index, { cidr, at }] of blocks.entries()) {
    const earlier = blocks.slice(0, index).find((other) => overlaps(other.cidr, cidr))
    if (earlier !== undefined) {
      refuse(draft, 'vpc-cidr-conflict', at, `\`${formatCidr(cidr)}\` overlaps \`${formatCidr(earlier.cidr)}\` of the same VPC`)
    }
  }
  return blocks
}

export function readSubnets(draft: Draft, vpcs: ReadonlyMap<string, Vpc>): ReadonlyMap<string, Subnet> {
  const subnets = mapOf(draft.text.subnets, (entry) => readSubnet(draft, entry, vpcs))
  checkConflicts(draft, [...subnets.values()])
  return subnets
}

function readSubnet(
  draft: Draft,
  { key: name, keyAt: at, value: { of } }: Section<'subnets'>,
  vpcs: ReadonlyMap<string, Vpc>,
): Subnet | undefined {
  const known = refers(draft, 'vpc', of.vpc)
  const routeTable = inVpc(draft, 'routeTable', of.routeTable, of.vpc.text)
  const networkAcl = inVpc(draft, 'networkAcl', of.networkAcl, of.vpc.text)
  const cidrBlocks = of.cidrBlock.map((block) => sized(draft, block, 'subnet'))
  const vpc = vpcs.get(of.vpc.text)
  if (!known || vpc === undefined) return undefined
  for (const { cidr, at: cidrAt } of cidrBlocks) {
    if (!vpc.cidrBlocks.some((outer) => encloses(outer.cidr, cidr))) {
      refuse(draft, 'subnet-range', cidrAt, `\`${formatCidr(cidr)}\` is not within the CIDR blocks of the VPC \`${vpc.name}\``)
    }
  }
  const { blockPublicAccessExclusion } = of
  return {
    name,
    at,
    vpc: vpc.name,
    cidrBlocks,
    availabilityZone: of.availabilityZone?.text ?? `${vpc.region}a`,
    routeTable: routeTable ?? mainTable(draft, vpc.name),
    networkAcl: networkAcl ?? defaultAcl(draft, vpc.name),
    ...(blockPublicAccessExclusion === undefined ? {} : { blockPublicAccessExclusion: blockPublicAccessExclusion.value }),
  }
}

/** The name of a table or an ACL of the subnet's own VPC. */
function inVpc(draft: Draft, kind: 'routeTable' | 'networkAcl', name: TextAt | undefined, vpc: string): string | undefined {
  if (name === undefined || !refers(draft, kind, name)) return undefined
  const other = draft.text[`${kind}s`]?.find(({ key }) => key === name.text)?.value.of.vpc.text
  if (other !== vpc) draft.report('other-vpc', name.at, `\`${name.text}\` is in the VPC \`${other}\`, the subnet in \`${vpc}\``)
  return name.text
}

const mainTable = ({ text }: Draft, vpc: string): string =>
  text.routeTables?.find(({ value: { of } }) => of.vpc.text === vpc && of.main?.value === true)?.key ?? mainTableOf(vpc)

const defaultAcl = ({ text }: Draft, vpc: string): string =>
  text.networkAcls?.find(({ value: { of } }) => of.vpc.text === vpc && of.default?.value === true)?.key ?? defaultOf(vpc)

function checkConflicts(draft: Draft, subnets: readonly Subnet[]): void {
  for (const [index, subnet] of subnets.entries()) {
    const earlier = subnets.slice(0, index).filter(({ vpc }) => vpc === subnet.vpc)
    for (const { cidr, at } of subnet.cidrBlocks) {
      const other = earlier.find(({ cidrBlocks }) => cidrBlocks.some((block) => overlaps(block.cidr, cidr)))
      if (other !== undefined) refuse(draft, 'subnet-conflict', at, `\`${formatCidr(cidr)}\` conflicts with the subnet \`${other.name}\``)
    }
  }
}
