import type { Span } from '../base/span.ts'
import type { Diagnosis, KnownFault } from '../diagnose/diagnosis.ts'
import type { ExpectedFault, Place } from './scenario.ts'

/** One way in which a diagnosis is not what the scenario expects. */
export type Mismatch =
  | { readonly mismatch: 'missing'; readonly fault: string }
  | { readonly mismatch: 'unexpected'; readonly fault: string }
  /** Something is wrong that no fault of the catalogue names. */
  | { readonly mismatch: 'notAFault'; readonly says: string }
  | { readonly mismatch: 'elsewhere'; readonly fault: string; readonly expected: Place; readonly got: readonly Span[] }

/** Exactly the expected faults, each where it is expected; none expected means healthy. */
export function compareFindings(expected: readonly ExpectedFault[], { problems }: Diagnosis): readonly Mismatch[] {
  const found = problems.filter((problem) => problem.kind === 'fault')
  const ids = new Set(found.map(({ fault }) => fault))
  const wanted = new Set(expected.map(({ fault }) => fault))
  return [
    ...expected.flatMap((each) => compareOne(each, found)),
    ...[...ids].filter((fault) => !wanted.has(fault)).map((fault): Mismatch => ({ mismatch: 'unexpected', fault })),
    ...problems.flatMap((problem): readonly Mismatch[] =>
      problem.kind === 'fault' ? [] : [{ mismatch: 'notAFault', says: problem.says }],
    ),
  ]
}

function compareOne({ fault, place }: ExpectedFault, found: readonly KnownFault[]): readonly Mismatch[] {
  const same = found.filter((each) => each.fault === fault)
  if (same.length === 0) return [{ mismatch: 'missing', fault }]
  const places = same.flatMap(({ at }) => at ?? [])
  if (place === undefined || places.some((at) => standsIn(at, place))) return []
  return [{ mismatch: 'elsewhere', fault, expected: place, got: places }]
}

/** The element itself or a part of it: a diagnosis may point at one value of a list. */
const standsIn = ({ file, pointer = '' }: Span, place: Place): boolean =>
  file === place.file && (pointer === place.pointer || pointer.startsWith(`${place.pointer}/`))
