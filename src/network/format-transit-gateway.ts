import { formatCidr } from '../base/cidr.ts'
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable } from './network.ts'

/** A transit gateway as it is written under `transitGateways`. */
export const formatTransitGateway = ({ securityGroupReferencingSupport, attachments, routeTables }: TransitGateway): object => ({
  securityGroupReferencingSupport: securityGroupReferencingSupport || undefined,
  attachments: Object.fromEntries([...attachments].map(([name, attachment]) => [name, attachmentText(attachment)])),
  routeTables: Object.fromEntries([...routeTables].map(([name, table]) => [name, tableText(table, attachments)])),
})

function attachmentText(attachment: TransitGatewayAttachment): object {
  const state = attachment.state === 'available' ? undefined : attachment.state
  if (attachment.type === 'remote') return { remoteCidrs: attachment.remoteCidrs.map(({ cidr }) => formatCidr(cidr)), state }
  const { vpc, subnets, securityGroupReferencingSupport } = attachment
  return { vpc, subnets: [...subnets], state, securityGroupReferencingSupport: securityGroupReferencingSupport ? undefined : false }
}

function tableText({ name, routes }: TransitGatewayRouteTable, attachments: TransitGateway['attachments']): object {
  const associations = [...attachments.values()].flatMap((each) => (each.association === name ? [each.name] : []))
  const propagations = [...new Set(routes.flatMap(({ origin, attachment }) => (origin === 'propagated' ? (attachment ?? []) : [])))]
  const own = routes.filter(({ origin }) => origin === 'static').map(({ cidr, attachment = 'blackhole' }) => [formatCidr(cidr), attachment])
  return {
    associations: associations.length === 0 ? undefined : associations,
    propagations: propagations.length === 0 ? undefined : propagations,
    routes: own.length === 0 ? undefined : Object.fromEntries(own),
  }
}
