import { parseYaml } from '../../src/base/parse-yaml.ts'
import type { Problem } from '../../src/base/problem.ts'
import { admits } from '../../src/network/admits.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import { type FlowText, parseFlow } from '../../src/network/parse-flow.ts'
import { type NetworkOptions, parseNetwork } from '../../src/network/parse-network.ts'
import type { Verdict } from '../../src/network/verdict.ts'

/** The network of a YAML text that is right. */
export function networkOf(yaml: string, options?: NetworkOptions): Network {
  const tree = parseYaml(yaml, 'network.yaml')
  const parsed = tree.ok ? parseNetwork(tree.value, options) : tree
  if (!parsed.ok) throw new Error(parsed.error.map(({ message, at }) => `${at.start.line}: ${message}`).join('\n'))
  return parsed.value
}

/** The problems of a YAML text. */
export function problemsOf(yaml: string, options?: NetworkOptions): readonly Problem[] {
  const tree = parseYaml(yaml, 'network.yaml')
  const parsed = tree.ok ? parseNetwork(tree.value, options) : tree
  return parsed.ok ? [] : parsed.error
}

export function flowOf(network: Network, text: FlowText): Flow {
  const parsed = parseFlow(network, text)
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'))
  return parsed.value[0] as Flow
}

export const ask = (network: Network, from: string, to: string, more: Omit<FlowText, 'from' | 'to'> = {}): Verdict =>
  admits(network, flowOf(network, { from, to, ...more }))

/** The codes of the blockers, in order. */
export const codesOf = ({ blockers }: Verdict): readonly string[] => blockers.map(({ code }) => code)
