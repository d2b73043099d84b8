import { expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }
const healthy = await loadShipped('s3-data-lake-glue')
const faultsOf = (setUp: SetUp) =>
  diagnose({ ...setUp, observations: [], circumstances }).problems.flatMap((problem) => (problem.kind === 'fault' ? [problem] : []))

/** The role may not create tables in the database. */
const { fixture } = applyEdits(healthy, [
  {
    edit: 'lakeRevoke',
    catalog: 'lake',
    grant: { to: 'EtleapTables', on: { kind: 'database', database: 'analytics' }, permissions: ['CREATE_TABLE'] },
  },
])
const looking = (glueTable: string): SetUp => ({ fixture, connection: { ...healthy.connection, glueTable } })

it('a table that is there is not hidden: the grant is what is missing', () => {
  expect(faultsOf(looking('orders')).map(({ fault }) => fault)).toEqual(['lf-table-permission-missing'])
})

it('a table that nothing is named like is created, and granted what the connection needs of it', () => {
  const [hidden, ...others] = faultsOf(looking('invoices'))
  expect(others).toEqual([])
  expect(hidden).toMatchObject({
    fault: 'lf-hides-missing-entities',
    advice: expect.stringMatching(/^Create the table invoices, and grant CREATE_TABLE on database analytics, and DESCRIBE, ALTER on table/),
  })
  expect(faultsOf(applyEdits(looking('invoices'), hidden?.fix.edits ?? []))).toEqual([])
})
