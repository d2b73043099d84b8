import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { sourceInterface } from '../server-target.ts'

export const internetGatewayDetached = networkFault({
  id: 'internet-gateway-detached',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'the VPC of the server has no internet gateway attached',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html'],
  lookAlikes: ['route-missing', 'route-blackhole'],
  specificity: 2,
  example: 'the internet gateway is detached from the VPC',
  spoil: (target) => {
    const { network, subnet } = target
    const attached = [...network.internetGateways.values()].filter(({ vpc }) => vpc === subnet.vpc)
    if (attached.length === 0 || sourceInterface(target) !== undefined) return undefined
    const detached = attached.map(({ name: gateway, at }) => [gateway, { name: gateway, at }] as const)
    return { ...network, internetGateways: new Map([...network.internetGateways, ...detached]) }
  },
  accepts: ({ why }) => why.fact === 'notAttached',
  say: (_, { connection }) =>
    sentence`The network of ${name(connection.host)} is not joined to the internet: no internet gateway is attached to its VPC.`,
  where: () => 'VPC > Internet gateways > Attach to VPC',
})
