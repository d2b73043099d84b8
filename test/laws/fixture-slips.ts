import * as fc from 'fast-check'
import { expect } from 'vitest'
import { parseYaml } from '../../src/base/parse-yaml.ts'
import type { Problem } from '../../src/base/problem.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'

export const fixture = `description: one of everything
accounts: { vendor: "444455556666", customer: "111122223333", head: "999988887777" }
users:
  etl-app: { account: vendor, policies: { use: ./use.json }, groups: [staff], boundary: ./limit.json }
groups: { staff: { account: vendor, policies: { team: ./team.json } } }
roles:
  Reader: { account: customer, trust: ./trust.json, policies: { read: ./read.json }, attached: [shared], maxSession: 7200 }
policies:
  shared: { account: customer, document: ./shared.json, versions: [./later.json] }
keys:
  lake: { account: customer, region: us-east-1, policy: ./key.json }
buckets:
  acme-exports: { account: customer, region: us-east-1, policy: ./bucket.json, encryption: lake, versioning: true, objects: { a.csv: "1" } }
organizations:
  company:
    management: head
    units: { data: { scps: { guard: ./scp.json } } }
    accounts: { customer: { unit: data, rcps: { fence: ./rcp.json } } }
catalogs:
  main:
    account: customer
    region: us-east-1
    policy: ./catalog.json
    databases: { sales: { tables: { orders: { location: "s3://acme-exports/orders" } } } }
    lakeFormation: { administrators: [Reader], grants: [{ to: Reader, database: sales, table: orders, permissions: [SELECT] }] }
`
const statement = (rest: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] }, undefined, 2)
const reader = { AWS: 'arn:aws:iam::111122223333:role/Reader' }
const identity = statement({ Action: 's3:GetObject', Resource: '*' })
const documents: Readonly<Record<string, string>> = {
  'use.json': identity,
  'limit.json': identity,
  'team.json': identity,
  'trust.json': statement({ Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::444455556666:user/etl-app' } }),
  'read.json': identity,
  'shared.json': identity,
  'later.json': identity,
  'key.json': statement({ Action: 'kms:*', Resource: '*', Principal: reader }),
  'bucket.json': statement({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-exports/*', Principal: reader }),
  'scp.json': statement({ Action: 's3:*', Resource: '*' }),
  'rcp.json': statement({ Action: 's3:*', Resource: '*', Principal: '*' }).replace('Allow', 'Deny'),
  'catalog.json': statement({ Action: 'glue:*', Resource: 'arn:aws:glue:us-east-1:111122223333:catalog', Principal: reader }),
}

export function problemsOf(text: string, changed: Readonly<Record<string, string>> = {}): readonly string[] {
  const files: Readonly<Record<string, string>> = { ...documents, ...changed }
  const parsed = parseFixture(text, {
    name: 'set',
    file: 'fixture.yaml',
    readFile: (path) => {
      const file = path.replace('./', '')
      const found = files[file]
      return found === undefined ? { found: false, file, beside: [] } : { found: true, file, text: found }
    },
  })
  return parsed.ok ? [] : parsed.error.map(told)
}

const told = ({ at, message }: Problem): string => `${at.file}:${at.start.line}:${at.start.column}: ${message}`

/** The keys that we chose, as they stand in the text, with what belongs to each. */
const keys = Array.from(
  fixture.matchAll(
    /(?<![\w/.])(description|accounts|users|groups|roles|policies|keys|buckets|organizations|catalogs|account|policy|boundary|trust|attached|maxSession|document|versions|region|encryption|versioning|objects|management|units|scps|rcps|unit|databases|tables|location|lakeFormation|administrators|grants|to|database|table|permissions)(?=:)/g,
  ),
  ({ index, 0: key }) => ({ start: index, end: index + key.length, key }),
)

/** Each slip in the structure: a letter twice in a key, a key that nobody knows, a value of another kind. */
export const slips: readonly string[] = keys.flatMap(({ start, end, key }) => {
  const misspelt = Array.from(key, (letter, at) => fixture.slice(0, start + at) + letter + fixture.slice(start + at))
  const isPlain = /^: [^{[\n]/.test(fixture.slice(end, end + 3))
  const wrong = ['[x]', '{ x: y }'].map(
    (value) => fixture.slice(0, end) + fixture.slice(end).replace(/^: ("[^"]*"|[^,}\n]+)/, `: ${value}`),
  )
  const isFirst = fixture.slice(0, start).endsWith('{ ')
  const unknown = `${fixture.slice(0, start)}colour: blue, ${fixture.slice(start)}`
  return [...misspelt, ...(isPlain ? wrong : []), ...(isFirst ? [unknown] : [])]
})
const slip = fc.constantFrom(...slips)

/** One mistake in a document. */
const mistake = fc.constantFrom(...Object.keys(documents)).chain((file) => {
  const text = documents[file] ?? ''
  return fc
    .constantFrom(
      text.replace(/"(Allow|Deny)"/, '"$1ed"'),
      text.replace('"Action"', '"Acton"'),
      text.replace('"2012-10-17"', '"2012-10-18"'),
      text.replace(/\}\s*\]\s*\}\s*$/, '}'),
      text.replace('"Statement"', '"Statment"'),
    )
    .map((broken) => ({ file, broken }))
})

/** A slip is one problem, and hides no mistake of a policy document that is still named. */
export function testSlips(numRuns: number): void {
  fc.assert(
    fc.property(slip, mistake, (text, { file, broken }) => {
      const alone = problemsOf(text)
      expect(alone.map((problem) => problem.split(':')[0])).toEqual(['fixture.yaml'])
      const isNamed = text.includes(`./${file}`)
      const ofDocument = isNamed ? problemsOf(fixture, { [file]: broken }) : []
      if (isNamed) expect(ofDocument.length).toBeGreaterThan(0)
      expect(problemsOf(text, { [file]: broken }).toSorted()).toEqual([...alone, ...ofDocument].toSorted())
    }),
    { numRuns },
  )
}

/** The fixture as no YAML: a bracket or quote that is missing, a tab, a colon that is missing. */
const damages: readonly string[] = [
  ...Array.from(fixture.matchAll(/ \}/g), ({ index }) => fixture.slice(0, index) + fixture.slice(index + 2)),
  ...Array.from(fixture.matchAll(/"/g), ({ index }) => fixture.slice(0, index) + fixture.slice(index + 1)),
  ...Array.from(fixture.matchAll(/\n {2}/g), ({ index }) => `${fixture.slice(0, index)}\n\t${fixture.slice(index + 3)}`),
].filter((text) => !parseYaml(text, 'fixture.yaml').ok)

/** What is no YAML is told as that, and hides no mistake of a policy document whose place can still be seen; of a whole document nothing is said. */
export function testDamages(numRuns: number): void {
  fc.assert(
    fc.property(fc.constantFrom(...damages), mistake, (text, { file, broken }) => {
      const alone = problemsOf(text)
      expect(new Set(alone.map((problem) => problem.split(':')[0]))).toEqual(new Set(['fixture.yaml']))
      const both = problemsOf(text, { [file]: broken })
      expect(both.toSorted()).toEqual([...alone, ...problemsOf(fixture, { [file]: broken })].toSorted())
    }),
    { numRuns },
  )
}
