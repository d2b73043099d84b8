import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'

export const peeringNotActive = networkFault({
  id: 'peering-not-active',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'the VPC peering connection between the product and the server was not accepted, or is gone',
  sources: ['https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle'],
  lookAlikes: ['route-missing', 'sg-missing-vendor-ip'],
  specificity: 1,
  example: 'the peering connection waits for acceptance',
  spoil: ({ network, subnet }) => {
    const joins = [...network.vpcPeeringConnections.values()].filter(({ requester, accepter }) =>
      [requester.vpc, accepter.vpc].includes(subnet.vpc),
    )
    if (joins.length === 0) return undefined
    const waiting = joins.map((each) => [each.name, { ...each, status: 'pending-acceptance' as const }] as const)
    return { ...network, vpcPeeringConnections: new Map([...network.vpcPeeringConnections, ...waiting]) }
  },
  accepts: ({ component, why }) => component.type === 'vpcPeeringConnection' && why.fact === 'state',
  say: ({ first }, { connection }) => {
    const state = first.why.fact === 'state' ? first.why.state : ''
    return sentence`${name(first.component.name, 'The peering connection ')} to the network of ${name(connection.host)} is ${state}.`
  },
  where: ({ first }) => `VPC > Peering connections > ${first.component.name}`,
})
