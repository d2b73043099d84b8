import { beforeAll, describe, expect, it } from 'vitest'
import { touchedScenarios } from '../../src/cli/test/watch-scenarios.ts'
import { everyFault } from '../../src/faults/every-fault.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'

describe('what is loaded again after a change', () => {
  let known: ReadonlyMap<string, Scenario>
  beforeAll(async () => {
    const loaded = await loadScenarios(
      ['scenarios/s3-input.yaml', 'scenarios/s3-input-iam-user.yaml'],
      everyFault.map(({ id }) => id),
    )
    if (!loaded.ok) throw new Error('the scenarios can be loaded')
    known = new Map(loaded.value.map((scenario) => [scenario.at.file, scenario]))
  })

  it.each([
    ['the scenarios that a policy decides', ['policies/s3-input/read.json'], ['scenarios/s3-input.yaml']],
    ['a scenario that was changed itself', ['scenarios/s3-input-iam-user.yaml', 'scenarios/.x.swp'], ['scenarios/s3-input-iam-user.yaml']],
    ['everything where a file is new', ['scenarios/new.yaml', 'policies/s3-input/read.json'], undefined],
    ['everything where nothing known was changed', ['scenarios/4913'], undefined],
  ])('is %s', (_, touched, expected) => {
    expect(touchedScenarios(known, new Set(touched))).toEqual(expected)
  })

  it('is everything where nothing could be loaded', () => {
    expect(touchedScenarios(new Map(), new Set(['policies/s3-input/read.json']))).toBeUndefined()
  })
})
