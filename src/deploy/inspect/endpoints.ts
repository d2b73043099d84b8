import type { EC2, VpcEndpoint } from '@aws-sdk/client-ec2'
import { clientsOf } from '../clients.ts'
import type { Reader } from './reader.ts'

/** Reads the endpoints of S3 and STS in a region of accounts, with their policies. @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
export async function inspectEndpoints(reader: Reader, accounts: readonly string[], region: string): Promise<void> {
  for (const account of accounts) {
    const ec2 = await clientsOf(reader.target).ec2(account, region)
    const read = {
      command: `aws ec2 describe-vpc-endpoints --region ${region} (account ${account})`,
      action: 'ec2:DescribeVpcEndpoints',
    }
    const found = await reader.ask(read, () => endpointsIn(ec2))
    const VpcEndpoints = (found ?? []).filter(({ ServiceName = '' }) => /\.(?:s3|sts)$/.test(ServiceName))
    if (VpcEndpoints.length > 0) reader.answer(read.command, { VpcEndpoints })
  }
}

async function endpointsIn(ec2: EC2): Promise<readonly VpcEndpoint[]> {
  const all: VpcEndpoint[] = []
  let next: string | undefined
  do {
    const { VpcEndpoints = [], NextToken } = await ec2.describeVpcEndpoints(next === undefined ? {} : { NextToken: next })
    all.push(...VpcEndpoints)
    next = NextToken === '' ? undefined : NextToken
  } while (next !== undefined)
  return all
}
