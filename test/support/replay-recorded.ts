import { resolve } from 'node:path'
import { probeEmbedded } from '../../src/cli/probe/probe-embedded.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import { planCases } from '../../src/scenario/plan.ts'
import { describeDrift } from '../../src/sweep/drift.ts'
import { compareAnswers, parseAnswers, type RecordedAnswer } from '../../src/sweep/recorded-answer.ts'

const faults = new Map(catalogue.map((fault) => [fault.id, fault]))

/** Asks the sandbox what was asked of the target when this was recorded, and tells where it answers otherwise. Scenarios are named as seen from `from`. */
export async function replayRecorded(text: string, from: string): Promise<readonly string[]> {
  const cases = new Map<string, RecordedAnswer[]>()
  for (const answer of parseAnswers(text)) {
    const key = JSON.stringify([answer.scenario, answer.injected])
    cases.set(key, [...(cases.get(key) ?? []), answer])
  }
  const differences: string[] = []
  for (const recorded of cases.values()) {
    const drift = compareAnswers(recorded, await observe(recorded, from))
    differences.push(...drift.map((each) => `${recorded[0]?.title} ${describeDrift(each)}`))
  }
  return differences
}

async function observe([first]: readonly RecordedAnswer[], from: string) {
  if (first === undefined) throw new Error('nothing was recorded')
  const loaded = await loadScenarios([resolve(from, first.scenario)], [...faults.keys()])
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
  const inject = first.injected.length === 0 ? ({ kind: 'nothing' } as const) : ({ kind: 'faults', faults: first.injected } as const)
  const asked = loaded.value.map((scenario) => ({
    ...scenario,
    cases: [{ title: first.title, at: scenario.at, inject, expect: { kind: 'same' } as const }],
  }))
  const planned = planCases(asked, faults)
  const [one] = planned.ok ? planned.value : []
  if (one === undefined) throw new Error(`the case \`${first.title}\` of \`${first.scenario}\` is not there any more`)
  return probeEmbedded(one.setUp, { timeoutMs: 10_000, seed: first.title })
}
