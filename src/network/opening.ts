import type { Cidr } from '../base/cidr.ts'
import type { RouteTarget, SecurityGroupPeer } from './network.ts'
import type { Traffic } from './traffic.ts'

/**
 * The smallest change that removes one blocker, named after the API operation that makes it. It admits this flow's address and port and no more.
 * `apply-opening.ts` makes it in the model.
 */
export type Opening =
  | {
      readonly change: 'authorizeSecurityGroupIngress' | 'authorizeSecurityGroupEgress'
      readonly securityGroup: string
      readonly traffic: Traffic
      readonly peer: SecurityGroupPeer & { readonly type: 'cidr' }
    }
  | NewNetworkAclEntry
  /** No number is free before the deny. */
  | {
      readonly change: 'deleteNetworkAclEntry'
      readonly networkAcl: string
      readonly side: 'ingress' | 'egress'
      readonly ruleNumber: number
    }
  | { readonly change: 'createRoute'; readonly routeTable: string; readonly destination: Cidr; readonly target: RouteTarget }
  | { readonly change: 'deleteRoute'; readonly routeTable: string; readonly destination: string }
  | { readonly change: 'associateAddress'; readonly networkInterface: string }
  | { readonly change: 'attachInternetGateway'; readonly internetGateway?: string; readonly vpc: string }
  | { readonly change: 'attachVpnGateway'; readonly vpnGateway: string; readonly vpc: string }
  | { readonly change: 'acceptVpcPeeringConnection'; readonly vpcPeeringConnection: string }
  | { readonly change: 'createVpcPeeringConnection'; readonly requester: string; readonly accepter: string }
  | { readonly change: 'createVpcBlockPublicAccessExclusion'; readonly vpc: string; readonly mode: 'allow-bidirectional' | 'allow-egress' }
  | { readonly change: 'disableSourceDestCheck'; readonly networkInterface: string }
  | { readonly change: 'acceptVpcEndpointConnections'; readonly vpcEndpoint: string }
  | { readonly change: 'allowPrincipal'; readonly endpointService: string; readonly principal: string }
  | { readonly change: 'addTransitGatewaySubnet'; readonly transitGateway: string; readonly attachment: string; readonly subnet: string }
  | {
      readonly change: 'createTransitGatewayVpcAttachment'
      readonly transitGateway: string
      readonly vpc: string
      readonly subnet: string
    }
  | {
      readonly change: 'associateTransitGatewayRouteTable'
      readonly transitGateway: string
      readonly attachment: string
      readonly routeTable: string
    }
  | {
      readonly change: 'createTransitGatewayRoute'
      readonly transitGateway: string
      readonly routeTable: string
      readonly destination: Cidr
      readonly attachment: string
    }
  | { readonly change: 'associateVpcWithHostedZone'; readonly hostedZone: string; readonly vpc: string }
  | { readonly change: 'enableDnsSupport'; readonly vpc: string }
  /** No change of the network helps, or the model cannot tell which: the fact says what is missing. */
  | { readonly change: 'none' }

export interface NewNetworkAclEntry {
  readonly change: 'createNetworkAclEntry'
  readonly networkAcl: string
  readonly side: 'ingress' | 'egress'
  readonly ruleNumber: number
  readonly traffic: Traffic
  readonly cidr: Cidr
}
