import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Scenario } from '../../scenario/scenario.ts'
import { scenarioFiles } from '../../scenario/scenario-files.ts'
import { CommandFailure } from '../failure.ts'
import { FileWatch } from './file-watch.ts'

/** Loads and runs what stands at these paths; of it only what one of `touched` decides, where that is given. */
export type RunOnce = (
  paths: readonly string[],
  touched: ReadonlySet<string> | undefined,
  onLoad: (scenarios: readonly Scenario[]) => void,
) => Promise<unknown>

/** Runs everything that is asked for, then again what each change touches, until it is interrupted. */
export async function watchScenarios(paths: readonly string[], runOnce: RunOnce): Promise<never> {
  const files = new FileWatch()
  files.add(paths.map((path) => (/\.ya?ml$/.test(path) ? dirname(path) : path)))
  // By their files; nothing where the last load failed, so that the next one looks at everything.
  let known = new Map<string, Scenario>()
  let asked = paths
  let touched: ReadonlySet<string> | undefined
  for (;;) {
    const before = asked === paths ? new Map<string, Scenario>() : known
    known = new Map()
    await tellFailure(() =>
      runOnce(asked, touched, (scenarios) => {
        known = new Map([...before, ...scenarios.map((scenario) => [scenario.at.file, scenario] as const)])
        files.add(foldersOf(scenarios))
      }),
    )
    process.stderr.write('sallyport: waiting for a change (Ctrl-C ends)\n')
    do touched = await files.next()
    while (![...touched].some(matters(known)))
    asked = touchedScenarios(known, touched) ?? paths
  }
}

/** The scenarios that must be loaded again; undefined where a change is about something that none of them knows yet. */
export function touchedScenarios(known: ReadonlyMap<string, Scenario>, touched: ReadonlySet<string>): readonly string[] | undefined {
  const decided = new Set([...known.values()].flatMap(scenarioFiles))
  if ([...touched].some((file) => matters(known)(file) && (!decided.has(file) || !existsSync(file)))) return undefined
  const found = [...known.values()].filter((scenario) => scenarioFiles(scenario).some((file) => touched.has(file)))
  return found.length === 0 ? undefined : found.map(({ at }) => at.file)
}

/** Editors leave other files beside those that are saved. */
const matters =
  (known: ReadonlyMap<string, Scenario>) =>
  (file: string): boolean =>
    /\.(json|ya?ml|[cm]?[jt]s)$/i.test(file) || [...known.values()].some((scenario) => scenarioFiles(scenario).includes(file))

const foldersOf = (scenarios: readonly Scenario[]): ReadonlySet<string> =>
  new Set(scenarios.flatMap(scenarioFiles).map((file) => dirname(file)))

/** A wrong flag or file is told and waited for. */
async function tellFailure(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    process.stderr.write(`sallyport: ${error.message}\n`)
  }
}
