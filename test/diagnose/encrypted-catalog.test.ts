import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { JsonValue } from '../../src/faults/edit.ts'
import { newDocument } from '../../src/faults/edit-document.ts'
import { applyEdits, policyOf } from '../../src/faults/edit-fixture.ts'
import { newKey } from '../../src/faults/new-key.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import type { Catalog, Key } from '../../src/fixture/fixture.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const { fixture, connection } = await loadShipped('s3-data-lake-glue')
const role = 'arn:aws:iam::111122223333:role/EtleapTables'

const problemsOf = (setUp: SetUp) => diagnose({ ...setUp, observations: [], circumstances }).problems
const faultsOf = (setUp: SetUp) => problemsOf(setUp).flatMap((problem) => (problem.kind === 'fault' ? [problem] : []))
const mended = (setUp: SetUp) =>
  applyEdits(
    setUp,
    faultsOf(setUp).flatMap(({ fix }) => fix.edits),
  )
const injected = (id: string, setUp: SetUp): SetUp => {
  const broken = catalogue.find((fault) => fault.id === id)?.inject(setUp)
  if (broken === undefined) throw new Error(`${id} does not apply`)
  return broken
}

const use = (more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
  Effect: 'Allow',
  Principal: { AWS: role },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'],
  Resource: '*',
  ...more,
})

/** The catalog, or the bucket too, encrypted with a key that has these statements. */
function encrypted(statement: JsonValue, { files = false, state = 'Enabled' as Key['state'] } = {}): SetUp {
  const catalog = fixture.catalogs?.get('lake') as Catalog
  const key = { ...newKey(fixture, 'k', catalog), policy: newDocument('keyPolicy', 'k.json', policyOf([statement])), state }
  const bucket = fixture.buckets.get(connection.bucket)
  if (bucket === undefined) throw new Error('no bucket')
  const setUp = {
    ...fixture,
    keys: new Map([[key.name, key]]),
    catalogs: new Map([['lake', { ...catalog, encryptionKey: key.name }]]),
    buckets: files ? new Map([...fixture.buckets, [bucket.name, { ...bucket, encryptionKey: key.name }]]) : fixture.buckets,
  }
  return { fixture: setUp, connection }
}

const throughS3 = { Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } } }

describe('an encrypted catalog', () => {
  it('is healthy for whoever may use its key', () => {
    expect(problemsOf(encrypted(use()))).toEqual([])
    expect(problemsOf(encrypted(use(), { files: true }))).toEqual([])
  })

  it.each([
    ['a key policy that names somebody else', use({ Principal: { AWS: 'arn:aws:iam::111122223333:role/Admin' } })],
    ['a key policy that lets decrypt alone', use({ Action: 'kms:Decrypt' })],
    ['a key policy for files alone', use(throughS3)],
  ])('%s is told, with the key policy as the place, and its fix heals', (_, statement) => {
    const broken = encrypted(statement)
    expect(faultsOf(broken).map(({ fault, where }) => [fault, where])).toEqual([
      ['glue-catalog-kms', 'KMS > Customer managed keys > k > Key policy'],
    ])
    expect(problemsOf(mended(broken))).toEqual([])
  })

  it('is told apart from files that have the same key', () => {
    expect(faultsOf(encrypted(use(throughS3), { files: true })).map(({ fault }) => fault)).toEqual(['glue-catalog-kms'])
    const nobody = encrypted(use({ Principal: { AWS: 'arn:aws:iam::111122223333:role/Admin' } }), { files: true })
    expect(faultsOf(nobody).map(({ fault }) => fault)).toEqual(['kms-key-policy-lacks-role'])
    expect(problemsOf(mended(nobody))).toEqual([])
  })

  it.each(['kms-key-disabled', 'kms-key-pending-deletion', 'kms-key-policy-explicit-deny'])('%s speaks of the catalog', (id) => {
    const [problem, ...others] = faultsOf(injected(id, encrypted(use())))
    expect(others).toEqual([])
    expect(problem).toMatchObject({ fault: id, says: expect.stringContaining('the Glue catalog of `analytics`') })
  })

  it('has its key taken away by injection where it has one of its own', () => {
    const broken = injected('glue-catalog-kms', encrypted(use()))
    expect(faultsOf(broken).map(({ fault }) => fault)).toEqual(['glue-catalog-kms'])
    expect(catalogue.find(({ id }) => id === 'glue-catalog-kms')?.inject(encrypted(use(), { files: true }))).toBeUndefined()
  })

  it.each([
    ['User: x is not authorized to perform: kms:Decrypt on resource: y', 'glue-kms', ['glue-catalog-kms']],
    ['An encryption operation failed.', 'glue-kms-state', ['kms-key-disabled', 'kms-key-pending-deletion', 'glue-catalog-kms']],
  ])('is told by its answer where no policy can be read: %s', (message, symptomClass, faults) => {
    const answer = {
      step: 'glue.get-db',
      title: 't',
      outcome: 'failed',
      code: 'GlueEncryptionException',
      durationMs: 1,
      facts: {},
    } as const
    const { problems } = diagnose({ connection, observations: [{ ...answer, message }], circumstances })
    expect(problems.map((told) => told.kind === 'lookAlikes' && [told.class, told.candidates.map(({ fault }) => fault)])).toEqual([
      [symptomClass, faults],
    ])
  })
})
