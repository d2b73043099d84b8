import type { Problem } from '../../base/problem.ts'
import type { PolicyType } from '../../policy/policy.ts'
import type { GateUnit } from './gate-unit.ts'
import type { GateUnits } from './gate-units.ts'

/** The first unit of each key. */
export const byKey = (units: readonly GateUnit[]): ReadonlyMap<string, GateUnit> =>
  new Map(units.toReversed().map((unit) => [unit.key, unit]))

/** Keys of documents that have another name now and the same text, and the key that each has now. */
export function movedUnits(before: GateUnits, after: GateUnits): ReadonlyMap<string, string> {
  const moved = new Map<string, string>()
  const taken = new Set<string>()
  const [then, now] = [byKey(before.units), byKey(after.units)]
  for (const unit of before.units) {
    if (unit.fixture !== undefined || now.has(unit.key)) continue
    const found = after.units.find(
      (other) => other.text === unit.text && other.fixture === undefined && !taken.has(other.key) && !then.has(other.key),
    )
    if (found === undefined) continue
    taken.add(found.key)
    moved.set(unit.key, found.key)
  }
  return moved
}

/** A policy that is gone may still be attached somewhere, under another name: nobody here can know. */
export function goneUnits(
  before: GateUnits,
  after: GateUnits,
  moved: ReadonlyMap<string, string>,
  allowRemoved: boolean,
): readonly Problem[] {
  const now = byKey(after.units)
  // What is there and cannot be read is undecided, and named as that.
  const gone = before.units.filter(({ key }) => !now.has(key) && !moved.has(key) && !after.opaque.has(key))
  return gone.filter(({ fixture }) => fixture === undefined || !after.places.has(fixture)).flatMap((unit) => removed(unit, allowRemoved))
}

function removed({ at, name, policies }: GateUnit, allowRemoved: boolean): readonly Problem[] {
  const denies = policies.some(({ statements }) => statements.some(({ effect }) => effect === 'Deny'))
  if (allowRemoved && !denies) return []
  const help = denies
    ? 'its Deny statements were in the way of other policies: take the statements out first, and remove the file in a later change'
    : 'where it is really gone, --allow-removed compares it with nothing'
  return [{ code: 'gate/removed-policy', at, message: `\`${name}\` is removed or renamed, so there is nothing to compare it with`, help }]
}

/** Units that are a policy of another type than before. */
export function changedTypes(before: GateUnits, after: GateUnits): readonly Problem[] {
  const then = byKey(before.units)
  return after.units.flatMap((unit) => {
    const other = then.get(unit.key)
    return other === undefined || joinTypes(other, unit) !== undefined ? [] : [typesDiffer(other, unit)]
  })
}

const ofResources: readonly PolicyType[] = ['bucket', 'key', 'resource']

/** What both are; undefined where one says who and the other does not. */
export function joinTypes({ type: one }: GateUnit, { type: other }: GateUnit): PolicyType | undefined {
  if (one === other) return one
  return ofResources.includes(one) && ofResources.includes(other) ? 'resource' : undefined
}

export const typesDiffer = (before: GateUnit, after: GateUnit): Problem => ({
  code: 'gate/kinds-differ',
  at: after.at,
  message: `this reads as a policy of type \`${after.type}\`, and before as one of type \`${before.type}\``,
  help: 'name the type with --type',
})
