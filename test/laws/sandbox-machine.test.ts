import { it } from 'vitest'
import { callersDoWhatTheyMay } from './sandbox-machine.ts'

it('callers of the sandbox do what they may and nothing else, a refused call changes nothing, and calls at once come one after the other', () =>
  callersDoWhatTheyMay({ numRuns: 4, maxCommands: 25 }))
