import type { Problem } from '../base/problem.ts'
import { loadFixture } from '../fixture/load.ts'
import { driftJson, driftOutcome, driftText } from '../report/drift-report.ts'
import { compareAccount } from './drift/compare-account.ts'
import type { RealPolicy } from './drift/drift-policies.ts'
import { readDumps, readTarget } from './drift/drift-sources.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { printProblems } from './print-problems.ts'
import { renderProblems } from './render-problems.ts'
import { terminalStyle } from './terminal-style.ts'

export interface DriftOptions {
  readonly target?: string
  readonly json?: boolean
  /** Seconds for one principal or policy. */
  readonly timeout: number
}

/** `sallyport drift`: a fixture against what an account really has, in both directions. It only reads. */
export async function drift(path: string, dumps: readonly string[], options: DriftOptions): Promise<ExitCode> {
  if ((options.target === undefined) === (dumps.length === 0))
    throw new CommandFailure(exitCode.input, 'a fixture is compared with dumps, or with --target', 'sallyport drift FIXTURE account.json')
  const loaded = await loadFixture(path)
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const read = options.target === undefined ? readDumps(dumps) : await readTarget(options.target, loaded.value)
  const problems: Problem[] = []
  const source = options.target === undefined ? read.texts.map(({ name }) => name).join(', ') : `the target ${options.target}`
  const report = compareAccount(loaded.value, read, { path, source, timeout: options.timeout }, problems)
  if (problems.length > 0) {
    const sources = new Map([...read.texts, ...read.policies.flatMap(sourceOf)].map(({ name, text }) => [name, text]))
    process.stderr.write(renderProblems(problems, (file) => sources.get(file)))
    return exitCode.input
  }
  process.stdout.write(options.json === true ? driftJson(report) : driftText(report, terminalStyle(process.stdout)))
  return { same: exitCode.ok, drift: exitCode.failed, undecided: exitCode.target }[driftOutcome(report)]
}

const sourceOf = (policy: RealPolicy): readonly { readonly name: string; readonly text: string }[] =>
  'text' in policy && policy.text !== undefined ? [{ name: policy.name, text: policy.text }] : []
