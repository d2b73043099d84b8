import { Table } from '../journal/table.ts'
import type { Kind, Kinds } from './kinds.ts'

type Held = { readonly [K in Kind]: Table<string, Kinds[K]> }

/** An answer that is given again to whoever sends the same token. */
export interface Answered {
  readonly input: string
  readonly output: object
}

/** What EC2 knows. Only the operations of `ec2/` write to it. */
export class Ec2Store {
  /** Resources by id, in the order of their making. */
  readonly held: Held = {
    vpc: new Table(),
    subnet: new Table(),
    'security-group': new Table(),
    'security-group-rule': new Table(),
    'network-acl': new Table(),
    'route-table': new Table(),
    'internet-gateway': new Table(),
    'egress-only-internet-gateway': new Table(),
    'vpn-gateway': new Table(),
    natgateway: new Table(),
    'elastic-ip': new Table(),
    'vpc-peering-connection': new Table(),
    'vpc-endpoint': new Table(),
    'vpc-endpoint-service': new Table(),
    'prefix-list': new Table(),
    'network-interface': new Table(),
    'dhcp-options': new Table(),
  }
  /** By account, Region, operation and token. */
  readonly answered = new Table<string, Answered>('are replaced')
}
