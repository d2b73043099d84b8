import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changed } from '../server-set-up.ts'
import { sourceInterface } from '../server-target.ts'

export const privateEndpointOnly = networkFault({
  id: 'private-endpoint-only',
  layer: 'route',
  tier: 1,
  confidence: 'documented',
  summary: 'the server has a private address alone, which nobody reaches from outside its network',
  sources: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    'https://segment.com/docs/connections/storage/catalog/redshift/',
    'https://github.com/TablePlus/TablePlus-Windows/issues/417',
  ],
  classes: ['private-address'],
  verdict: 'unique',
  lookAlikes: ['route-missing'],
  specificity: 1,
  example: 'the server has no public address',
  spoil: (target) =>
    sourceInterface(target) === undefined && target.networkInterface.privateIps.some(({ publicIp }) => publicIp !== undefined)
      ? {
          ...target.network,
          networkInterfaces: changed(target.network.networkInterfaces, target.networkInterface.name, (each) => ({
            ...each,
            privateIps: each.privateIps.map(({ address }) => ({ address })),
          })),
        }
      : undefined,
  accepts: ({ why }) => why.fact === 'noPublicIp' || why.fact === 'privateAddress',
  say: (_, { connection }) =>
    sentence`${name(connection.host)} has a private address, which cannot be reached from outside of its network.`,
  where: () => 'RDS > Databases > Connectivity > Publicly accessible',
})
