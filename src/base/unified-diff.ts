/** Lines that stay, that go and that come. */
type Step = { readonly kind: ' ' | '-' | '+'; readonly line: string }

/** Unchanged lines around a change, as `diff -u` has them. */
const contextLines = 3

/**
 * The change from one text to another as a patch that `git apply` and `patch` take, or an empty text when there is none. Names are paths without
 * `a/` and `b/`.
 *
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return ''
  const steps = compare(linesOf(before), linesOf(after))
  const body = hunksOf(steps).map(renderHunk).join('')
  return `--- a/${file}\n+++ b/${file}\n${body}`
}

/** Each line with its line break, so that a missing one at the end is a difference. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/**
 * The shortest way from one list of lines to the other: Myers' greedy algorithm, after the lines that both begin and end with. Texts that differ
 * in hundreds of lines are shown as replaced, rather than compared for minutes.
 */
function compare(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const keep = (lines: readonly string[]): readonly Step[] => lines.map((line) => ({ kind: ' ', line }))
  return [
    ...keep(before.slice(0, start)),
    ...shortestWay(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...keep(before.slice(before.length - end)),
  ]
}

const editLimit = 500

/** @see http://www.xmailserver.org/diff2.pdf (Myers 1986) */
function shortestWay(before: readonly string[], after: readonly string[]): readonly Step[] {
  const furthest = new Map<number, number>([[1, 0]])
  const trace: ReadonlyMap<number, number>[] = []
  for (let edits = 0; edits <= Math.min(before.length + after.length, editLimit); edits += 1) {
    trace.push(new Map(furthest))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(furthest, diagonal, edits) ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1
      furthest.set(diagonal, x)
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trace, before, after)
    }
  }
  return [...before.map((line): Step => ({ kind: '-', line })), ...after.map((line): Step => ({ kind: '+', line }))]
}

/** Whether the way to a diagonal comes from above, by a line that is added. */
const goesDown = (furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean =>
  diagonal === -edits || (diagonal !== edits && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1))

function walkBack(trace: readonly ReadonlyMap<number, number>[], before: readonly string[], after: readonly string[]): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [before.length, after.length]
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const furthest = trace[edits] ?? new Map<number, number>()
    const diagonal = x - y
    const previous = goesDown(furthest, diagonal, edits) ? diagonal + 1 : diagonal - 1
    const fromX = furthest.get(previous) ?? 0
    const fromY = fromX - previous
    for (; x > Math.max(fromX, 0) && y > Math.max(fromY, 0); x -= 1, y -= 1) steps.push({ kind: ' ', line: before[x - 1] ?? '' })
    if (edits === 0) break
    steps.push(x === fromX ? { kind: '+', line: after[y - 1] ?? '' } : { kind: '-', line: before[x - 1] ?? '' })
    ;[x, y] = [fromX, fromY]
  }
  return steps.toReversed()
}

/** Changes with the lines around them; changes that are near are one hunk. `before` and `after` are line numbers from 0. */
interface Hunk {
  readonly before: number
  readonly after: number
  readonly steps: readonly Step[]
}

function hunksOf(steps: readonly Step[]): readonly Hunk[] {
  const changed = steps.flatMap(({ kind }, index) => (kind === ' ' ? [] : [index]))
  const ranges: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = ranges.at(-1)
    if (last !== undefined && index - last.to <= contextLines) last.to = index + contextLines + 1
    else ranges.push({ from: Math.max(0, index - contextLines), to: index + contextLines + 1 })
  }
  return ranges.map(({ from, to }) => ({
    before: steps.slice(0, from).filter(({ kind }) => kind !== '+').length,
    after: steps.slice(0, from).filter(({ kind }) => kind !== '-').length,
    steps: steps.slice(from, to),
  }))
}

function renderHunk({ before, after, steps }: Hunk): string {
  const removed = steps.filter(({ kind }) => kind !== '+').length
  const added = steps.filter(({ kind }) => kind !== '-').length
  const lines = steps.map(({ kind, line }) => (line.endsWith('\n') ? `${kind}${line}` : `${kind}${line}\n\\ No newline at end of file\n`))
  return `@@ -${rangeOf(before, removed)} +${rangeOf(after, added)} @@\n${lines.join('')}`
}

/** An empty range names the line before it. */
const rangeOf = (start: number, count: number): string => {
  if (count === 0) return `${start},0`
  return count === 1 ? String(start + 1) : `${start + 1},${count}`
}
