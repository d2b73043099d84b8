import { keyArn } from '../fixture/decide.ts'
import type { Key } from '../fixture/fixture.ts'
import { decideSetUp } from './break-grant.ts'
import { applyEdits } from './edit-fixture.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './fault.ts'
import type { SetUp } from './set-up.ts'

export interface KeyFinding extends Finding {
  readonly key: Key
}

/** Keys that the connection uses and that are in a state. */
export function keysInState({ fixture, decided }: Pick<Evidence, 'fixture' | 'decided'>, state: Key['state']): readonly KeyFinding[] {
  return [...fixture.keys.values()]
    .filter((key) => key.state === state)
    .flatMap((key) => {
      const uses = decided.filter(({ need }) => need.resource === keyArn(fixture, key))
      return uses.length === 0 ? [] : [{ key, at: key.at, claims: [], steps: [...new Set(uses.map(({ need }) => need.step))] }]
    })
}

/** Puts the keys of the connection into a state in which nobody can use them. */
export function spoilKeys(setUp: SetUp, state: Key['state']): SetUp | undefined {
  const used = usedKeys(setUp)
  if (used.length === 0) return undefined
  return applyEdits(
    setUp,
    used.map((key) => ({ edit: 'keyState', key: key.name, state })),
  )
}

function usedKeys({ fixture, connection }: SetUp): readonly Key[] {
  const arns = new Set(decideSetUp({ fixture, connection }).map(({ need }) => need.resource))
  return [...fixture.keys.values()].filter((key) => arns.has(keyArn(fixture, key)))
}
