import { describe, expect, it } from 'vitest'
import { compileCondition, matchesCondition } from '../../src/engine/match-condition.ts'
import type { RequestFacts } from '../../src/engine/request-facts.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'

// What AWS decided on `iam:TagUser` with `aws:RequestTag/value` in a condition: testdata/aws/iam/condition_values.json and condition_strings.json of
// github.com/radkawar/stackd, recorded in September 2026.

const key = 'aws:RequestTag/value'

/** Whether a condition with one value holds of one value of the request. */
const holds = (operator: string, expected: string, actual: string): boolean => holdsOf(operator, key, expected, [actual])

function holdsOf(operator: string, key: string, expected: string, actual: readonly string[]): boolean {
  const statement = { Effect: 'Allow', Action: 'iam:TagUser', Resource: '*', Condition: { [operator]: { [key]: expected } } }
  const policy = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'p', 'identity')
  const [condition] = policy.ok ? (policy.value.statements[0]?.conditions ?? []) : []
  if (condition === undefined) throw new Error('no condition')
  const context = new Map(actual.length === 0 ? [] : [[key.toLowerCase(), actual]])
  return matchesCondition(compileCondition(condition, '2012-10-17'), { context } as unknown as RequestFacts)
}

const day = '2030-01-01T00:00:00Z'
const range = '192.0.2.0/24'

describe('a value of a request is compared as AWS does', () => {
  it.each<[operator: string, expected: string, held: readonly string[], not: readonly string[]]>([
    ['NumericEquals', '1', ['1', '01', '+1', '1.0', '1e0'], ['2', 'no-number', '', 'NaN', 'Infinity']],
    ['NumericNotEquals', '1', ['2', 'no-number', '', 'NaN', 'Infinity'], ['1', '01', '+1', '1.0', '1e0']],
    ['NumericEquals', '1.', ['1'], []],
    ['NumericEquals', '9007199254740993', [], ['9007199254740992']],
    ['NumericLessThan', '9007199254740993', ['9007199254740992'], []],
    [
      'DateEquals',
      day,
      [day, '1893456000', '+1893456000', '2030-01-01', '2030-01-01T00:00:00', '2030-01-01T00:00:00.0001Z'],
      ['', 'not-a-date'],
    ],
    ['DateEquals', '2030-01-01T00:00:00.1231Z', ['2030-01-01T00:00:00.1239Z'], []],
    ['DateNotEquals', day, ['', 'not-a-date', '2030-01-02T00:00:00Z'], ['1893456000', '2030-01-01']],
    ['Bool', 'true', ['true', 'True', 'TRUE'], ['false', 'yes', '1', '', ' true ']],
    ['Bool', 'false', ['false', 'yes', '1', '', ' true '], ['true', 'TRUE']],
    ['Bool', 'yes', ['false'], ['true']],
    ['BinaryEquals', 'YQ==', ['YQ=='], ['Yg==', 'YQ', 'YR==', 'no-binary', '', ' YQ== ']],
    ['IpAddress', range, ['192.0.2.1', '192.000.2.1'], ['192.0.3.1', 'not-an-ip', '', '192.0.2.1/32']],
    ...['192.000.002.0/24', '192.0.2.0/024', '192.0.2.0/+24', '192.000.002.1'].map((loose): [string, string, string[], string[]] => [
      'IpAddress',
      loose,
      ['192.0.2.1'],
      ['192.0.3.1'],
    ]),
    ['NotIpAddress', range, ['192.0.3.1'], ['192.0.2.1', 'not-an-ip', '', '192.0.2.1/32']],
    ['NotIpAddress', 'not-an-ip', ['192.0.2.1'], ['not-an-ip']],
    ['Null', 'yes', ['present'], []],
    ['Null', 'TRUE', [], ['present']],
    ['StringEqualsIgnoreCase', 'prod', ['PrOd'], []],
    ['StringEqualsIgnoreCase', 'I', [], ['\u0131']],
    ['StringEqualsIgnoreCase', 'i', [], ['\u0130']],
    ['StringEqualsIgnoreCase', 'K', ['\u212a'], []],
    ['StringEqualsIgnoreCase', 's', [], ['\u017f']],
    ['StringEqualsIgnoreCase', '\u00df', ['\u1e9e'], ['SS']],
    ['StringEqualsIgnoreCase', '\u03a3', ['\u03c3'], ['\u03c2']],
    ['StringEqualsIgnoreCase', '\u039f\u03a3', ['\u03bf\u03c2'], ['\u03bf\u03c3']],
  ])('%s %j', (operator, expected, held, not) => {
    expect(held.filter((actual) => !holds(operator, expected, actual))).toEqual([])
    expect(not.filter((actual) => holds(operator, expected, actual))).toEqual([])
  })
})

describe('a key that holds a list needs a set operator', () => {
  const team = ['team']
  const env = ['env']
  const both = ['team', 'env']

  /** The lists of `aws:TagKeys` that AWS was recorded to take for `team` (testdata/aws/iam/condition_sets.json). */
  it.each<[operator: string, held: readonly (readonly string[])[]]>([
    ['StringEquals', []],
    ['StringNotEquals', [[]]],
    ['StringEqualsIfExists', [[]]],
    ['StringNotEqualsIfExists', [[]]],
    ['ForAnyValue:StringEquals', [team, both]],
    ['ForAllValues:StringEquals', [[], team]],
    ['ForAnyValue:StringNotEquals', [env, both]],
    ['ForAllValues:StringNotEquals', [[], env]],
  ])('%s', (operator, held) => {
    const lists = [[], team, env, both]
    expect(lists.filter((list) => holdsOf(operator, 'aws:TagKeys', 'team', list))).toEqual(held)
  })
})
