import { cidrAround } from '../../base/cidr.ts'
import { addresses, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeAcl } from '../server-target.ts'

export const naclInboundDeny = networkFault({
  id: 'nacl-inbound-deny',
  layer: 'nacl',
  tier: 2,
  confidence: 'knowledge',
  summary: 'an entry of the network ACL denies the addresses of the product before another one would allow them',
  sources: [
    'https://repost.aws/knowledge-center/resolve-connection-sg-acl-inbound',
    'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html',
  ],
  lookAlikes: ['sg-missing-vendor-ip', 'nacl-inbound-missing'],
  specificity: 1,
  example: 'entries before all others deny the addresses of the product',
  spoil: (target) => {
    const { port } = target.connection
    const first = target.networkAcl.ingress[0]?.ruleNumber ?? 100
    if (first <= target.sources.length) return undefined
    const denials = target.sources.map((address, index) => ({
      at: target.networkAcl.at,
      ruleNumber: first - target.sources.length + index,
      ruleAction: 'deny' as const,
      traffic: { protocol: 'tcp' as const, ports: { from: port, to: port } },
      cidr: cidrAround(address),
    }))
    return changeAcl(target, (acl) => ({ ...acl, ingress: [...denials, ...acl.ingress] }))
  },
  accepts: ({ why, direction }) => why.fact === 'networkAclEntry' && why.entry !== undefined && direction === 'forward',
  say: ({ cause, first }) => {
    const number = first.why.fact === 'networkAclEntry' ? first.why.entry?.ruleNumber : undefined
    return sentence`Entry ${String(number ?? '')} of ${name(first.component.name, 'the network ACL ')} denies ${addresses(cause.sources)}.`
  },
  where: ({ first }) => `VPC > Network ACLs > ${first.component.name} > Inbound rules`,
})
