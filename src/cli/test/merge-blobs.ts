import { everyFault } from '../../faults/every-fault.ts'
import type { GivenValues } from '../../fixture/load.ts'
import { type Blob, mergeBlobs, missingShards, refuseBlobs } from '../../report/blob.ts'
import { countResults } from '../../report/report.ts'
import { loadScenarios } from '../../scenario/load.ts'
import { planCases } from '../../scenario/plan.ts'
import { type ExitCode, exitCode, worst } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { printProblems } from '../print-problems.ts'
import { openReports } from './report-outputs.ts'
import { withFaults } from './with-faults.ts'

/** The shards of one run of `sallyport test` as one report; the scenarios are read again, in the folder of the run. */
export async function mergeReports(blobs: readonly Blob[], reporters: readonly string[], given: GivenValues): Promise<ExitCode> {
  const refused = refuseBlobs(blobs)
  if (refused !== undefined) throw new CommandFailure(exitCode.input, refused)
  const reports = openReports(reporters)
  const files = [...new Set(blobs.flatMap(({ cases }) => cases.map(({ scenario }) => scenario)))].sort()
  const faults = new Map(everyFault.map((fault) => [fault.id, fault]))
  const loaded = await loadScenarios(files, [...faults.keys()], given)
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const asked = blobs[0]?.asked.faults
  const scenarios = asked === undefined ? loaded.value : loaded.value.map((scenario) => withFaults(scenario, asked))
  const planned = planCases(scenarios, faults)
  if (!planned.ok) return printProblems(planned) ?? exitCode.input
  const { report, unknown } = mergeBlobs(blobs, planned.value)
  if (unknown[0] !== undefined)
    throw new CommandFailure(
      exitCode.input,
      `the scenarios have no case \`${unknown[0]}\` any more`,
      'merge in the commit that the shards ran on',
    )
  reports.begin(report)
  for (const result of report.results) reports.each(result)
  const written = reports.end(report)
  const missing = missingShards(blobs)
  for (const index of missing) process.stderr.write(`sallyport: shard ${index} is missing\n`)
  const { failed, error } = countResults(report)
  return worst([written, failed > 0 ? exitCode.failed : exitCode.ok, error > 0 || missing.length > 0 ? exitCode.target : exitCode.ok])
}
