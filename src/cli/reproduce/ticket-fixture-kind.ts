import { statSync } from 'node:fs'
import type { Fixture } from '../../fixture/fixture.ts'
import type { Scenario } from '../../scenario/scenario.ts'

/** Fixtures and scenarios of ours among the files of a ticket. */
export interface FixturePart {
  readonly fixture: Fixture
  readonly scenario?: Scenario
}

/** Whether a file of a ticket is a fixture, a folder with one, or a scenario. */
export function kindOfOurs(path: string, text: string | undefined): 'fixture' | 'scenario' | undefined {
  if (path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return 'fixture'
  if (text === undefined || !/\.ya?ml$/.test(path)) return undefined
  if (/^description:/m.test(text) && /^accounts:/m.test(text)) return 'fixture'
  return /^fixture:/m.test(text) && /^connector:/m.test(text) && /^connection:/m.test(text) ? 'scenario' : undefined
}
