import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { KnownFault } from '../../src/diagnose/diagnosis.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { Edit } from '../../src/faults/edit.ts'
import type { AnySetUp } from '../../src/faults/server-set-up.ts'
import { renderVerdict } from '../../src/report/fix-verdict.ts'
import { plainStyle } from '../../src/report/style.ts'
import type { FixVerdict } from '../../src/scenario/fix-verdict.ts'
import { verifyFixes } from '../../src/scenario/verify-fix.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** By the policies alone: what a probe sees is for the tests over the wire. */
const wiring = {
  probe: () => Promise.resolve([]),
  diagnose: (setUp: AnySetUp) => diagnose({ ...setUp, observations: [], circumstances }),
}

async function verdictOn(id: string, change: (edits: readonly Edit[]) => readonly Edit[]): Promise<FixVerdict | undefined> {
  const fault = catalogue.find((one) => one.id === id)
  const broken = fault?.inject(await loadShipped('s3-input'))
  if (broken === undefined) throw new Error(`${id} cannot be injected`)
  const { problems } = wiring.diagnose(broken)
  const [problem] = problems.filter((one): one is KnownFault => one.kind === 'fault')
  if (problem === undefined) throw new Error(`${id} is not found`)
  const altered = { ...problem, fix: { ...problem.fix, edits: change(problem.fix.edits) } }
  const { fixes } = await verifyFixes(broken, { problems: [altered] }, wiring, circumstances)
  return fixes[0]?.verdict
}

const widened = (edits: readonly Edit[]): readonly Edit[] =>
  JSON.parse(JSON.stringify(edits).replaceAll('arn:aws:s3:::acme-exports/daily/*', '*'))

describe('a fix that is tried out', () => {
  it('is verified where it mends and allows no more than is needed', async () => {
    expect(await verdictOn('object-arn-missing-wildcard', (edits) => edits)).toEqual({ verdict: 'verified' })
  })

  it('is too wide where it allows what the connection does not need, and says what', async () => {
    const verdict = await verdictOn('object-arn-missing-wildcard', widened)
    expect(verdict?.verdict).toBe('tooWide')
    expect(verdict === undefined ? [] : renderVerdict(verdict, plainStyle).join('\n')).toContain(
      'may use s3:GetObject on arn:aws:s3:::acme-exports',
    )
  })

  it('is no cure where the fault is still there', async () => {
    const harmless = (edits: readonly Edit[]): readonly Edit[] => JSON.parse(JSON.stringify(edits).replaceAll('/daily/*', '/weekly/*'))
    expect(await verdictOn('object-arn-missing-wildcard', harmless)).toMatchObject({ verdict: 'doesNotHeal' })
  })
})
