import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { caseKey } from '../../scenario/case-key.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import type { Case, Scenario } from '../../scenario/scenario.ts'
import { scenarioFiles } from '../../scenario/scenario-files.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** Which cases are asked for; each part narrows, and an absent one does not. */
export interface Selection {
  readonly filter?: string
  /** What is left out, written as a filter is. */
  readonly without?: string
  readonly tags: readonly string[]
  /** Lines of files, from `scenarios/x.yaml:14`. */
  readonly lines: readonly FileLine[]
  readonly keys?: ReadonlySet<string>
  /** Only scenarios that one of these files decides. */
  readonly files?: ReadonlySet<string>
  readonly shard?: Shard
}

export interface FileLine {
  readonly file: string
  readonly line: number
}

/** The n-th of so many parts of a run. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Parts `scenarios/x.yaml:14` from plain paths. */
export function readPaths(paths: readonly string[]): { readonly paths: readonly string[]; readonly lines: readonly FileLine[] } {
  const read = paths.map((path) => {
    const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(path) ?? []
    return file === undefined || existsSync(path) ? { path } : { path: file, line: { file, line: Number(line) } }
  })
  return { paths: read.map(({ path }) => path), lines: read.flatMap(({ line }) => line ?? []) }
}

/** The scenarios with the cases that may be asked for: what is not asked for is not planned, so that nothing about it stands in the way. */
export function narrowScenarios(scenarios: readonly Scenario[], { filter, tags, lines, files }: Selection): readonly Scenario[] {
  const matches = matching(filter)
  return scenarios
    .filter((scenario) => files === undefined || scenarioFiles(scenario).some((file) => files.has(file)))
    .map((scenario) => {
      const chosen = casesAt(scenario, lines)
      const isWanted = (each: Case): boolean =>
        (chosen === undefined || chosen.has(each)) &&
        (tags.length === 0 || tags.some((tag) => each.tags?.includes(tag))) &&
        (each.inject.kind === 'all' || matches(each.title, each.inject.kind === 'faults' ? each.inject.faults : []))
      return { ...scenario, cases: scenario.cases.filter(isWanted) }
    })
    .filter(({ cases }) => cases.length > 0)
}

/** The planned cases that are asked for, in their order. */
export function* selectCases(planned: Iterable<PlannedCase>, { filter, without, keys, shard }: Selection): Generator<PlannedCase> {
  const matches = matching(filter)
  const isLeftOut = without === undefined ? () => false : matching(without)
  let index = 0
  for (const each of planned) {
    if (!matches(each.title, each.injected) || isLeftOut(each.title, each.injected) || (keys !== undefined && !keys.has(caseKey(each))))
      continue
    if (shard === undefined || index % shard.count === shard.index - 1) yield each
    index += 1
  }
}

/** A line means the case that it stands in: the last that begins before it. Undefined: no line of this file was named. */
function casesAt(scenario: Scenario, lines: readonly FileLine[]): ReadonlySet<Case> | undefined {
  const own = lines.filter(({ file }) => resolve(file) === resolve(scenario.at.file))
  if (own.length === 0) return undefined
  return new Set(
    own.map(({ file, line }) => {
      const last = scenario.at.end.line
      if (line > last)
        throw new CommandFailure(exitCode.input, `no case stands at \`${file}:${line}\``, `the last one ends at line ${last}`)
      const found = scenario.cases.findLast(({ at }) => at.start.line <= line)
      if (found !== undefined) return found
      const first = scenario.cases[0]?.at.start.line
      throw new CommandFailure(exitCode.input, `no case stands at \`${file}:${line}\``, `the first one begins at line ${first}`)
    }),
  )
}

type Matches = (title: string, injected: readonly string[]) => boolean

/** `/…/` is a regular expression, anything else a part of the title or a fault. */
function matching(filter: string | undefined): Matches {
  if (filter === undefined) return () => true
  const pattern = /^\/(.+)\/$/.exec(filter)?.[1]
  if (pattern === undefined) return (title, injected) => title.includes(filter) || injected.includes(filter)
  try {
    const expression = new RegExp(pattern, 'u')
    return (title, injected) => expression.test(title) || injected.some((id) => expression.test(id))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCode.input, `\`${filter}\` is no regular expression: ${reason}`)
  }
}
