import type { Kind, Kinds } from './kinds.ts'

type Held = { readonly [K in Kind]: Map<string, Kinds[K]> }

/** An answer that is given again to whoever sends the same token. */
export interface Answered {
  readonly input: string
  readonly output: object
}

/** What EC2 knows. Only the operations of `ec2/` write to it. */
export class Ec2Store {
  /** Resources by id, in the order of their making. */
  readonly held: Held = {
    vpc: new Map(),
    subnet: new Map(),
    'security-group': new Map(),
    'security-group-rule': new Map(),
    'network-acl': new Map(),
    'route-table': new Map(),
    'internet-gateway': new Map(),
    'egress-only-internet-gateway': new Map(),
    'vpn-gateway': new Map(),
    natgateway: new Map(),
    'elastic-ip': new Map(),
    'vpc-peering-connection': new Map(),
    'vpc-endpoint': new Map(),
    'vpc-endpoint-service': new Map(),
    'prefix-list': new Map(),
    'network-interface': new Map(),
    'dhcp-options': new Map(),
  }
  /** By account, Region, operation and token. */
  readonly answered = new Map<string, Answered>()
}
