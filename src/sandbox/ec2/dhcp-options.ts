import type {
  AssociateDhcpOptionsRequest,
  CreateDhcpOptionsRequest,
  CreateDhcpOptionsResult,
  DeleteDhcpOptionsRequest,
  DescribeDhcpOptionsRequest,
  DescribeDhcpOptionsResult,
  DhcpOptions as DhcpOptionsOutput,
  NewDhcpConfiguration,
} from '@aws-sdk/client-ec2'
import { parseAddress } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { describe } from './describe.ts'
import { ec2Error, hasDependencies, invalidParameterValue, kindOfId, missingParameter } from './errors.ts'
import type { DhcpOption, DhcpOptions } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** The set that AWS makes with the first VPC of a Region, and again when it was deleted. @see https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html */
export const defaultDhcpOptions = (world: World): DhcpOptions =>
  world.of('dhcp-options').find(({ isDefault }) => isDefault) ??
  world.add('dhcp-options', {
    isDefault: true,
    options: [
      { name: 'domain-name', values: [world.region === 'us-east-1' ? 'ec2.internal' : `${world.region}.compute.internal`] },
      { name: 'domain-name-servers', values: [amazonDns] },
    ],
  })

const amazonDns = 'AmazonProvidedDNS'

const dhcpOptionsOutput = ({ id, account, options, tags }: DhcpOptions): DhcpOptionsOutput => ({
  DhcpOptionsId: id,
  OwnerId: account,
  DhcpConfigurations: options.map(({ name, values }) => ({ Key: name, Values: values.map((Value) => ({ Value })) })),
  Tags: formatTags(tags),
})

const isIpv4 = (value: string): boolean => {
  const address = parseAddress(value)
  return address.ok && address.value.family === 'ipv4'
}

type Refuse = (values: readonly string[], name: string) => string | undefined

const listed = (values: readonly string[]): string => values.join(',')

/** Several addresses, as far as they are some. */
const addresses =
  (most: number, takes: (value: string) => boolean): Refuse =>
  (values) =>
    values.find((value) => !takes(value)) ?? (values.length > most ? listed(values) : undefined)

const oneNumber =
  (takes: (value: string) => boolean): Refuse =>
  (values) =>
    values.length > 1 || !values.every(takes) ? listed(values) : undefined

/**
 * What each option may be: what is said of what it may not. Types of nodes are any byte, and names several.
 * Recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/dhcp_options.json), but for several leases.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html
 */
const known: Readonly<Record<string, Refuse>> = {
  'domain-name': (values) => values.find((value) => value.length > 253),
  'domain-name-servers': addresses(4, (value) => value === amazonDns || parseAddress(value).ok),
  'ntp-servers': addresses(8, (value) => parseAddress(value).ok),
  'netbios-name-servers': addresses(4, isIpv4),
  'netbios-node-type': oneNumber((value) => /^-?\d{1,9}$/.test(value) && Number(value) >= -128 && Number(value) <= 127),
  'ipv6-address-preferred-lease-time': ([value = '', ...more], name) => {
    if (!/^\d+$/.test(value) || more.length > 0) return `'${listed([value, ...more])}' for '${name}' is not allowed`
    return Number(value) >= 140 && Number(value) <= 2_147_483_647 ? undefined : `'${value}' for '${name}' is out of bounds`
  },
}

/** Several values may stand in one, with commas between them. */
function parseOption({ name, values }: DhcpOption): Result<DhcpOption, AwsError> {
  const refuse = Object.hasOwn(known, name) ? known[name] : undefined
  if (refuse === undefined) return err(invalidParameterValue(`Value (${name}) for parameter name is invalid. Unknown DHCP option`))
  const refused =
    values.every((value) => value !== '') && values.length > 0 ? refuse(values, name) : `empty string for '${name}' is not allowed`
  if (refused === undefined) return ok({ name, values })
  return err(invalidParameterValue(`Value (${refused}) for parameter value is invalid. Invalid DHCP option value.`))
}

