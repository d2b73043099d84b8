import type { Position } from './span.ts'

/** The offsets at which the lines of a text begin. A line ends with LF, or with CR and LF. */
export type LineTable = readonly number[]

export function lineTable(text: string): LineTable {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Line and column of an offset, found by halving. */
export function positionAt(table: LineTable, offset: number): Position {
  let low = 0
  let high = table.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((table[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (table[low] ?? 0) + 1, offset }
}
