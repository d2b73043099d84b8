/** What has a place of its own in a column: a box, or the slot through which lines pass between two boxes. */
export interface Row {
  readonly id: string
  readonly rank: number
  readonly lane: string
  readonly slot: boolean
}

/** Sweeps there and back; more change little. */
const sweeps = 6

/**
 * The rows in an order in which few lines cross: each column by the mean place of its neighbours in the column before, then behind, and so on.
 *
 * @see https://en.wikipedia.org/wiki/Layered_graph_drawing
 */
export function orderRows(rows: readonly Row[], chains: readonly (readonly Row[])[]): readonly Row[] {
  const neighbours = neighboursOf(chains)
  const ranks = [...new Set(rows.map(({ rank }) => rank))].sort((one, other) => one - other)
  let ordered: readonly Row[] = rows.toSorted((one, other) => one.rank - other.rank)
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const rank of sweep % 2 === 0 ? ranks : ranks.toReversed())
      ordered = orderColumn(ordered, rank, sweep % 2 === 0 ? -1 : 1, neighbours)
  }
  return ordered
}

type Neighbours = ReadonlyMap<string, readonly Row[]>

function neighboursOf(chains: readonly (readonly Row[])[]): Neighbours {
  const found = new Map<string, Row[]>()
  const add = (id: string, row: Row): void => {
    const known = found.get(id)
    if (known === undefined) found.set(id, [row])
    else known.push(row)
  }
  for (const chain of chains) {
    chain.forEach((row, index) => {
      const next = chain[index + 1]
      if (next === undefined) return
      add(row.id, next)
      add(next.id, row)
    })
  }
  return found
}

function orderColumn(rows: readonly Row[], rank: number, side: -1 | 1, neighbours: Neighbours): readonly Row[] {
  const places = placesOf(rows)
  const weightOf = (row: Row): number => {
    const beside = (neighbours.get(row.id) ?? []).filter((each) => Math.sign(each.rank - rank) === side)
    const own = places.get(row.id) ?? 0
    return beside.length === 0 ? own : beside.reduce((sum, each) => sum + (places.get(each.id) ?? 0), 0) / beside.length
  }
  const weights = new Map(rows.filter((row) => row.rank === rank).map((row) => [row.id, weightOf(row)]))
  const column = rows.filter((row) => row.rank === rank).toSorted((one, other) => (weights.get(one.id) ?? 0) - (weights.get(other.id) ?? 0))
  return [...rows.filter((row) => row.rank < rank), ...column, ...rows.filter((row) => row.rank > rank)]
}

/** Where each row stands in its column, as a share, so that columns of different length can be compared. */
function placesOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const column of columnsOf(rows)) for (const [index, { id }] of column.entries()) places.set(id, (index + 0.5) / column.length)
  return places
}

/** The rows of each column, in their order. */
export function columnsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  return [...new Set(rows.map(({ rank }) => rank))].map((rank) => rows.filter((row) => row.rank === rank))
}
