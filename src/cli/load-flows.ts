import { readFileSync } from 'node:fs'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { choice, either, list, optional, record, reportTo, required, text, wholeNumber } from '../base/shape.ts'
import { displayPath } from '../fixture/load.ts'
import type { Flow } from '../network/flow.ts'
import type { Network } from '../network/network.ts'
import { type FlowText, parseFlow } from '../network/parse-flow.ts'

export interface ExpectedFlow {
  readonly flow: Flow
  readonly expect?: 'open' | 'partial' | 'closed'
}

const numberOrText = either(['number'], wholeNumber(0, 65535), text())

const flowShape = record('a flow', {
  from: required(text(), 'an address, a security group, an interface, a name'),
  to: required(text(), 'a host, a listener, an interface, an address, a service'),
  port: optional(numberOrText, "the port, the listener's own unless it is given"),
  protocol: optional(either(['number'], wholeNumber(0, 255), text()), 'tcp unless it is given'),
  sourcePorts: optional(text(), '`linux`, `windows`, `natGateway`, or a range'),
  expect: optional(choice('open', 'partial', 'closed'), 'what it should be'),
})

const flowsShape = list(flowShape)

/** The flows of a YAML or JSON file, a list of `{ from, to, port, protocol, expect }`; every problem at once. */
export function loadFlows(path: string, network: Network): Result<readonly ExpectedFlow[], readonly Problem[]> {
  const file = displayPath(path)
  const content = readText(path)
  if (content === undefined) {
    const start = { line: 1, column: 1, offset: 0 }
    return err([{ code: 'flow/unreadable', at: { file, start, end: start }, message: `cannot read \`${file}\`` }])
  }
  const tree = parseYaml(content, file)
  if (!tree.ok) return tree
  const problems: Problem[] = []
  const read = flowsShape.read(tree.value, reportTo(problems, 'flow'))
  const flows = (read?.items ?? []).flatMap(({ at, of }): readonly ExpectedFlow[] => {
    const parsed = parseFlow(network, flowText(of))
    if (!parsed.ok) problems.push(...parsed.error.map((problem) => ({ ...problem, at })))
    return parsed.ok ? parsed.value.map((flow) => ({ flow, ...(of.expect === undefined ? {} : { expect: of.expect.value }) })) : []
  })
  return problems.length > 0 ? err(problems) : ok(flows)
}

type FlowMembers = NonNullable<ReturnType<typeof flowShape.read>>['of']

function flowText({ from, to, port, protocol, sourcePorts }: FlowMembers): FlowText {
  const written = (value: typeof port): string =>
    value === undefined ? '' : 'short' in value ? String(value.short.value) : value.long.text
  return {
    from: from.text,
    to: to.text,
    ...(port === undefined ? {} : { port: written(port) }),
    ...(protocol === undefined ? {} : { protocol: written(protocol) }),
    ...(sourcePorts === undefined ? {} : { sourcePorts: sourcePorts.text }),
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
