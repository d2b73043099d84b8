import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { JsonValue } from '../../src/faults/edit.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import { collectEvidence } from '../../src/faults/evidence.ts'
import type { Fault } from '../../src/faults/fault.ts'
import { recogniseFaults } from '../../src/faults/recognise.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { type AnyShippedName, everyShippedName, loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const evidenceOf = (setUp: SetUp) => collectEvidence(setUp, [], circumstances)
const setUps = new Map<AnyShippedName, SetUp>()
for (const name of everyShippedName) setUps.set(name, await loadShipped(name))
const setUpOf = (name: AnyShippedName): SetUp => setUps.get(name) as SetUp

/** No policy shows these: only an answer of AWS does. */
const seenOnly = new Set(['wrong-secret', 'access-key-unknown', 'clock-skew', 'invalid-token'])
/** Nobody but the customer can mend it. */
const withoutFix = new Set(['empty-source'])

const applicable = catalogue.flatMap((fault) =>
  everyShippedName.flatMap((name): readonly (readonly [string, AnyShippedName, Fault, SetUp])[] => {
    const broken = fault.inject(setUpOf(name))
    return broken === undefined ? [] : [[fault.id, name, fault, broken]]
  }),
)
const readable = applicable.filter(([id]) => !seenOnly.has(id))

describe('the catalogue', () => {
  it('has each fault once', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
  })

  it('has an example of each fault in the shipped set-ups', () => {
    expect(catalogue.filter(({ id }) => !applicable.some(([applied]) => applied === id)).map(({ id }) => id)).toEqual([])
  })

  it('names only look-alikes that it has', () => {
    const ids = new Set(catalogue.map(({ id }) => id))
    const unknown = catalogue.flatMap(({ lookAlikes }) => lookAlikes.filter((id) => !ids.has(id)))
    expect([...new Set(unknown)]).toEqual([])
  })

  it.each(everyShippedName)('finds nothing in %s as it is', (name) => {
    expect(recogniseFaults(evidenceOf(setUpOf(name)))).toEqual({ recognised: [], unexplained: [] })
  })
})

describe('a fault injected into a shipped set-up', () => {
  it.each(readable)('%s in %s is recognised alone, told in one sentence, and mended by its fix', (id, _, __, broken) => {
    const evidence = evidenceOf(broken)
    const { recognised, unexplained } = recogniseFaults(evidence)
    expect([...new Set(recognised.map(({ fault }) => fault.id))]).toEqual([id])
    expect(unexplained).toEqual([])
    for (const { fault, finding } of recognised) {
      expect(fault.say(finding, evidence)).toMatch(/^[A-Z`].{1,158}[.]$/)
      expect(fault.where(finding, evidence)).not.toBe('')
      expect(fault.advise(finding, evidence)).toMatch(/[.?]$/)
    }
    if (withoutFix.has(id)) return
    const edits = recognised.flatMap(({ fault, finding }) => fault.fix(finding, evidence))
    expect(recogniseFaults(evidenceOf(applyEdits(broken, edits)))).toEqual({ recognised: [], unexplained: [] })
  })
})

describe('a role whose permissions stand in several policies', () => {
  const whole = setUpOf('s3-input')
  const read = whole.fixture.roles.get('EtleapInput')?.inline.get('read')
  const document: { readonly Version: string; readonly Statement: readonly JsonValue[] } = JSON.parse(read?.text ?? '')
  const holder = { type: 'role', name: 'EtleapInput' } as const
  const split = applyEdits(whole, [
    { edit: 'removeDocument', place: { kind: 'inline', holder, name: 'read' } },
    ...document.Statement.map((Statement, index) => {
      const place = { kind: 'inline', holder, name: `read-${index}` } as const
      return { edit: 'newDocument', place, document: { Version: document.Version, Statement } } as const
    }),
  ])

  it.each(['policy-not-attached', 'policy-attached-to-wrong-role'])('%s names all of them, and its fixes give all back', (id) => {
    const broken = catalogue.find((fault) => fault.id === id)?.inject(split)
    if (broken === undefined) throw new Error('it applies')
    const evidence = evidenceOf(broken)
    const { recognised, unexplained } = recogniseFaults(evidence)
    expect([...recognised.map(({ fault }) => fault.id), ...unexplained]).toEqual(document.Statement.map(() => id))
    const edits = recognised.flatMap(({ fault, finding }) => fault.fix(finding, evidence))
    expect(recogniseFaults(evidenceOf(applyEdits(broken, edits)))).toEqual({ recognised: [], unexplained: [] })
  })
})

describe('a key that is named without its account', () => {
  const { fixture, connection } = setUpOf('s3-data-lake')
  const named = (kmsKeyArn: string) =>
    recogniseFaults(evidenceOf({ fixture, connection: { ...connection, kmsKeyArn } })).recognised.map(({ fault }) => fault.id)

  it.each(['alias/lake', 'lake'])("%s is the key of the role's own account", (name) => {
    expect(named(name)).toEqual([])
  })

  it('is gone where no key there has the alias', () => {
    expect(named('alias/lage')).toEqual(['kms-key-deleted'])
  })

  it('may be the one that AWS manages, which every account has', () => {
    expect(named('alias/aws/s3')).toEqual([])
  })
})
