import type { CompiledSubnet } from '../compiled-network.ts'
import type { Trail } from './trail.ts'

/**
 * VPC Block Public Access at the border of the VPC. Ingress mode spares what NAT gateways and egress-only internet gateways carry, since those only
 * let connections out; so does an exclusion that allows egress, which also spares other connections from inside.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
 */
export function checkBlockPublicAccess(
  { subnet, vpc: { vpc } }: CompiledSubnet,
  connection: 'fromInside' | 'fromOutside',
  outboundOnlyGateway: boolean,
  trail: Trail,
): void {
  // What is blocked here is told once, on the way there.
  if (vpc.blockPublicAccess === 'off' || trail.established) return
  const exclusion = subnet.blockPublicAccessExclusion ?? vpc.blockPublicAccessExclusion
  if (exclusion === 'allow-bidirectional') return
  if (exclusion === 'allow-egress' && connection === 'fromInside') return
  if (vpc.blockPublicAccess === 'block-ingress' && outboundOnlyGateway) return
  trail.block({
    code: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    at: vpc.at,
    why: { fact: 'blockPublicAccess', vpc: vpc.name, mode: vpc.blockPublicAccess },
    opens: {
      change: 'createVpcBlockPublicAccessExclusion',
      vpc: vpc.name,
      mode: connection === 'fromInside' ? 'allow-egress' : 'allow-bidirectional',
    },
  })
}
