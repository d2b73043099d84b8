import { visible } from '../base/visible.ts'
import type { CaseResult } from '../scenario/run.ts'
import { renderFailure } from './render-failure.ts'
import { judgementOf } from './report.ts'
import type { Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/** @see https://testanything.org/tap-version-14-specification.html */
export const tap: Reporter = {
  about: 'TAP version 14',
  begin: ({ planned }) => `TAP version 14\n1..${planned}\n`,
  each: (result, { index }) => {
    const { planned } = result
    const name = escapeTap(`${planned.scenario.at.file} > ${planned.title}`)
    const judgement = judgementOf(result)
    if (judgement === 'passed') return `ok ${index + 1} - ${name}\n`
    return `not ok ${index + 1} - ${name}${directive(result)}\n${diagnostics(result)}`
  },
  end: ({ results, planned }) => (results.length < planned ? 'Bail out! stopped at the first case that is not as expected\n' : ''),
}

/** A failure that is borne is a `TODO` to every reader of TAP, and does not count. */
const directive = (result: CaseResult): string =>
  result.verdict === 'failed' && result.suppressed !== undefined
    ? ` # TODO ${visible(result.suppressed.reason)} (${visible(result.suppressed.owner)}, until ${result.suppressed.expires})`
    : ''

const escapeTap = (text: string): string => visible(text).replace(/[\\#]/g, '\\$&')

/** A YAML block: the failure as text. */
function diagnostics(result: CaseResult): string {
  const lines = renderFailure(result, plainStyle).trimEnd().split('\n')
  return ['  ---', '  failure: |', ...lines.map((line) => `    ${visible(line)}`.trimEnd()), '  ...', ''].join('\n')
}
