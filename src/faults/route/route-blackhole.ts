import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeRouteTable } from '../server-target.ts'

export const routeBlackhole = networkFault({
  id: 'route-blackhole',
  layer: 'route',
  tier: 3,
  confidence: 'documented',
  summary: 'the route to the product leads to something that is gone: a blackhole',
  sources: ['https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html'],
  lookAlikes: ['route-missing'],
  specificity: 1,
  example: 'a route for the network of the product leads to a NAT gateway that was deleted',
  spoil: (target) => {
    const [{ family, value }] = target.sources
    if (family !== 'ipv4' || target.routeTable.routes.length === 0) return undefined
    const first = (value >> 8n) << 8n
    const route = {
      at: target.routeTable.at,
      destination: { type: 'cidr' as const, cidr: { family, first, last: first + 255n, prefixLength: 24 } },
      target: { type: 'unknown' as const, name: 'nat-0123456789abcdef0' },
      origin: 'static' as const,
      state: 'blackhole' as const,
    }
    return changeRouteTable(target, (table) => ({ ...table, routes: [...table.routes, route] }))
  },
  accepts: ({ why }) => why.fact === 'blackhole',
  say: ({ first }, { connection }) => {
    const gone = first.why.fact === 'blackhole' ? first.why.route.target.name : ''
    return sentence`Replies of ${name(connection.host)} go into a blackhole: ${name(first.component.name, 'the route table ')} sends them to ${name(gone)}, which is gone.`
  },
  where: ({ first }) => `VPC > Route tables > ${first.component.name} > Routes`,
})
