import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { everyFault } from '../../src/faults/every-fault.ts'
import { renderFaultIndex, renderFaultPage } from '../../src/report/fault-page.ts'
import { exampleOf } from '../support/fault-example.ts'

// The pages are written by `npx vitest run test/docs/faults.test.ts -u`.
it.each(everyFault.map((fault) => [fault.id, fault] as const))('the page of %s is what the catalogue says', async (id, fault) => {
  await expect(renderFaultPage(fault, await exampleOf(fault))).toMatchFileSnapshot(`../../docs/faults/${id}.md`)
})

it('the index lists every fault', async () => {
  await expect(renderFaultIndex(everyFault)).toMatchFileSnapshot('../../docs/faults/README.md')
})

it('no page speaks of a fault that is gone', () => {
  const pages = readdirSync('docs/faults').filter((name) => name !== 'README.md')
  expect(pages.sort()).toEqual(everyFault.map(({ id }) => `${id}.md`).sort())
})
