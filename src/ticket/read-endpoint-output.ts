import { member } from '../base/located.ts'
import type { Findings } from './findings.ts'
import { has, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import { addPolicy } from './read-policy.ts'

/** Reads the policies of VPC endpoints out of what `aws ec2 describe-vpc-endpoints` prints. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html */
export function readEndpointOutput(piece: Piece, into: Findings): boolean {
  if (!has(piece.root, 'VpcEndpoints')) return false
  const endpoints = objectsAt(piece.root, 'VpcEndpoints').filter((endpoint) => /\.(?:s3|sts)$/.test(textAt(endpoint, 'ServiceName') ?? ''))
  const because = 'it is what `aws ec2 describe-vpc-endpoints` prints'
  if (endpoints.length === 0) into.understand(placeOf(piece, piece.root), 'VPC endpoints, none of them of S3 or STS', because)
  for (const endpoint of endpoints) {
    const [id, service] = [
      textAt(endpoint, 'VpcEndpointId') ?? '',
      textAt(endpoint, 'ServiceName')?.endsWith('.sts') === true ? 'sts' : 's3',
    ] as const
    const known = { type: 'vpcEndpoint', name: id, because } as const
    if (!addPolicy(piece, member(endpoint, 'PolicyDocument'), { ...known, endpoint: { id, service } }, into))
      into.understand(placeOf(piece, endpoint), `the VPC endpoint \`${id}\`, without a policy of its own`, because)
  }
  return true
}
