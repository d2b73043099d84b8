/** `LIKE` of SQL: `%` is any text, `_` one character. Takes time in proportion to pattern and text, whatever they are. */
export function matchesLike(pattern: string, text: string): boolean {
  let [at, inText] = [0, 0]
  let [star, mark] = [-1, 0]
  while (inText < text.length) {
    if (pattern[at] === '%') {
      star = at
      mark = inText
      at += 1
    } else if (at < pattern.length && (pattern[at] === '_' || pattern[at] === text[inText])) {
      at += 1
      inText += 1
    } else if (star >= 0) {
      at = star + 1
      mark += 1
      inText = mark
    } else return false
  }
  return /^%*$/.test(pattern.slice(at))
}
