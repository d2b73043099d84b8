import { formatPlace } from '../base/span.ts'
import { componentNoun, describeBlocker } from '../network/describe-blocker.ts'
import type { Check, Hop, Verdict } from '../network/verdict.ts'

/** One thing on the way of a connection, and whether it is blocked there. */
export interface PageHop {
  readonly kind: string
  readonly name: string
  readonly account: string
  readonly blocked: boolean
  /** What blocks it, in words. */
  readonly note?: string
}

/** What a connection passes on its way through a network; of the way back only what blocks it. */
export function networkHops({ because }: Verdict): readonly PageHop[] {
  return because.flatMap(({ direction, because: hops }) =>
    hops.flatMap((hop) => (direction === 'forward' || isBlocked(hop) ? [toHop(hop, direction), ...relayedHops(hop)] : [])),
  )
}

const isBlocking = (check: Check): check is Extract<Check, { outcome: 'partial' | 'blocked' }> =>
  check.outcome === 'blocked' || check.outcome === 'partial'

const isBlocked = ({ because }: Hop): boolean => because.some(isBlocking)

function toHop(hop: Hop, direction: 'forward' | 'return'): PageHop {
  const { type, name } = hop.component
  const [first] = hop.because.filter(isBlocking)
  const kind = direction === 'forward' ? componentNoun(type) : `${componentNoun(type)}, on the way back`
  const common = { kind, name: type === 'internet' ? '' : name, account: '', blocked: first !== undefined }
  if (first === undefined) return common
  const { code, at } = first.blocker
  return { ...common, note: `${describeBlocker(first.blocker).message} (${code}, ${formatPlace(at)})` }
}

/** Behind a load balancer the way to the target that is reached, else to the first. */
function relayedHops({ because }: Hop): readonly PageHop[] {
  const [relayed] = because.flatMap((check) => (check.outcome === 'relayed' ? [check.because] : []))
  const onward = relayed?.find(({ outcome }) => outcome !== 'closed') ?? relayed?.[0]
  return onward === undefined ? [] : networkHops(onward)
}
