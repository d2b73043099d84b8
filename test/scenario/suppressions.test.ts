import { describe, expect, it } from 'vitest'
import { isExpired, parseSuppressions, suppressionOf } from '../../src/scenario/parse-suppressions.ts'
import { mixedReport } from '../support/report.ts'

const text = (expires: string, reason = 'waits for TICKET-7'): string =>
  `suppressions:\n  - { scenario: x.yaml, case: the files are not covered, reason: "${reason}", owner: ana, expires: ${expires} }\n`

describe('a suppression', () => {
  it('bears one case of one scenario, until the end of its last day', async () => {
    const read = parseSuppressions(text('2027-01-31'), 'suppressions.yaml')
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    const { results } = await mixedReport()
    expect(results.map(({ planned }) => suppressionOf(read.value, planned)?.owner)).toEqual([
      undefined,
      'ana',
      undefined,
      undefined,
      undefined,
    ])
    const [only] = read.value
    expect(only && [isExpired(only, '2027-01-31'), isExpired(only, '2027-02-01')]).toEqual([false, true])
  })

  it.each([
    [text('soon'), '`soon` is not a day'],
    [text('2027-13-01'), 'is not a day'],
    [text('2027-01-31', ' '), 'is not an answer'],
    ['suppressions:\n  - { case: x }\n', 'needs `owner`'],
  ])('says why, who and until when: %j', (source, message) => {
    const read = parseSuppressions(source, 'suppressions.yaml')
    expect(read.ok ? [] : read.error.map((problem) => problem.message)).toContainEqual(expect.stringContaining(message))
  })
})
