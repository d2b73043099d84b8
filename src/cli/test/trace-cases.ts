import { inOrderOfInterest, renderDenial } from '../../report/render-denial.ts'
import { judgementOf } from '../../report/report.ts'
import type { CaseResult } from '../../scenario/run.ts'
import { terminalText } from '../terminal-text.ts'

/** Of which cases the decisions are told: none, those that somebody must look at, or all. */
export type Trace = 'off' | 'on-failure' | 'on'

/** Tells on standard error why the calls of a case were refused, so that any report on standard output stays whole. */
export function traceCase(trace: Trace, result: CaseResult): void {
  if (result.verdict === 'error' || trace === 'off' || (trace === 'on-failure' && judgementOf(result) === 'passed')) return
  const refused = inOrderOfInterest(result.denials ?? [], result.diagnosis.problems).flatMap((denial) =>
    renderDenial(denial).map((line) => `  ${line}\n`),
  )
  const body = refused.length === 0 ? ['  no call was refused\n'] : refused
  process.stderr.write(terminalText(`trace  ${result.planned.title}\n${body.join('')}`, process.stderr))
}
