import { compileNetwork } from './compile-network.ts'
import { evaluateFlow } from './evaluate-flow.ts'
import type { Flow } from './flow.ts'
import type { Network } from './network.ts'
import type { Verdict } from './verdict.ts'

/**
 * Whether the flow gets through the network and its reply back, with every blocker on both ways. Never throws, whatever the flow says.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html
 */
export const admits = (network: Network, flow: Flow): Verdict => evaluateFlow(compileNetwork(network), flow)
