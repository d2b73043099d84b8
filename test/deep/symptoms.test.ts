import { expect, it } from 'vitest'
import { probeEmbedded } from '../../src/cli/probe/probe-embedded.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { symptoms } from '../../src/ticket/symptoms.data.ts'
import { collectSymptoms } from '../../src/ticket/symptoms.ts'
import { loadShipped, shippedNames } from '../shipped.ts'

it('the dictionary of answers is what the sandbox answers to each fault', async () => {
  const setUps = await Promise.all(shippedNames.map((name) => loadShipped(name)))
  const answered = await collectSymptoms(catalogue, setUps, (setUp, fault) => probeEmbedded(setUp, { timeoutMs: 20_000, seed: fault }))
  expect(answered).toEqual(symptoms)
})
