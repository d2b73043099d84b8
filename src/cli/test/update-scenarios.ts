import { readFileSync, writeFileSync } from 'node:fs'
import { documentsOf } from '../../faults/placed-document.ts'
import { judgementOf, type Report } from '../../report/report.ts'
import type { CaseResult } from '../../scenario/run.ts'
import type { ExpectedFault, Place } from '../../scenario/scenario.ts'
import { updateExpectations } from '../../scenario/update-expectation.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** What is found becomes what is expected, so somebody must read the change: not where nobody looks. */
export function refuseUpdateInCi(): void {
  const { CI } = process.env
  if (CI === undefined || CI === '' || CI === 'false') return
  throw new CommandFailure(exitCode.input, '`--update` does not run where `CI` is set', 'update at home, and commit what has changed')
}

/** Writes what was found into the scenarios, says what it could not write, and gives how many cases that were not as expected now are. */
export function updateScenarios(report: Report): number {
  const failed = report.results.filter(({ verdict }) => verdict === 'failed')
  const files = [...new Set(failed.map(({ planned }) => planned.scenario.at.file))]
  let updated = 0
  for (const file of files) {
    const own = failed.filter(({ planned }) => planned.scenario.at.file === file)
    const updates = own.flatMap((result) => {
      const faults = expectable(result)
      return faults === undefined ? [] : [{ title: result.planned.case.title, faults }]
    })
    const text = readFileSync(file, 'utf8')
    const after = updateExpectations(text, file, updates)
    if (after !== text) write(file, after)
    updated += own.filter((result) => judgementOf(result) === 'failed' && expectable(result) !== undefined).length
    process.stderr.write(`${file}: ${updates.length} of ${own.length} expectations updated\n`)
  }
  return updated
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCode.target, `cannot write the scenario \`${file}\`: ${reason}`)
  }
}

/** What a scenario can say of a diagnosis: faults of the catalogue, of a case that stands for itself. */
function expectable(result: CaseResult): readonly ExpectedFault[] | undefined {
  if (result.verdict === 'error' || result.planned.case.inject.kind === 'all') return undefined
  const withPlaces = result.planned.expected.some(({ place }) => place !== undefined)
  const faults = result.diagnosis.problems.map((problem): ExpectedFault | undefined => {
    if (problem.kind !== 'fault') return undefined
    const pointer = problem.at?.pointer
    const place =
      withPlaces && problem.at !== undefined && pointer !== undefined ? { file: shortest(result, problem.at.file), pointer } : undefined
    return { fault: problem.fault, ...(place === undefined ? {} : { place }) }
  })
  const known = faults.filter((fault) => fault !== undefined)
  return known.length === faults.length ? unique(known) : undefined
}

/** A fault that is found twice is expected once. */
const unique = (faults: readonly ExpectedFault[]): readonly ExpectedFault[] =>
  faults.filter((each, index) => faults.findIndex(({ fault }) => fault === each.fault) === index)

/** The file's own name where no other file of the fixture has it. */
function shortest({ planned }: CaseResult, file: string): Place['file'] {
  const name = file.slice(file.lastIndexOf('/') + 1)
  const { fixture } = planned.scenario
  const files = new Set([fixture.at.file, planned.scenario.at.file, ...documentsOf(fixture).map((document) => document.file.file)])
  return [...files].filter((each) => each === name || each.endsWith(`/${name}`)).length === 1 ? name : file
}
