import { type Address, formatAddress } from '../base/cidr.ts'
import type { ExplanationCode } from './explanation-code.ts'
import type { Flow } from './flow.ts'
import type { Network } from './network.ts'
import type { Opening } from './opening.ts'
import type { FlowFailure } from './resolve-flow.ts'
import type { Component, Verdict } from './verdict.ts'

/** An end of the flow that is not there: nothing to walk. */
export function unresolved(network: Network, flow: Flow, failure: FlowFailure): Verdict {
  const name =
    flow.destination.type === 'host'
      ? flow.destination.host
      : flow.source.type === 'address'
        ? formatAddress(flow.source.address)
        : 'source'
  const resolver = failure.fact === 'nameNotFound' || failure.fact === 'zoneNotAssociated' || failure.fact === 'dnsSupportDisabled'
  const component: Component = { type: resolver ? 'resolver' : 'source', name, at: network.at }
  const nowhere: Address = { family: 'ipv4', value: 0n }
  const blocker = {
    code: codeOf(failure),
    direction: 'forward',
    component,
    at: network.at,
    why: failure,
    opens: openingOf(failure),
  } as const
  return {
    node: 'verdict',
    outcome: 'closed',
    blockers: [blocker],
    assumptions: [],
    portSpaces: [],
    because: [
      {
        node: 'path',
        direction: 'forward',
        because: [
          { node: 'hop', component, source: nowhere, destination: nowhere, because: [{ node: 'check', outcome: 'blocked', blocker }] },
        ],
      },
    ],
  }
}

function codeOf({ fact }: FlowFailure): ExplanationCode {
  switch (fact) {
    case 'nameNotFound':
      return 'DNS_NXDOMAIN'
    case 'zoneNotAssociated':
      return 'DNS_PRIVATE_ZONE'
    case 'dnsSupportDisabled':
      return 'DNS_UNAVAILABLE'
    case 'unknownComponent':
    case 'noSuchAddress':
    case 'noAddressOfFamily':
      return 'NO_SOURCE_OR_DESTINATION'
  }
}

function openingOf(failure: FlowFailure): Opening {
  if (failure.fact === 'zoneNotAssociated') {
    return { change: 'associateVpcWithHostedZone', hostedZone: failure.hostedZone, vpc: failure.vpc }
  }
  return failure.fact === 'dnsSupportDisabled' ? { change: 'enableDnsSupport', vpc: failure.vpc } : { change: 'none' }
}
