import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { catalogue } from '../src/faults/catalogue.ts'
import { applyEdits } from '../src/faults/edit-fixture.ts'
import { diagnose } from '../src/diagnose/diagnose.ts'
import { loadShipped, shippedNames } from './shipped.ts'
import { probeOverTheWire } from './support/wire-case.ts'

const circumstances = { now: new Date(), sourceIp: '127.0.0.1' }
const log: string[] = []
afterAll(() => writeFileSync('/tmp/wire.txt', log.join('\n')))
describe.each(shippedNames)('%s', (name) => {
  it('healthy', async () => {
    const setUp = await loadShipped(name)
    const t = performance.now()
    const r = await probeOverTheWire(setUp)
    log.push(`## ${name} healthy ${(performance.now() - t).toFixed(0)} ms`)
    if ('refusals' in r) throw new Error(r.refusals.join('\n'))
    log.push(...r.observations.map((o) => `   ${o.step} ${o.outcome} ${o.status} ${o.code ?? ''} ${o.message ?? ''} ${JSON.stringify(o.facts)}`))
    expect(diagnose({ ...setUp, observations: r.observations, circumstances }).problems).toEqual([])
    const { fixture: _, ...blind } = setUp
    expect(diagnose({ ...blind, observations: r.observations, circumstances }).problems).toEqual([])
  })
  it.each(catalogue.map((f) => [f.id, f] as const))('%s', async (id, fault) => {
    const setUp = await loadShipped(name)
    const broken = fault.inject(setUp)
    if (broken === undefined) return
    const r = await probeOverTheWire(broken)
    if ('refusals' in r) throw new Error(`DEPLOY ${r.refusals.join('\n')}`)
    const d = diagnose({ ...broken, observations: r.observations, circumstances })
    log.push(`## ${name} ${id}`, ...r.observations.filter((o) => o.outcome === 'failed').map((o) => `   ${o.step} ${o.status} ${o.code} ${o.message}`))
    for (const p of d.problems) log.push(`  => ${p.kind} ${'fault' in p ? p.fault : ''}: ${p.says}`)
    const blind = diagnose({ connection: broken.connection, observations: r.observations, circumstances })
    for (const p of blind.problems) log.push(`  ?> ${p.kind} ${p.kind === 'lookAlikes' ? `${p.class}: ${p.candidates.map((c) => c.fault).join(', ')}` : ''}: ${p.says}`)
    expect.soft([...new Set(d.problems.map((p) => ('fault' in p ? p.fault : p.kind)))]).toEqual([id])
    const members = blind.problems.flatMap((p) => (p.kind === 'lookAlikes' ? p.candidates.map((c) => c.fault) : []))
    expect.soft(members).toContain(id)
    const edits = d.problems.flatMap((p) => (p.kind === 'fault' ? p.fix.edits : []))
    if (edits.length === 0) return
    const healed = applyEdits(broken, edits)
    const after = await probeOverTheWire(healed)
    if ('refusals' in after) throw new Error(`FIX ${after.refusals.join('\n')}`)
    expect.soft(diagnose({ ...healed, observations: after.observations, circumstances }).problems.map((p) => p.says)).toEqual([])
  })
})
