import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/base/problem.ts'
import { renderProblems } from '../../src/cli/render-problems.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'
import { parseScenario } from '../../src/scenario/parse-scenario.ts'

const fixture = `description: d
parameters: { bucket: acme-exports }
accounts: { vendor: "444455556666", customer: "111122223333" }
users:
  etl-app: { account: vendor, groups: [staff], tags: { team: data }, accessKeys: [Active] }
groups: { staff: { account: vendor } }
roles:
  Reader: { account: customer, trust: ./trust.json, maxSession: 7200 }
buckets:
  \${bucket}: { account: customer, region: us-east-1, publicAccessBlock: { blockPublicPolicy: false }, lifecycle: { old: { prefix: c/, days: 9 }, all: { days: 90 } }, objects: { a: "1", b: { body: "2" } } }
`
const trust = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::444455556666:user/etl-app" }, "Action": "sts:AssumeRole" }]
}`
const scenario = `fixture: ../policies/s3-input
connector: s3-input
connection: { iamRole: Reader, inputBucket: acme-exports, baseDirectory: daily, externalId: dep-42 }
cases:
  works: { expect: healthy }
  a fault: { inject: wrong-secret, expect: { fault: wrong-secret, at: read.json#/Statement/0 } }
  all: { inject: all, expect: same }
`

/** A text that a hand has slipped over: a few stretches are replaced by other characters. */
const slipped = (text: string): fc.Arbitrary<string> => {
  const scrap = fc.oneof(
    fc.constantFrom('', ':', '"', '{', '}', '[', ' ', '\n', '\t', '&a', '*a', '!b', '<<: ', '${x}', '$${', '#', '-', '1'),
    fc.string({ maxLength: 4 }),
  )
  const slip = fc.record({ at: fc.nat(text.length), length: fc.nat(6), by: scrap })
  return fc
    .array(slip, { minLength: 1, maxLength: 3 })
    .map((slips) => slips.reduce((now, { at, length, by }) => now.slice(0, at) + by + now.slice(at + length), text))
}

function fixtureProblems(text: string, document: string): readonly Problem[] {
  const readFile = () => ({ found: true, file: 'trust.json', text: document }) as const
  const parsed = parseFixture(text, { name: 'set', file: 'fixture.yaml', readFile })
  return parsed.ok ? [] : parsed.error
}

function scenarioProblems(text: string): readonly Problem[] {
  const problems: Problem[] = []
  const outline = parseScenario(text, { name: 's', file: 'scenario.yaml', faults: ['wrong-secret'] }, problems)
  expect(outline === undefined ? problems.length : 1).toBeGreaterThan(0)
  return problems
}

/** Every problem lies in its text and can be shown. */
function expectShowable(problems: readonly Problem[], texts: Readonly<Record<string, string>>): void {
  for (const { at } of problems) {
    const text = texts[at.file] ?? ''
    expect(at.end.offset).toBeLessThanOrEqual(text.length)
    expect(at.start.offset).toBeLessThanOrEqual(at.end.offset)
    expect(at.start.line).toBeLessThanOrEqual(text.split('\n').length)
  }
  expect(renderProblems(problems, (file) => texts[file]).split('\n').length).toBeGreaterThan(1)
}

describe('a slip of the hand', () => {
  it('in a fixture never makes its reader throw, and every problem lies in the text', () => {
    fc.assert(
      fc.property(slipped(fixture), (text) => expectShowable(fixtureProblems(text, trust), { 'fixture.yaml': text, 'trust.json': trust })),
    )
  })

  it('in a document never makes the reader of the fixture throw', () => {
    fc.assert(
      fc.property(slipped(trust), (text) =>
        expectShowable(fixtureProblems(fixture, text), { 'fixture.yaml': fixture, 'trust.json': text }),
      ),
    )
  })

  it('in a scenario never makes its reader throw', () => {
    fc.assert(fc.property(slipped(scenario), (text) => expectShowable(scenarioProblems(text), { 'scenario.yaml': text })))
  })
})
