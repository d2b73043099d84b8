import type { DescribeDhcpOptionsRequest, DescribeDhcpOptionsResult, DhcpOptions as DhcpOptionsOutput } from '@aws-sdk/client-ec2'
import { describe } from './describe.ts'
import type { DhcpOptions } from './kinds.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** The set that AWS makes with the first VPC of a Region. @see https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html */
export const defaultDhcpOptions = (world: World): DhcpOptions =>
  world.of('dhcp-options')[0] ??
  world.add('dhcp-options', { domainName: world.region === 'us-east-1' ? 'ec2.internal' : `${world.region}.compute.internal` })

const dhcpOptionsOutput = (options: DhcpOptions): DhcpOptionsOutput => ({
  DhcpOptionsId: options.id,
  OwnerId: options.account,
  DhcpConfigurations: [
    { Key: 'domain-name', Values: [{ Value: options.domainName }] },
    { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
  ],
  Tags: formatTags(options.tags),
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
