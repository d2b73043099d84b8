import { expect, it } from 'vitest'
import type { SetUp } from '../../src/faults/set-up.ts'
import { namesOf, problemsOf } from '../laws/fault-combinations.ts'
import { loadShipped, type ShippedName } from '../shipped.ts'

/** The set-up with a lifecycle rule in the bucket in which it stages. */
async function withRule(name: ShippedName, staging: Partial<SetUp['connection']>, prefix: string, days: number): Promise<SetUp> {
  const { fixture, connection } = await loadShipped(name)
  const bucket = fixture.buckets.get(connection.connector === 's3-input' ? (connection.intermediateBucket ?? '') : connection.bucket)
  if (bucket === undefined) return expect.unreachable('it stages somewhere')
  const lifecycle = new Map([['rule', { at: bucket.at, prefix, days }]])
  const buckets = new Map([...fixture.buckets, [bucket.name, { ...bucket, lifecycle }]])
  return { fixture: { ...fixture, buckets }, connection: { ...connection, ...staging } }
}

const lake = (await loadShipped('s3-data-lake')).connection
const stagingFolder = `${lake.baseDirectory}/_staging`
const fault = ['lifecycle-expires-staging']

it.each([
  ['removes staged files too early', { stagingFolder, stagingDays: 3 }, `${stagingFolder}/`, 2, fault],
  ['covers the whole bucket', { stagingFolder, stagingDays: 3 }, '', 2, fault],
  ['waits as long as they are needed', { stagingFolder, stagingDays: 3 }, `${stagingFolder}/`, 3, []],
  ['is about another folder', { stagingFolder, stagingDays: 3 }, 'elsewhere/', 1, []],
  ['is there where nobody said how long they are needed', { stagingFolder }, '', 1, []],
  ['is there where nothing is staged', { stagingDays: 3 }, '', 1, []],
])('a rule in the bucket of a data lake that %s', async (_, staging, prefix, days, expected) => {
  expect(namesOf(problemsOf(await withRule('s3-data-lake', staging, prefix, days)))).toEqual(expected)
})

it('a rule in the transfer bucket removes what a source copied there', async () => {
  expect(namesOf(problemsOf(await withRule('s3-input', { stagingDays: 2 }, '', 1)))).toEqual(fault)
  expect(namesOf(problemsOf(await withRule('s3-input', { stagingDays: 2 }, 'logs/', 1)))).toEqual([])
})
