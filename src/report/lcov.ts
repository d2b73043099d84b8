import type { FileCoverage, StatementCoverage } from '../scenario/coverage.ts'
import type { Reporter } from './reporter.ts'

/**
 * Policy coverage as editors and coverage services read it: a line is hit as often as its statement applied, a condition is a branch with two ways.
 *
 * @see https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1
 */
export const lcov: Reporter = {
  about: 'policy coverage for editors and services',
  end: ({ coverage }) => (coverage?.files ?? []).map(renderFile).join(''),
}

function renderFile({ file, statements }: FileCoverage): string {
  const lines = linesOf(statements)
  const branches = statements.flatMap(({ conditions }, block) =>
    conditions.flatMap(({ at, held, failed }, index) =>
      [held, failed].map((taken, way) => ({ taken, text: `BRDA:${at.start.line},${block},${2 * index + way},${taken}` })),
    ),
  )
  return [
    'TN:',
    `SF:${file}`,
    ...branches.map(({ text }) => text),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ taken }) => taken > 0).length}`,
    ...[...lines].map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.size}`,
    `LH:${[...lines.values()].filter((hits) => hits > 0).length}`,
    'end_of_record',
    '',
  ].join('\n')
}

/** Two statements on one line: the line is hit as often as the one that is hit less. */
function linesOf(statements: readonly StatementCoverage[]): ReadonlyMap<number, number> {
  const lines = new Map<number, number>()
  for (const { at, applied } of statements) {
    for (let line = at.start.line; line <= at.end.line; line += 1) lines.set(line, Math.min(applied, lines.get(line) ?? applied))
  }
  return lines
}
