import { targetPoint } from '../../fixture/decide.ts'
import { breakBy } from '../break-grant.ts'
import type { ShutOut } from '../cause.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group } from '../findings.ts'
import { name, sentence } from '../sentence.ts'

interface ShutOutFinding extends Finding {
  readonly first: ShutOut
}

export const accessPointVpcOnly: Fault<ShutOutFinding> = {
  id: 'access-point-vpc-only',
  layer: 'access-point',
  tier: 3,
  confidence: 'documented',
  summary: 'the access point takes requests from one VPC only, and the connector comes from elsewhere',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://fivetran.com/docs/connectors/files/amazon-s3/setup-guide-new',
  ],
  connectors: bothConnectors,
  classes: ['s3-403-bare'],
  verdict: 'ambiguous',
  lookAlikes: ['access-point-policy-missing', 'source-vpce-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { accessPoint } = setUp.connection
    const point = accessPoint === undefined ? undefined : targetPoint(setUp.fixture, accessPoint)
    if (point === undefined || point.vpc !== undefined) return undefined
    return breakBy(setUp, [{ edit: 'accessPointVpc', accessPoint: point.name, vpc: 'vpc-0a1b2c3d' }])
  },

  recognise: ({ causes }) =>
    group(
      causes.filter((cause): cause is ShutOut => cause.cause === 'shutOut'),
      ({ point }) => point.name,
    ).map((claims) => ({ claims, first: claims[0], at: claims[0].point.at })),

  say: ({ first: { point } }) =>
    sentence`The access point ${name(point.name)} of ${name(point.bucket)} takes requests from the network ${name(point.vpc ?? '')} only; the connector comes from elsewhere.`,

  where: ({ first }) => `S3 > Access points > ${first.point.name} > Network origin`,

  advise: ({ first: { point } }) =>
    `Make an access point for the internet: delete ${point.name} and create it again without a VPC, for its network cannot be changed.`,

  fix: ({ first }) => [{ edit: 'accessPointVpc', accessPoint: first.point.name, vpc: undefined }],
}
