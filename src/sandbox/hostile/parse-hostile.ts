import { parseJson } from '../../base/parse-json.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { reportTo } from '../../base/shape.ts'
import type { ServiceName } from '../operation.ts'
import { isServiceName, serviceNames } from '../services.ts'
import { type HostileOptions, type HostileText, hostileShape } from './hostile-options.ts'

/** Reads what the control endpoint was sent, with every problem of it. */
export function parseHostile(json: string): Result<HostileOptions, readonly Problem[]> {
  const root = parseJson(json, 'hostile.json')
  if (!root.ok) return root
  const problems: Problem[] = []
  const report = reportTo(problems, 'hostile')
  const read = hostileShape.read(root.value, report)
  const named = (read?.of.services?.items ?? []).map(({ text, at }) => {
    if (!isServiceName(text)) report('unknown-service', at, `\`${text}\` is none of ${serviceNames.join(', ')}`)
    return text
  })
  return read === undefined || problems.length > 0 ? err(problems) : ok(optionsOf(read, named.filter(isServiceName)))
}

function optionsOf({ of }: HostileText, named: readonly ServiceName[]): HostileOptions {
  const { services: _, seed, ...numbers } = of
  const given = Object.entries(numbers).flatMap(([name, found]) => (found === undefined ? [] : [[name, found.value] as const]))
  return {
    ...Object.fromEntries(given),
    ...(named.length === 0 ? {} : { services: named }),
    ...(seed === undefined ? {} : { seed: seed.text }),
  }
}
