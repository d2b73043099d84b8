import type {
  AvailabilityZone,
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  Region,
} from '@aws-sdk/client-ec2'
import { err, ok } from '../../base/result.ts'
import { defaultRegions } from '../../policy/default-regions.ts'
import { applyFilters } from './describe.ts'
import { invalidParameterValue } from './errors.ts'
import { ec2Operation } from './operation.ts'
import type { World } from './world.ts'
import { zonesOf } from './zones.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
export const describeRegions = ec2Operation<DescribeRegionsRequest, DescribeRegionsResult>({
  run: ({ RegionNames, Filters }) => {
    const unknown = RegionNames?.find((name) => !defaultRegions.includes(name))
    if (unknown !== undefined) return err(invalidParameterValue(`Invalid region provided: ${unknown}`))
    const all = (RegionNames ?? defaultRegions).map(
      (name): Region => ({ RegionName: name, Endpoint: `ec2.${name}.amazonaws.com`, OptInStatus: 'opt-in-not-required' }),
    )
    const kept = applyFilters(all, Filters, {
      endpoint: ({ Endpoint }) => Endpoint,
      'opt-in-status': ({ OptInStatus }) => OptInStatus,
      'region-name': ({ RegionName }) => RegionName,
    })
    return kept.ok ? ok({ Regions: [...kept.value] }) : kept
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const describeAvailabilityZones = ec2Operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>({
  run: ({ ZoneNames, ZoneIds, Filters }, { region }) => {
    const all = zonesOf(region).map(
      ({ name, id }): AvailabilityZone => ({
        ZoneName: name,
        ZoneId: id,
        State: 'available',
        RegionName: region,
        GroupName: region,
        NetworkBorderGroup: region,
        OptInStatus: 'opt-in-not-required',
        ZoneType: 'availability-zone',
        Messages: [],
      }),
    )
    const unknown = ZoneNames?.find((name) => !all.some(({ ZoneName }) => ZoneName === name))
    if (unknown !== undefined) return err(invalidParameterValue(`Invalid availability zone: [${unknown}]`))
    const asked = all.filter(
      ({ ZoneName = '', ZoneId = '' }) => (ZoneNames?.includes(ZoneName) ?? true) && (ZoneIds?.includes(ZoneId) ?? true),
    )
    const kept = applyFilters(asked, Filters, {
      'group-name': ({ GroupName }) => GroupName,
      'opt-in-status': ({ OptInStatus }) => OptInStatus,
      'region-name': ({ RegionName }) => RegionName,
      state: ({ State }) => State,
      'zone-id': ({ ZoneId }) => ZoneId,
      'zone-name': ({ ZoneName }) => ZoneName,
      'zone-type': ({ ZoneType }) => ZoneType,
    })
    return kept.ok ? ok({ AvailabilityZones: [...kept.value] }) : kept
  },
})

const attributesOf = (world: World): Readonly<Record<string, string>> => ({
  'supported-platforms': 'VPC',
  'default-vpc': world.defaultVpc?.id ?? 'none',
  'max-instances': '20',
  'max-elastic-ips': '5',
  'vpc-max-elastic-ips': '5',
  'vpc-max-security-groups-per-interface': '5',
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
export const describeAccountAttributes = ec2Operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>({
  run: ({ AttributeNames }, world) => {
    const attributes = attributesOf(world)
    const names: readonly string[] = AttributeNames ?? Object.keys(attributes)
    const unknown = names.find((name) => !Object.hasOwn(attributes, name))
    if (unknown !== undefined) return err(invalidParameterValue(`The account attribute '${unknown}' is invalid`))
    return ok({
      AccountAttributes: names.map((name) => ({ AttributeName: name, AttributeValues: [{ AttributeValue: attributes[name] }] })),
    })
  },
})
