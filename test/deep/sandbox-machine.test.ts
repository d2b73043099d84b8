import * as fc from 'fast-check'
import { it } from 'vitest'
import { callersDoWhatTheyMay } from '../laws/sandbox-machine.ts'

it(
  'callers of the sandbox do what they may and nothing else, a refused call changes nothing, and calls at once come one after the other',
  {
    timeout: 3_600_000,
  },
  () => callersDoWhatTheyMay(fc.readConfigureGlobal().numRuns ?? 100, 100),
)
