import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, it } from 'vitest'
import { callersDoWhatTheyMay } from '../laws/sandbox-machine.ts'

it(
  'callers of the sandbox do what they may and nothing else, a refused call changes nothing, and calls at once come one after the other',
  {
    timeout: 3_600_000,
  },
  () => callersDoWhatTheyMay({ numRuns: fc.readConfigureGlobal().numRuns ?? 100, maxCommands: 100 }),
)

const data = mkdtempSync(join(tmpdir(), 'sandbox-machine-'))
afterAll(() => rmSync(data, { recursive: true }))

it('the same holds on a data folder, however often the sandbox is started again', { timeout: 600_000 }, () =>
  callersDoWhatTheyMay({ numRuns: Math.min(8, fc.readConfigureGlobal().numRuns ?? 8), maxCommands: 60, data }),
)
