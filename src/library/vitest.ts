/** What `import … from 'sallyport/vitest'` gives: a sandbox for each test, and matchers for decisions and diagnoses. */
import { expect, test as plainTest } from 'vitest'
import { formatPlace } from '../base/span.ts'
import { type AskedOfFixture, explain } from '../cli/explain/explain-fixture.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { Decision, LayerName } from '../engine/decision.ts'
import { layerTitle, renderTrace } from '../engine/render-trace.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts'

export type { AskedOfFixture } from '../cli/explain/explain-fixture.ts'

/** Vitest's own `test`, with `sandbox`: an embedded AWS that lives as long as the test. It is started only where a test asks for it. */
export const test = plainTest.extend<{ readonly sandbox: Sandbox }>({
  // The same test meets the same ids in each run.
  sandbox: async ({ task }, use) => {
    const sandbox = await startSandbox({ seed: task.name })
    try {
      await use(sandbox)
    } finally {
      await sandbox.close()
    }
  },
})

/** The decision on one request, for `toBeAllowed` and `toBeDenied`. */
export const decisionOn = (fixture: Fixture, asked: AskedOfFixture): Decision => explain(fixture, asked).decision

export interface Denied {
  /** The kind of policy that denies, or that has no statement to allow it. */
  readonly by?: LayerName
}

const isDecision = (value: unknown): value is Decision =>
  typeof value === 'object' && value !== null && 'node' in value && value.node === 'decision'

const isDiagnosis = (value: unknown): value is Diagnosis =>
  typeof value === 'object' && value !== null && 'problems' in value && Array.isArray(value.problems)

function decisionIn(received: unknown, matcher: string): Decision {
  if (isDecision(received)) return received
  throw new TypeError(`${matcher} takes a decision: expect(decisionOn(fixture, { as, action, resource }))`)
}

/** The layers that settled it. */
const settledBy = ({ by }: Decision): readonly LayerName[] => by.flatMap((reason) => ('layer' in reason ? [reason.layer] : []))

expect.extend({
  toBeAllowed(received: unknown) {
    const decision = decisionIn(received, 'toBeAllowed')
    return {
      pass: decision.outcome === 'allowed',
      message: () => `expected the request ${this.isNot ? 'not ' : ''}to be allowed\n\n${renderTrace(decision)}`,
    }
  },
  toBeDenied(received: unknown, { by }: Denied = {}) {
    const decision = decisionIn(received, 'toBeDenied')
    const layers = settledBy(decision)
    const pass = decision.outcome !== 'allowed' && (by === undefined || layers.includes(by))
    const whom = by === undefined ? '' : ` by ${layerTitle[by]}`
    return { pass, message: () => `expected the request ${this.isNot ? 'not ' : ''}to be denied${whom}\n\n${renderTrace(decision)}` }
  },
  toBeDiagnosedAs(received: unknown, expected: string | readonly string[]) {
    if (!isDiagnosis(received)) throw new TypeError('toBeDiagnosedAs takes a diagnosis: expect(diagnose({ … }))')
    const found = received.problems.map((problem) => (problem.kind === 'fault' ? problem.fault : problem.kind))
    const wanted = [expected].flat()
    const pass = new Set(found).size === new Set(wanted).size && wanted.every((fault) => found.includes(fault))
    const told = received.problems.map(
      (problem) => `  ${'at' in problem && problem.at !== undefined ? `${formatPlace(problem.at)}: ` : ''}${problem.says}`,
    )
    return {
      pass,
      message: () =>
        `expected ${wanted.join(', ') || 'a healthy connection'}${this.isNot ? ' not to be found' : ''}, found ${found.join(', ') || 'nothing wrong'}\n${told.join('\n')}`,
      actual: found,
      expected: wanted,
    }
  },
})

interface SallyportMatchers {
  /** The decision lets the request through. */
  toBeAllowed(): void
  /** The decision refuses the request, for this kind of policy if it is given. */
  toBeDenied(denied?: Denied): void
  /** The diagnosis finds exactly these faults; an empty list is a healthy connection. */
  toBeDiagnosedAs(faults: string | readonly string[]): void
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: it must be declared as Vitest declares it
  interface Matchers<T = any> extends SallyportMatchers {}
}

export { expect }