/** An option that is named twice has the values of both. */
function parseOptions(given: readonly Parsed<NewDhcpConfiguration>[]): Result<readonly DhcpOption[], AwsError> {
  const merged = new Map<string, readonly string[]>()
  for (const { Key = '', Values = [] } of given)
    merged.set(Key, [...(merged.get(Key) ?? []), ...Values.flatMap((value) => value.split(',').map((part) => part.trim()))])
  const options: DhcpOption[] = []
  for (const [name, values] of merged) {
    const option = parseOption({ name, values })
    if (!option.ok) return option
    options.push(option.value)
  }
  return options.length > 0 ? ok(options) : err(missingParameter('dhcpConfiguration'))
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html */
export const createDhcpOptions = ec2Operation<CreateDhcpOptionsRequest, CreateDhcpOptionsResult>({
  creates: 'dhcp-options',
  run: ({ DhcpConfigurations }, world, tags) => {
    const options = parseOptions(DhcpConfigurations)
    if (!options.ok) return options
    return ok({ DhcpOptions: dhcpOptionsOutput(world.add('dhcp-options', { isDefault: false, options: options.value }, tags)) })
  },
})

/** A VPC that shall have no options is given those that are called `default`. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateDhcpOptions.html */
const none = 'default'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateDhcpOptions.html */
export const associateDhcpOptions = ec2Operation<AssociateDhcpOptionsRequest, object>({
  uses: ({ DhcpOptionsId, VpcId }) => [
    ['dhcp-options', DhcpOptionsId === none ? undefined : DhcpOptionsId],
    ['vpc', VpcId],
  ],
  run: ({ DhcpOptionsId, VpcId }, world) => {
    const options = DhcpOptionsId === none ? ok({ id: none }) : world.find('dhcp-options', DhcpOptionsId)
    // The words were recorded, as those above.
    if (!options.ok && !DhcpOptionsId.startsWith('dopt-'))
      return err(ec2Error('InvalidDhcpOptionsId.Malformed', `Invalid id: "${DhcpOptionsId}" (expecting "dopt-...")`))
    if (!options.ok) return options
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    vpc.value.dhcpOptions = options.value.id
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteDhcpOptions.html */
export const deleteDhcpOptions = ec2Operation<DeleteDhcpOptionsRequest, object>({
  uses: ({ DhcpOptionsId }) => [['dhcp-options', DhcpOptionsId]],
  run: ({ DhcpOptionsId }, world) => {
    const options = world.find('dhcp-options', DhcpOptionsId)
    if (!options.ok) return options
    // The sentence of https://github.com/gruntwork-io/cloud-nuke/issues/753.
    if (world.of('vpc').some(({ dhcpOptions }) => dhcpOptions === DhcpOptionsId)) return err(hasDependencies('dhcpOptions', DhcpOptionsId))
    world.remove('dhcp-options', DhcpOptionsId)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeDhcpOptions.html */
export const describeDhcpOptions = describe<DescribeDhcpOptionsRequest, DhcpOptionsOutput, DescribeDhcpOptionsResult, 'dhcp-options'>({
  kind: 'dhcp-options',
  ids: ({ DhcpOptionsIds }) => DhcpOptionsIds,
  refuse: ({ DhcpOptionsIds = [] }, world) => {
    const missing = DhcpOptionsIds.find((id) => kindOfId(id) === 'dhcp-options' && world.get('dhcp-options', id) === undefined)
    return missing === undefined ? undefined : ec2Error('InvalidDhcpOptionID.NotFound', `The dhcpOption ID '${missing}' does not exist`)
  },
  item: dhcpOptionsOutput,
  filters: {
    'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
    key: ({ DhcpConfigurations = [] }) => DhcpConfigurations.map(({ Key }) => Key),
    value: ({ DhcpConfigurations = [] }) => DhcpConfigurations.flatMap(({ Values = [] }) => Values.map(({ Value }) => Value)),
    'owner-id': ({ OwnerId }) => OwnerId,
  },
  output: (DhcpOptions, page) => ({ DhcpOptions, ...page }),
})
