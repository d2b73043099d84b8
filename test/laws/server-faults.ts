import * as fc from 'fast-check'
import { expect } from 'vitest'
import { injectFault } from '../../src/faults/every-fault.ts'
import { recogniseServerFaults, type ServerRecognition } from '../../src/faults/recognise-server.ts'
import { serverCatalogue } from '../../src/faults/server-catalogue.ts'
import { applyServerEdits } from '../../src/faults/server-edit.ts'
import { collectServerEvidence, type ServerEvidence } from '../../src/faults/server-evidence.ts'
import { isServerSetUp, type ServerSetUp } from '../../src/faults/server-set-up.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'

const evidenceOf = (setUp: ServerSetUp): ServerEvidence => collectServerEvidence(setUp, []) as ServerEvidence
const nothing: ServerRecognition = { recognised: [], unexplained: [] }

/** Where no gateway is attached there is none that a missing route could lead to: it is named, and has no opening. */
const unmendable = ['internet-gateway-detached', 'route-missing']

/** More than any three faults need: one that hides another is mended first. */
const enoughRounds = 8

function mend(setUp: ServerSetUp): ServerSetUp {
  let current = setUp
  for (let round = 0; round < enoughRounds; round += 1) {
    const evidence = evidenceOf(current)
    const [first] = recogniseServerFaults(evidence).recognised
    if (first === undefined) return current
    current = applyServerEdits(current, first.fault.fix(first.finding, evidence))
  }
  return current
}

/** Whatever goes wrong at once, in whatever order: something is named, and mending what is named ends in a healthy connection. */
export async function faultsAreMendedOneByOne(runs: number): Promise<void> {
  const setUps = await Promise.all(shippedServerNames.map(loadShippedServer))
  const some = fc
    .subarray([...serverCatalogue], { minLength: 1, maxLength: 3 })
    .chain((faults) => fc.shuffledSubarray(faults, { minLength: faults.length }))
  fc.assert(
    fc.property(fc.constantFrom(...setUps), some, (healthy, faults) => {
      fc.pre(!unmendable.every((id) => faults.some((fault) => fault.id === id)))
      const broken = faults.reduce<ServerSetUp>((setUp, fault) => {
        const next = injectFault(fault, setUp)
        return next !== undefined && isServerSetUp(next) ? next : setUp
      }, healthy)
      if (broken === healthy) return
      expect(recogniseServerFaults(evidenceOf(broken)).recognised).not.toEqual([])
      expect(recogniseServerFaults(evidenceOf(mend(broken)))).toEqual(nothing)
    }),
    { numRuns: runs },
  )
}
