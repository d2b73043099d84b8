import { parseBlob } from '../report/blob.ts'
import { formatNight } from '../sweep/history.ts'
import { type Merged, mergeShards, refuseMerge } from '../sweep/merge.ts'
import { formatSweepFile, parseSweepFile, type SweepFile } from '../sweep/sweep-record.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues } from './given-values.ts'
import { readNamedFile } from './read-named-file.ts'
import { appendBeside, writeBeside } from './sweep/write-beside.ts'
import { codeOf } from './sweep.ts'

export interface MergeOptions extends GivenOptions {
  readonly out?: string
  readonly history: string
  readonly json?: boolean
  readonly reporter: readonly string[]
}

/** `sallyport merge`: the shards of one sweep, or of one run of `test`, become one; a shard that is missing is exit code 3. */
export async function merge(paths: readonly string[], options: MergeOptions): Promise<ExitCode> {
  const texts = paths.map((path) => readNamedFile(path))
  const blobs = texts.map(parseBlob)
  if (blobs.every((blob) => blob !== undefined))
    return (await import('./test/merge-blobs.ts')).mergeReports(blobs, reportersOf(options), readGivenValues(options))
  if (options.reporter.length > 0)
    throw new CommandFailure(exitCode.input, '`--reporter` goes with shards of `sallyport test -r blob=FILE`')
  return mergeSweep(
    texts.map((text, index) => readShard(text, paths[index] ?? '')),
    options,
  )
}

const reportersOf = ({ reporter, json }: MergeOptions): readonly string[] => [...reporter, ...(json === true ? ['json'] : [])]

function mergeSweep(files: readonly SweepFile[], options: MergeOptions): ExitCode {
  const refused = refuseMerge(files)
  if (refused !== undefined) throw new CommandFailure(exitCode.input, refused)
  const merged = mergeShards(files)
  const { name, begun, records, missingShards, leftBehind } = merged
  const whole = missingShards.length === 0 && merged.missingCases.length === 0
  const planned = files[0]?.head.planned ?? []
  const head = { sweep: 1, name, begun, shard: { index: 1, of: 1 }, planned, leftBehind } as const
  if (options.out !== undefined) writeBeside(options.out, formatSweepFile({ head, records }))
  // A night that is not whole would look as if what is missing had been fixed.
  if (whole) appendBeside(options.history, formatNight({ name, begun }, records))
  process.stdout.write(options.json === true ? `${JSON.stringify({ version: 1, ...merged }, undefined, 2)}\n` : toText(merged))
  return worst([codeOf(records, leftBehind), whole ? exitCode.ok : exitCode.target])
}

function readShard(text: string, path: string): SweepFile {
  const file = parseSweepFile(text)
  if (file !== undefined) return file
  const help = '`sallyport sweep --shard 1/4` writes one, and `sallyport test --shard 1/4 -r blob=FILE` one of a run'
  throw new CommandFailure(exitCode.input, `\`${path}\` is no shard${parseBlob(text) === undefined ? '' : ' of a sweep'}`, help)
}

function toText({ records, missingShards, missingCases, leftBehind }: Merged): string {
  const count = (verdict: string): number => records.filter((record) => record.verdict === verdict).length
  return [
    ...records
      .filter(({ verdict }) => verdict === 'failed' || verdict === 'error')
      .map(({ id, verdict }) => `${verdict === 'failed' ? 'FAIL' : 'ERR '}  ${id}`),
    ...missingShards.map((index) => `missing: shard ${index}`),
    ...missingCases.map((id) => `missing: ${id}`),
    `${records.length} cases: ${count('passed')} as expected, ${count('failed')} not, ${count('error')} without a verdict, ${count('notRun') + missingCases.length} not run; ${leftBehind} things left behind`,
    '',
  ].join('\n')
}
