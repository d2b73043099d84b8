import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeRouteTable } from '../server-target.ts'

export const routeMissing = networkFault({
  id: 'route-missing',
  layer: 'route',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the subnet of the server has no route back to the product',
  sources: [
    'https://segment.com/docs/connections/storage/catalog/redshift/',
    'https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html',
  ],
  lookAlikes: ['sg-missing-vendor-ip', 'private-endpoint-only'],
  specificity: 1,
  example: 'the route table has no routes but the local one',
  spoil: (target) => (target.routeTable.routes.length === 0 ? undefined : changeRouteTable(target, (table) => ({ ...table, routes: [] }))),
  accepts: ({ why }) => why.fact === 'noRoute',
  say: ({ first }, { connection }) =>
    sentence`The subnet of ${name(connection.host)} has no route to the product: ${name(first.component.name, 'the route table ')} lacks it.`,
  where: ({ first }) => `VPC > Route tables > ${first.component.name} > Routes`,
})
