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
import { hasDependencies, invalidParameterValue, missingParameter } from './errors.ts'
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

/** What each option may be, and how many of them. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html */
const known: Readonly<Record<string, { readonly most: number; readonly takes: (value: string) => boolean }>> = {
  'domain-name': { most: 1, takes: (value) => value !== '' },
  'domain-name-servers': { most: 4, takes: (value) => value === amazonDns || parseAddress(value).ok },
  'ntp-servers': { most: 8, takes: (value) => parseAddress(value).ok },
  'netbios-name-servers': { most: 4, takes: (value) => parseAddress(value).ok },
  'netbios-node-type': { most: 1, takes: (value) => ['1', '2', '4', '8'].includes(value) },
  'ipv6-address-preferred-lease-time': {
    most: 1,
    takes: (value) => /^\d{1,10}$/.test(value) && Number(value) >= 140 && Number(value) <= 2_147_483_647,
  },
}

/** Several servers may stand in one value, with commas between them. The sentences are inferred. */
function parseOption({ Key = '', Values = [] }: Parsed<NewDhcpConfiguration>): Result<DhcpOption, AwsError> {
  const option = Object.hasOwn(known, Key) ? known[Key] : undefined
  if (option === undefined) return err(invalidParameterValue(`Value (${Key}) for parameter name is invalid. Unknown DHCP option`))
  const values = option.most === 1 ? Values : Values.flatMap((value) => value.split(',').map((part) => part.trim()))
  const wrong = values.find((value) => !option.takes(value))
  if (wrong !== undefined || values.length === 0)
    return err(invalidParameterValue(`Value (${wrong ?? ''}) for parameter ${Key} is invalid.`))
  if (values.length > option.most) return err(invalidParameterValue(`Too many values for ${Key}: at most ${option.most}.`))
  return ok({ name: Key, values })
}

function parseOptions(given: readonly Parsed<NewDhcpConfiguration>[]): Result<readonly DhcpOption[], AwsError> {
  const options: DhcpOption[] = []
  for (const each of given) {
    const option = parseOption(each)
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
  item: dhcpOptionsOutput,
  filters: {
    'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
    key: ({ DhcpConfigurations = [] }) => DhcpConfigurations.map(({ Key }) => Key),
    value: ({ DhcpConfigurations = [] }) => DhcpConfigurations.flatMap(({ Values = [] }) => Values.map(({ Value }) => Value)),
    'owner-id': ({ OwnerId }) => OwnerId,
  },
  output: (DhcpOptions, page) => ({ DhcpOptions, ...page }),
})
