import { basename } from 'node:path'
import type { Problem } from '../base/problem.ts'
import { err, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import type { ImportOptions } from '../fixture/import/imported.ts'
import { isSourceName } from '../fixture/import/terraform-source/source-files.ts'
import { parseAccountId } from '../policy/account-id.ts'
import type { PolicyType } from '../policy/policy.ts'
import { policyGrammar } from '../policy/policy-grammar.ts'
import { type GateReport, gateOutcome } from '../report/gate-report.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type Accepted, readAccepted } from './gate/gate-accepted.ts'
import { isMeantAsPolicy } from './gate/gate-file-kind.ts'
import { type ForeignUnits, planUnits } from './gate/gate-foreign.ts'
import { openGateReports } from './gate/gate-outputs.ts'
import { comparePolicyFiles } from './gate/gate-policy-files.ts'
import { type CompareOptions, compareSides, distinctProblems, type NoReport } from './gate/gate-sides.ts'
import { fileTree, type GateTree, isFolder, openTree, workingTree } from './gate/gate-tree.ts'
import { type GateUnits, type KnownPolicies, unitsOf } from './gate/gate-units.ts'
import { readGivenValues } from './given-values.ts'
import { printProblems } from './print-problems.ts'
import { readNamedFile } from './read-named-file.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

export interface GateOptions extends CompareOptions {
  readonly base?: string
  readonly head?: string
  readonly type?: string
  readonly accepted?: string
  readonly reporter: readonly string[]
  readonly json?: boolean
  /** Of files that do not say where they are deployed. */
  readonly account: string
  readonly region: string
}

/** `sallyport gate`: what a change of policies newly allows. Whatever stands in the way of an answer is named, and never passes. */
export async function gate(files: readonly string[], options: GateOptions): Promise<ExitCode> {
  const outputs = openGateReports([...options.reporter, ...(options.json === true ? ['json'] : [])])
  const accepted = readAccepted(options.accepted, new Date().toISOString().slice(0, 10))
  if (!accepted.ok) return printProblems(accepted) ?? exitCode.input
  const report = await (files.length > 0 ? compareFiles(files, options, accepted.value) : compareTrees(options, accepted.value))
  if (!report.ok) {
    process.stderr.write(renderProblems(distinctProblems(report.error.problems), report.error.sources))
    return exitCode.input
  }
  outputs(report.value)
  switch (gateOutcome(report.value)) {
    case 'passes':
      return exitCode.ok
    case 'refuses':
      return exitCode.failed
    case 'undecided':
      return exitCode.target
  }
}

type Compared = Result<GateReport, NoReport>

async function compareFiles(files: readonly string[], options: GateOptions, accepted: Accepted): Promise<Compared> {
  const [before, after, ...more] = files
  if (options.base !== undefined || options.head !== undefined)
    throw new CommandFailure(exitCode.input, 'two files, or --base and --head, not both')
  if (before === undefined || more.length > 0)
    throw new CommandFailure(exitCode.input, 'two files are compared', 'sallyport gate BEFORE.json AFTER.json')
  if (after === undefined) return comparePlan(before, options, accepted)
  const folders = [before, after].filter(isFolder)
  if (folders.length === 2) return compareTrees({ ...options, base: before, head: after }, accepted)
  if (folders[0] !== undefined) throw new CommandFailure(exitCode.input, `\`${folders[0]}\` is a folder`, 'give two files, or two folders')
  const type = typeOf(options.type)
  const arePolicies =
    type !== undefined || [before, after].every((file) => !isSourceName(basename(file)) && isMeantAsPolicy(readNamedFile(file)))
  return arePolicies
    ? fromDisk(comparePolicyFiles(before, after, type, options, accepted))
    : compareOpen(fileTree(before), fileTree(after), options, accepted)
}

const fromDisk = (compared: Result<GateReport, readonly Problem[]>): Compared =>
  compared.ok ? compared : err({ problems: compared.error, sources: readSource })

/** One plan has both sides: the state that it starts from, and what it will make of it. */
async function comparePlan(file: string, options: GateOptions, accepted: Accepted): Promise<Compared> {
  const place = { path: '', show: (at: Span) => at }
  const both = planUnits(readNamedFile(file), file, place, importOptions(options))
  if (both === undefined)
    throw new CommandFailure(
      exitCode.input,
      `\`${file}\` is no Terraform plan, and there is nothing to compare it with`,
      'sallyport gate BEFORE AFTER, or --base',
    )
  const whole = (side: ForeignUnits): GateUnits => {
    const networks = new Map(side.network === undefined ? [] : [['', side.network] as const])
    return { ...side, open: [], networks, places: new Set(['']) }
  }
  const tree = { ...fileTree(file), files: [] }
  return compareSides(
    { tree: { ...tree, label: `${file}, state` }, units: whole(both[0]) },
    { tree: { ...tree, label: `${file}, planned` }, units: whole(both[1]) },
    options,
    accepted,
  )
}

function importOptions({ account, region, ...given }: GateOptions): ImportOptions {
  if (!parseAccountId(account).ok) throw new CommandFailure(exitCode.input, `\`${account}\` is no account id`, 'it has twelve digits')
  return { account, region, ...readGivenValues(given) }
}

function typeOf(asked: string | undefined): PolicyType | undefined {
  if (asked === undefined) return undefined
  const known = Object.keys(policyGrammar).find((name): name is PolicyType => name === asked)
  if (known === undefined)
    throw new CommandFailure(
      exitCode.input,
      `there is no type of policy \`${asked}\``,
      `there are ${Object.keys(policyGrammar).join(', ')}`,
    )
  return known
}

async function compareTrees(options: GateOptions, accepted: Accepted): Promise<Compared> {
  if (options.base === undefined)
    throw new CommandFailure(exitCode.input, 'nothing to compare with', 'name --base COMMIT or --base FOLDER, or two policy files')
  if (options.type !== undefined)
    throw new CommandFailure(exitCode.input, '--type is for two policy files', 'in folders the type is taken from each document')
  const base = openTree(options.base, '--base')
  try {
    const head = options.head === undefined ? workingTree() : openTree(options.head, '--head')
    try {
      return await compareOpen(base, head, options, accepted)
    } finally {
      head.close()
    }
  } finally {
    base.close()
  }
}

async function compareOpen(base: GateTree, head: GateTree, options: GateOptions, accepted: Accepted): Promise<Compared> {
  const imported = importOptions(options)
  const known: KnownPolicies = new Map()
  // The change comes first: of what is the same on both sides the places are those of the change.
  const after = await unitsOf(head, imported, known)
  const before = await unitsOf(base, imported, known)
  return compareSides({ tree: base, units: before }, { tree: head, units: after }, options, accepted)
}
