import { formatPlace } from '../base/span.ts'
import { type Coverage, countCoverage, type Share } from '../scenario/coverage.ts'
import type { Style } from './style.ts'

/** What the cases did not reach, and how much they did. */
export function renderCoverage(coverage: Coverage, style: Style): string {
  const { statements, conditions, principals, percent } = countCoverage(coverage)
  const missing = gapsOf(coverage)
  const shown = missing.slice(0, mostGaps)
  const rest = missing.length - shown.length
  return [
    '',
    ...shown.map(({ place, what }) => `  ${place.padEnd(46)}  ${what}`),
    ...(rest === 0 ? [] : [`  and ${rest} more`]),
    `${style.bold(`policy coverage ${percent} %`)}: ${share(statements)} statements applied, ${share(conditions)} ways of conditions seen, ${share(principals)} principals asked`,
    '',
  ].join('\n')
}

const mostGaps = 12

const share = ({ covered, all }: Share): string => `${covered} of ${all}`

export interface Gap {
  readonly place: string
  readonly what: string
}

/** Everything that is not covered, in the order of the files. */
export const gapsOf = ({ files, principals }: Coverage): readonly Gap[] => [
  ...files.flatMap(({ statements }) =>
    statements.flatMap(({ at, sid, effect, applied, conditions }) => [
      ...(applied > 0 ? [] : [{ place: formatPlace(at), what: `${effect}${sid === undefined ? '' : ` ${sid}`} never applied` }]),
      ...conditions.flatMap((condition) => [
        ...(condition.held > 0 ? [] : [{ place: formatPlace(condition.at), what: `${condition.text} never held` }]),
        ...(condition.failed > 0 ? [] : [{ place: formatPlace(condition.at), what: `${condition.text} never failed` }]),
      ]),
    ]),
  ),
  ...principals.flatMap(({ arn, at, asked }) => (asked > 0 ? [] : [{ place: formatPlace(at), what: `${arn} never asked` }])),
]
