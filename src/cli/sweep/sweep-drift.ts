import type { Problem } from '../../base/problem.ts'
import { driftFindings, driftOutcome } from '../../report/drift-report.ts'
import type { SweepRecord } from '../../sweep/sweep-record.ts'
import { compareAccount } from '../drift/compare-account.ts'
import { readTarget } from '../drift/drift-sources.ts'
import { CommandFailure } from '../failure.ts'
import { regionsOf } from '../run-on-target.ts'
import { terminalStyle } from '../terminal-style.ts'
import type { DriftCase } from './sweep-cases.ts'

/** The part of a sweep that only reads: each fixture against what the accounts of a target really have. */
export async function sweepDrift(cases: readonly DriftCase[], quiet: boolean): Promise<readonly SweepRecord[]> {
  const records: SweepRecord[] = []
  for (const each of cases) {
    const record = await driftRecord(each)
    records.push(record)
    if (!quiet) process.stdout.write(lineOf(record))
  }
  return records
}

/** Seconds for the comparison of one principal or policy. */
const timeout = 10

async function driftRecord(each: DriftCase): Promise<SweepRecord> {
  const since = performance.now()
  const told = await compared(each)
  return {
    id: each.id,
    scenario: each.fixture.at.file,
    title: 'as it stands',
    injected: [],
    target: each.target,
    region: regionsOf(each.fixture).join('+'),
    run: '',
    durationMs: Math.round(performance.now() - since),
    drift: [],
    ...told,
  }
}

type Told = Pick<SweepRecord, 'verdict' | 'reason' | 'found'>

async function compared({ fixture, target }: DriftCase): Promise<Told> {
  const problems: Problem[] = []
  try {
    const read = await readTarget(target, fixture)
    const report = compareAccount(fixture, read, { path: fixture.at.file, source: `the target ${target}`, timeout }, problems)
    const [problem] = problems
    if (problem !== undefined) return { verdict: 'error', reason: `what the account has cannot be read: ${problem.message}`, found: [] }
    const found = driftFindings(report)
    switch (driftOutcome(report)) {
      case 'same':
        return { verdict: 'passed', found }
      case 'drift':
        return { verdict: 'failed', reason: found.join('\n'), found }
      case 'undecided':
        return { verdict: 'error', reason: 'something cannot be compared: `sallyport drift` tells what', found }
    }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { verdict: 'error', reason: error.message, found: [] }
  }
}

function lineOf({ id, verdict, reason, found }: SweepRecord): string {
  const style = terminalStyle(process.stdout)
  const word = verdict === 'passed' ? style.good('ok   ') : verdict === 'failed' ? style.bad('DRIFT') : style.warn('ERR  ')
  const below = verdict === 'error' ? [reason ?? ''] : found
  return `${word} ${id}\n${below.map((line) => `      ${line}\n`).join('')}`
}
