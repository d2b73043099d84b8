import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'

/** What stands in a tree and may hold policies, but is not read. */
export interface Opaque {
  /** The same on both sides where it did not change. */
  readonly state: string
  /** Completes the sentence "`path` …". */
  readonly says: string
  readonly help: string
  /** As it is called, and where it stands, in case it is not a file. */
  readonly part?: { readonly name: string; readonly at: Span }
}

export type Opaques = ReadonlyMap<string, Opaque>

/** What changed and cannot be compared is undecided; what did not change is no part of the question, and is noted. */
export function opaqueParts(before: Opaques, after: Opaques, show: (path: string) => string): readonly Problem[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path): readonly Problem[] => {
    const [then, now] = [before.get(path), after.get(path)]
    const shown = now ?? then
    if (shown === undefined || then?.state === now?.state) return []
    return [
      {
        code: 'gate/not-compared',
        at: shown.part?.at ?? startOf(show(path)),
        message: `\`${shown.part?.name ?? path}\` ${shown.says}, and it changed: what it lets through is not compared`,
        help: shown.help,
      },
    ]
  })
}

/** Files that are the same on both sides, but lie somewhere else. */
export const opaqueNotes = (before: Opaques, after: Opaques): readonly string[] =>
  [...after]
    .filter(([path, { state }]) => before.get(path)?.state === state)
    .map(([path, { says }]) => `${path} ${says}: it is not compared`)

function startOf(file: string): Span {
  const start = { line: 1, column: 1, offset: 0 }
  return { file, start, end: start }
}
