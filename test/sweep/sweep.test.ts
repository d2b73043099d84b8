import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/connectors/observation.ts'
import { costOf } from '../../src/sweep/cost.ts'
import { findDrift } from '../../src/sweep/drift.ts'
import { compareNights, formatNight, parseHistory } from '../../src/sweep/history.ts'
import { parseMatrix } from '../../src/sweep/matrix.ts'
import { mergeShards, refuseMerge } from '../../src/sweep/merge.ts'
import { chooseShard, parseShard } from '../../src/sweep/shard.ts'
import { formatSweepFile, parseSweepFile, type SweepFile, type SweepRecord } from '../../src/sweep/sweep-record.ts'

const record = (id: string, verdict: SweepRecord['verdict'], more: Partial<SweepRecord> = {}): SweepRecord => ({
  id,
  scenario: 's.yaml',
  title: id,
  injected: [],
  target: 'night',
  region: 'us-east-1',
  run: 'tgx1q2ab3c',
  verdict,
  found: [],
  durationMs: 1000,
  drift: [],
  ...more,
})

describe('the shards of a sweep', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 30 })
  it('have each case once, whatever the durations are', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(1000)), (all, of, lengths) => {
        const durations = new Map(all.flatMap((id, index) => (lengths[index] === undefined ? [] : [[id, lengths[index]] as const])))
        const shards = Array.from({ length: of }, (_, index) => chooseShard(all, durations, { index: index + 1, of }))
        expect(shards.flat().toSorted()).toEqual(all.toSorted())
      }),
    )
  })

  it('take about as long as each other', () => {
    const durations = new Map([['long', 90], ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((id) => [id, 10] as const)])
    expect(chooseShard([...durations.keys()], durations, { index: 1, of: 2 })).toEqual(['long'])
  })

  it('are numbered from one', () => {
    expect(['1/4', '4/4', '0/4', '5/4', 'x'].map(parseShard)).toEqual([
      { index: 1, of: 4 },
      { index: 4, of: 4 },
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('merging', () => {
  const shard = (index: number, records: readonly SweepRecord[], name = 'n'): SweepFile => ({
    head: { sweep: 1, name, begun: `2026-11-2${index}`, shard: { index, of: 2 }, planned: ['a', 'b', 'c'], leftBehind: 0 },
    records,
  })
  it('puts what was written together again, in the order of the plan', () => {
    const files = [shard(2, [record('c', 'passed'), record('a', 'failed')]), shard(1, [record('b', 'passed')])]
    const read = files.map((file) => parseSweepFile(formatSweepFile(file)))
    expect(read).toEqual(files)
    expect(mergeShards(files)).toMatchObject({
      begun: '2026-11-21',
      records: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      missingShards: [],
      missingCases: [],
    })
  })

  it('says which shard and which cases are missing', () => {
    expect(mergeShards([shard(2, [record('c', 'passed')])])).toMatchObject({ missingShards: [1], missingCases: ['a', 'b'] })
  })

  it('refuses what does not belong together', () => {
    expect(refuseMerge([])).toBe('there is no shard')
    expect(refuseMerge([shard(1, []), shard(2, [], 'other')])).toBe('the shards are not of one sweep')
    expect(refuseMerge([shard(1, []), shard(1, [])])).toBe('shard 1 is here twice')
    expect(parseSweepFile('{"version":1}')).toBeUndefined()
  })
})

describe('history', () => {
  const nights = (...verdicts: readonly (readonly SweepRecord[])[]): string =>
    verdicts.map((records, index) => formatNight({ name: `n${index}`, begun: `2026-11-0${index + 1}` }, records)).join('')

  it('tells what is new, fixed, flaky and slower since the night before', () => {
    const drift = [{ step: 's3.list', what: 'code', there: 'SlowDown', here: 'AccessDenied' } as const]
    const text = nights(
      [record('new', 'passed'), record('fixed', 'failed'), record('same', 'error'), record('flaky', 'failed'), record('slow', 'passed')],
      [record('new', 'passed'), record('fixed', 'failed'), record('same', 'error'), record('flaky', 'passed'), record('slow', 'passed')],
      [
        record('new', 'failed'),
        record('fixed', 'passed', { drift }),
        record('same', 'error'),
        record('flaky', 'failed'),
        record('slow', 'passed', { durationMs: 4000 }),
      ],
    )
    const compared = compareNights(parseHistory(`${text}{"torn`))
    const ids = (records: readonly { readonly id: string }[] = []): readonly string[] => records.map(({ id }) => id)
    expect(ids(compared?.newlyWrong)).toEqual(['new', 'flaky'])
    expect(ids(compared?.fixed)).toEqual(['fixed'])
    expect(ids(compared?.stillWrong)).toEqual(['same'])
    expect(compared?.flaky).toEqual(['flaky'])
    expect(compared?.slower).toEqual([{ id: 'slow', usualMs: 1000, nowMs: 4000 }])
    expect(ids(compared?.newDrift)).toEqual(['fixed'])
  })

  it('takes what was not run for neither', () => {
    const compared = compareNights(parseHistory(nights([record('a', 'failed')], [record('a', 'notRun')])))
    expect([compared?.newlyWrong, compared?.fixed]).toEqual([[], []])
  })
})

describe('drift', () => {
  const seen = (step: string, more: Partial<Observation>): Observation => ({
    step,
    title: step,
    outcome: 'failed',
    durationMs: 1,
    facts: {},
    ...more,
  })
  it('is every difference in outcome, status, code and message, and nothing that is another each time', () => {
    const key = 'AKIAIOSFODNN7EXAMPLE'
    expect(findDrift([seen('a', { message: `the key ${key}` })], [seen('a', { message: 'the key AKIAI44QH8DHBEXAMPLE' })])).toEqual([])
    expect(findDrift([seen('a', { code: 'X', status: 400 })], [seen('a', { code: 'Y', status: 400 }), seen('b', {})])).toEqual([
      { step: 'a', what: 'code', there: 'X', here: 'Y' },
      { step: 'b', what: 'outcome', there: '-', here: 'failed' },
    ])
  })
})

describe('a matrix', () => {
  it('is read with every problem of it', () => {
    const text = 'scenarios: []\ntargets: [night, night, embedded]\nfaults: [list-acton-missing]\nregions: [Frankfurt]\nshards: 4\n'
    const read = parseMatrix(text, 'sweep.yaml', ['list-action-missing'])
    const codes = read.ok ? [] : read.error.map(({ code, at }) => `${code}:${at.start.line}`)
    expect(codes).toEqual([
      'sweep/unknown-key:5',
      'sweep/wrong-text:4',
      'sweep/empty-axis:1',
      'sweep/twice:2',
      'sweep/empty-axis:4',
      'sweep/unknown-fault:3',
      'sweep/embedded:2',
    ])
  })
})

it('costs are those of S3 and KMS', () => {
  const calls = [
    { service: 's3', operation: 'PutObject' },
    { service: 's3', operation: 'DeleteObject' },
    { service: 'iam', operation: 'CreateRole' },
  ] as const
  expect(costOf(calls)).toEqual({ calls: 3, dollars: 0.000005 })
})
