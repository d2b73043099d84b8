import { keyArn } from '../fixture/decide.ts'
import type { Key } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import { decideSetUp } from './break-grant.ts'
import { applyEdits } from './edit-fixture.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './fault.ts'
import type { SetUp } from './set-up.ts'
import { isFileKeyUse } from './subject.ts'

export interface KeyFinding extends Finding {
  readonly key: Key
  /** A use of it, of files where there is one. */
  readonly use: Need
}

/** Keys that the connection uses and that are in a state. */
export function keysInState({ fixture, decided }: Pick<Evidence, 'fixture' | 'decided'>, state: Key['state']): readonly KeyFinding[] {
  return [...fixture.keys.values()]
    .filter((key) => key.state === state)
    .flatMap((key) => {
      const uses = decided.map(({ need }) => need).filter(({ resource }) => resource === keyArn(fixture, key))
      const use = uses.find(isFileKeyUse) ?? uses[0]
      return use === undefined ? [] : [{ key, use, at: key.at, claims: [], steps: [...new Set(uses.map(({ step }) => step))] }]
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
