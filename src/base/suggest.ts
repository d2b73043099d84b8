/**
 * The candidate that the word was probably meant to be, or undefined when none is near: did you mean …? Case does not count; a swap of two
 * neighbours is one edit; of equally near candidates the first wins.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  let limit = Math.max(1, Math.floor(word.length / 3))
  let nearest: string | undefined
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue
    const distance = editDistance(lower, candidate.toLowerCase(), limit)
    if (distance > limit) continue
    nearest = candidate
    limit = distance - 1
    if (limit < 0) break
  }
  return nearest
}

/** ` did you mean …?` as the help of a problem, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): { readonly help?: string } {
  const nearest = suggest(word, candidates)
  return nearest === undefined ? {} : { help: `did you mean \`${nearest}\`?` }
}

/** Insertions, deletions, replacements and swaps that turn `a` into `b`; anything above `limit` is only known to be above it. */
export function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      current.push(cost)
    }
    if (Math.min(...current) > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
