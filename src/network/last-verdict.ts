import type { Verdict } from './verdict.ts'

/** Behind load balancers the verdict on the last part of the way: of several targets the first that is reached, else the first. */
export function lastVerdict(verdict: Verdict): Verdict {
  const relayed = verdict.because.flatMap(({ because }) =>
    because.flatMap((hop) => hop.because.flatMap((check) => (check.outcome === 'relayed' ? [check.because] : []))),
  )[0]
  const onward = relayed?.find(({ outcome }) => outcome !== 'closed') ?? relayed?.[0]
  return onward === undefined ? verdict : lastVerdict(onward)
}
