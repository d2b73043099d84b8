import type { EC2 } from '@aws-sdk/client-ec2'
import { parseJson } from '../../src/base/parse-json.ts'
import { type DescribeDocument, importDescribe } from '../../src/network/import-describe.ts'
import type { Network } from '../../src/network/network.ts'

/** Everything that `aws ec2 describe-*` prints of an account in a Region, as files. */
export async function describeAll(ec2: EC2): Promise<readonly DescribeDocument[]> {
  const { PrefixLists = [] } = await ec2.describeManagedPrefixLists({})
  const withEntries = await Promise.all(
    PrefixLists.map(async (list) => ({
      ...list,
      Entries: (await ec2.getManagedPrefixListEntries({ PrefixListId: list.PrefixListId })).Entries,
    })),
  )
  const answers = await Promise.all([
    ec2.describeVpcs({}),
    ec2.describeSubnets({}),
    ec2.describeSecurityGroups({}),
    ec2.describeNetworkAcls({}),
    ec2.describeRouteTables({}),
    ec2.describeInternetGateways({}),
    ec2.describeEgressOnlyInternetGateways({}),
    ec2.describeVpnGateways({}),
    ec2.describeNatGateways({}),
    ec2.describeAddresses({}),
    ec2.describeVpcPeeringConnections({}),
    ec2.describeVpcEndpoints({}),
    ec2.describeNetworkInterfaces({}),
  ])
  return [...answers, { PrefixLists: withEntries }].map((answer, index) => {
    const tree = parseJson(JSON.stringify({ ...answer, $metadata: undefined }), `describe-${index}.json`)
    if (!tree.ok) throw new Error('the answer is no JSON')
    return { file: `describe-${index}.json`, tree: tree.value }
  })
}

/** The network as EC2 describes it; interfaces count as attached, since there are no instances to attach them to. */
export async function describedNetwork(ec2: EC2): Promise<{ readonly network: Network; readonly idOf: (name: string) => string }> {
  const imported = importDescribe(await describeAll(ec2))
  if (!imported.ok) throw new Error(JSON.stringify(imported.error))
  const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({})
  const ids = new Map(
    NetworkInterfaces.map(({ NetworkInterfaceId = '', TagSet = [] }) => [
      TagSet.find(({ Key }) => Key === 'Name')?.Value,
      NetworkInterfaceId,
    ]),
  )
  const attached = [...imported.value.networkInterfaces].map(([name, each]) => [name, { ...each, attached: true }] as const)
  return { network: { ...imported.value, networkInterfaces: new Map(attached) }, idOf: (name) => ids.get(name) ?? name }
}
