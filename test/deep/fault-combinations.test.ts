import * as fc from 'fast-check'
import { it } from 'vitest'
import { testCombinations, testFixesOfCombinations } from '../laws/fault-combinations.ts'

const { seed = Math.floor(Math.random() * 2 ** 31), numRuns = 10_000 } = fc.readConfigureGlobal()

it('of ten thousand pairs and triples of faults all are named in the end, and mending them in turn heals', { timeout: 900_000 }, () => {
  process.stdout.write(`FC_SEED=${seed}\n`)
  testCombinations(numRuns, { setUps: 6, seed })
})

it('of two hundred pairs and triples no fix allows anything beyond the need', { timeout: 600_000 }, () => {
  process.stdout.write(`FC_SEED=${seed}\n`)
  testFixesOfCombinations(Math.ceil(numRuns / 50), { setUps: 2, seed })
})
