import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changed } from '../server-set-up.ts'
import { sourceInterface } from '../server-target.ts'

export const vpcBlockPublicAccess = networkFault({
  id: 'vpc-block-public-access',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'VPC Block Public Access is on in the account and region of the server',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html'],
  lookAlikes: ['route-missing', 'sg-missing-vendor-ip'],
  specificity: 1,
  example: 'VPC Block Public Access blocks what comes in',
  spoil: (target) =>
    sourceInterface(target) === undefined
      ? {
          ...target.network,
          vpcs: changed(target.network.vpcs, target.subnet.vpc, (vpc) => ({ ...vpc, blockPublicAccess: 'block-ingress' as const })),
        }
      : undefined,
  accepts: ({ why }) => why.fact === 'blockPublicAccess',
  say: (_, { connection }) => sentence`The account of ${name(connection.host)} blocks all access from the internet to its VPCs.`,
  where: () => 'VPC > Settings > Block public access',
})
