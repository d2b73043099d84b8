/** The offset behind the bracket that closes the one at an offset; strings are passed over. */
export function bracketed(text: string, open: number): number {
  const tokens = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|\/\/[^\n]*|[()[\]{}]/g
  tokens.lastIndex = open
  let depth = 0
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    if (/^[([{]$/.test(match[0])) depth += 1
    else if (/^[)\]}]$/.test(match[0])) depth -= 1
    if (depth === 0) return match.index + match[0].length
  }
  return text.length
}
