import type { IntervalSet } from '../base/interval-set.ts'
import { intervalSet, sizeOf, subtract } from '../base/interval-set.ts'
import type { PortRange } from './traffic.ts'
import type { Blocker, PathTrace, PortSpace, Verdict } from './verdict.ts'
import type { Trail } from './walk/trail.ts'

/** The outcome and the blockers, read off the hops. */
export function judge(paths: readonly PathTrace[], trailSpaces: Trail['spaces']): Pick<Verdict, 'outcome' | 'blockers' | 'portSpaces'> {
  const blockers: Blocker[] = []
  let blocked = false
  let partial = false
  const add = (blocker: Blocker): void => {
    if (!blockers.some((other) => same(other, blocker))) blockers.push(blocker)
  }
  for (const path of paths) {
    for (const hop of path.because) {
      for (const check of hop.because) {
        if (check.outcome === 'passes') continue
        if (check.outcome === 'relayed') {
          if (check.because.some(({ outcome }) => outcome === 'open')) continue
          if (check.because.some(({ outcome }) => outcome === 'partial')) partial = true
          else blocked = true
          for (const { blockers: inner } of check.because) for (const blocker of inner) add(blocker)
          continue
        }
        if (check.outcome === 'blocked') blocked = true
        else partial = true
        add(check.blocker)
      }
    }
  }
  const portSpaces = trailSpaces.map(admittedOf)
  if (portSpaces.some(({ admitted }) => admitted.length === 0)) blocked = true
  return { outcome: blocked ? 'closed' : partial ? 'partial' : 'open', blockers, portSpaces }
}

function admittedOf({ name, of, blocked }: Trail['spaces'][number]): PortSpace {
  if (blocked.length === 0) return { name, of, admitted: [of], share: 1 }
  const admitted = subtract(asSet([of]), asSet(blocked))
  return {
    name,
    of,
    admitted: admitted.map(({ first, last }) => ({ from: Number(first), to: Number(last) })),
    share: Number(sizeOf(admitted)) / (of.to - of.from + 1),
  }
}

const asSet = (ranges: readonly PortRange[]): IntervalSet =>
  intervalSet(ranges.map(({ from, to }) => ({ first: BigInt(from), last: BigInt(to) })))

/** The same component in the way for the same reason is told once, though both directions meet it; rules are asked by each packet for itself. */
const same = (one: Blocker, other: Blocker): boolean =>
  one.code === other.code &&
  one.component.name === other.component.name &&
  one.component.type === other.component.type &&
  one.at === other.at &&
  one.opens.change === other.opens.change &&
  one.why.fact !== 'networkAclEntry' &&
  one.why.fact !== 'securityGroupRules'
