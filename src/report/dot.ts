import { renderSummary } from './pretty.ts'
import { judgementOf } from './report.ts'
import type { Reporter } from './reporter.ts'

const marks = { passed: '.', failed: 'F', suppressed: 's', error: 'E' } as const

const widest = 80

/** A character a case, then the failures in full. */
export const dot: Reporter = {
  about: 'a character a case, then the failures',
  each: (result, { index }, { style, width = widest }) => {
    const judgement = judgementOf(result)
    const paint = judgement === 'passed' ? style.good : judgement === 'suppressed' ? style.warn : style.bad
    const columns = Math.max(1, Math.min(width, widest))
    return paint(marks[judgement]) + ((index + 1) % columns === 0 ? '\n' : '')
  },
  end: (report, { style }) => `\n${renderSummary(report, style)}`,
}
