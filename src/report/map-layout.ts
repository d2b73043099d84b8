import type { AccessMap, MapLink, MapNode, MapVerb } from '../fixture/access-map.ts'
import { columnsOf, orderRows, type Row } from './map-rows.ts'

/** A map of access as shapes with places, for whoever can draw boxes and curves. */
export interface MapDrawing {
  readonly width: number
  readonly height: number
  readonly lanes: readonly MapLane[]
  readonly boxes: readonly MapBox[]
  readonly lines: readonly MapLine[]
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** An account. */
export interface MapLane extends Rectangle {
  readonly label: string
}

export interface MapBox extends Rectangle {
  readonly id: string
  readonly kind: MapNode['kind']
  readonly name: string
  /** The name, cut in its middle where it is too long. */
  readonly shown: string
  /** All that the map says of it, in words. */
  readonly says: string
}

export interface MapLine {
  readonly from: string
  readonly to: string
  /** How it is drawn. */
  readonly kind: LineKind
  readonly says: string
  /** For `d` of a path. */
  readonly path: string
  readonly middle: { readonly x: number; readonly y: number }
}

export type LineKind = 'assumes' | 'reads' | 'writes' | 'keys' | 'needs'

/** What a map is drawn of: a link that no statement grants is needed all the same. */
export interface DrawnMap extends Omit<AccessMap, 'links'> {
  readonly links: readonly (MapLink & { readonly granted?: false })[]
}

const margin = 14
const boxHeight = 42
const slotHeight = 12
const rowGap = 12
const columnGap = 96
const laneHead = 30
const laneGap = 14
/** Of a character, at the most, in the type that names are written in. */
const characterWidth = 8.3
const boxPadding = 24

/** Boxes in columns, from who asks to what is asked for, each in the lane of its account; lines go between boxes and never through one. */
export function layOutMap(map: DrawnMap, accounts: ReadonlyMap<string, { readonly id: string }>): MapDrawing {
  const rank = ranksOf(map)
  const laneNames = lanesOf(map, rank)
  const chains = map.links.map((link) => chainOf(link, rank, map))
  const standing = map.nodes.map(({ id, account = '' }) => ({ id, rank: rank.get(id) ?? 0, lane: account, slot: false }))
  const rows = orderRows([...standing, ...slotsOf(chains)], chains)
  const columns = widthsOf(map, rank)
  const height = (row: Row): number => (row.slot ? slotHeight : boxHeight)
  const { tops, lanes } = stack(rows, laneNames, height)
  const loops = chains.some((chain) => chain[0]?.rank === chain.at(-1)?.rank && chain[0]?.rank === columns.length - 1)
  const width = (columns.at(-1)?.x ?? 0) + (columns.at(-1)?.width ?? 0) + (loops ? columnGap : margin)
  const place = (row: Row): Rectangle => {
    const column = columns[row.rank] ?? { x: 0, width: 0 }
    return { x: column.x, y: tops.get(row.id) ?? 0, width: column.width, height: height(row) }
  }
  const places = new Map(rows.map((row) => [row.id, place(row)]))
  return {
    width,
    height: (lanes.at(-1)?.bottom ?? 0) + 1,
    lanes: lanes.map(({ name, top, bottom }) => ({
      label: name === '' ? 'outside of these accounts' : `account ${name} ${accounts.get(name)?.id ?? ''}`,
      x: 0.5,
      y: top + 0.5,
      width: width - 1,
      height: bottom - top,
    })),
    boxes: map.nodes.map((node) => toBox(node, map, places.get(node.id))),
    lines: map.links.map((link, index) => toLine(link, map, chains[index] ?? [], places)),
  }
}

/** Users come first, roles behind who assumes them, then what is kept, then the keys; columns in which nobody stands are left out. */
function ranksOf({ nodes, links }: DrawnMap): ReadonlyMap<string, number> {
  const roles = new Set(nodes.filter(({ kind }) => kind === 'role').map(({ id }) => id))
  const assumed = links.filter(({ from, to }) => roles.has(from) && roles.has(to))
  const depths = new Map([...roles].map((id) => [id, 0]))
  // A chain of roles is as long as there are roles at the most; roles that assume each other in a circle stop there.
  for (let round = 0; round < Math.min(roles.size, 3); round += 1) {
    for (const { from, to } of assumed) depths.set(to, Math.max(depths.get(to) ?? 0, Math.min(3, (depths.get(from) ?? 0) + 1)))
  }
  const order = { outside: 0, user: 0, role: 1, 'access point': 5, bucket: 6, catalog: 6, key: 7 } as const
  const raw = nodes.map(({ id, kind }) => [id, order[kind] + (depths.get(id) ?? 0)] as const)
  const used = [...new Set(raw.map(([, rank]) => rank))].sort((one, other) => one - other)
  return new Map(raw.map(([id, rank]) => [id, used.indexOf(rank)]))
}

/** Accounts from where the calls come to where they end. */
function lanesOf({ nodes }: DrawnMap, rank: ReadonlyMap<string, number>): readonly string[] {
  const names = [...new Set(nodes.map(({ account = '' }) => account))]
  const mean = (name: string): number => {
    const ranks = nodes.filter(({ account = '' }) => account === name).map(({ id }) => rank.get(id) ?? 0)
    return ranks.reduce((sum, each) => sum + each, 0) / ranks.length
  }
  return names.sort((one, other) => Number(one !== '') - Number(other !== '') || mean(one) - mean(other))
}

function widthsOf({ nodes }: DrawnMap, rank: ReadonlyMap<string, number>): readonly { readonly x: number; readonly width: number }[] {
  const count = Math.max(0, ...rank.values()) + 1
  const columns: { x: number; width: number }[] = []
  let x = margin
  for (let index = 0; index < count; index += 1) {
    const names = nodes.filter(({ id }) => rank.get(id) === index).map(({ name }) => widthOf(name))
    const width = Math.ceil(Math.min(260, Math.max(130, ...names.map((each) => each + boxPadding))))
    columns.push({ x, width })
    x += width + columnGap
  }
  return columns
}

/** As a reader counts them. */
const lettersOf = (text: string): readonly string[] => Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)

const widthOf = (text: string): number =>
  lettersOf(text).reduce((sum, each) => sum + ((each.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0) * characterWidth

/** A name that fits: its beginning and its end tell it from its neighbours. */
function shorten(name: string, room: number): string {
  if (widthOf(name) <= room) return name
  const letters = lettersOf(name)
  for (let keep = letters.length - 1; keep > 2; keep -= 1) {
    const cut = `${letters.slice(0, Math.ceil(keep / 2)).join('')}…${letters.slice(-Math.floor(keep / 2)).join('')}`
    if (widthOf(cut) <= room) return cut
  }
  return '…'
}

/** The rows that a line passes, from its lower rank to its higher: between its ends a slot in each column, shared by all lines of one kind to one place. */
function chainOf(link: DrawnMap['links'][number], rank: ReadonlyMap<string, number>, { nodes }: DrawnMap): readonly Row[] {
  const rankOf = (id: string): number => rank.get(id) ?? 0
  const [first, last] = rankOf(link.from) <= rankOf(link.to) ? [link.from, link.to] : [link.to, link.from]
  const lane = nodes.find(({ id }) => id === last)?.account ?? ''
  const slots = Array.from({ length: Math.max(0, rankOf(last) - rankOf(first) - 1) }, (_, index) => rankOf(first) + 1 + index)
  const end = (id: string): Row => ({ id, rank: rankOf(id), lane: nodes.find((one) => one.id === id)?.account ?? '', slot: false })
  return [end(first), ...slots.map((at) => ({ id: `slot ${at} ${kindOf(link)} ${last}`, rank: at, lane, slot: true })), end(last)]
}

const slotsOf = (chains: readonly (readonly Row[])[]): readonly Row[] => [
  ...new Map(chains.flatMap((chain) => chain.filter(({ slot }) => slot).map((row) => [row.id, row] as const))).values(),
]

interface Stacked {
  readonly tops: ReadonlyMap<string, number>
  readonly lanes: readonly { readonly name: string; readonly top: number; readonly bottom: number }[]
}

/** The rows of each lane and column below each other, a shorter column in the middle of its lane. */
function stack(rows: readonly Row[], laneNames: readonly string[], height: (row: Row) => number): Stacked {
  const tops = new Map<string, number>()
  const lanes: Stacked['lanes'][number][] = []
  let top = 0
  for (const name of laneNames) {
    const columns = columnsOf(rows.filter(({ lane }) => lane === name))
    const heightOf = (column: readonly Row[]): number => column.reduce((sum, row) => sum + height(row) + rowGap, -rowGap)
    const tallest = Math.max(0, ...columns.map(heightOf))
    for (const column of columns) {
      let y = top + laneHead + (tallest - heightOf(column)) / 2
      for (const row of column) {
        tops.set(row.id, y)
        y += height(row) + rowGap
      }
    }
    const bottom = top + laneHead + tallest + margin
    lanes.push({ name, top, bottom })
    top = bottom + laneGap
  }
  return { tops, lanes }
}

function toBox(node: MapNode, { links, nodes }: DrawnMap, at: Rectangle | undefined): MapBox {
  const nameOf = (id: string): string => nodes.find((one) => one.id === id)?.name ?? id
  const granted = links.filter((link) => link.granted !== false)
  const out = granted.filter(({ from }) => from === node.id).map(({ to, does }) => `${inWords(does)} ${nameOf(to)}`)
  const into = granted.filter(({ to }) => to === node.id).map(({ from, does }) => `${nameOf(from)} ${inWords(does)} it`)
  const where = node.account === undefined ? '' : ` in account ${node.account}`
  const rectangle = at ?? { x: 0, y: 0, width: 0, height: 0 }
  return {
    id: node.id,
    kind: node.kind,
    name: node.name,
    shown: shorten(node.name, rectangle.width - boxPadding),
    says: [`${node.kind} ${node.name}${where}`, ...out, ...into].join('; '),
    ...rectangle,
  }
}

const inWords = (does: readonly MapVerb[]): string => does.join(', ').replace(/, ([^,]*)$/, ' and $1')

/** Of several things that somebody may do the one that weighs most. */
function kindOf({ does, granted }: DrawnMap['links'][number]): LineKind {
  if (granted === false) return 'needs'
  if (does.includes('assumes')) return 'assumes'
  if (does.includes('writes')) return 'writes'
  return does.some((verb) => ['encrypts', 'decrypts', 'is encrypted with'].includes(verb)) ? 'keys' : 'reads'
}

/** Lines of several kinds that end at one box end beside each other. */
const portOf = { assumes: 0, reads: -8, writes: 8, keys: 0, needs: 0 } as const

function toLine(
  link: DrawnMap['links'][number],
  { nodes }: DrawnMap,
  chain: readonly Row[],
  places: ReadonlyMap<string, Rectangle>,
): MapLine {
  const kind = kindOf(link)
  const nameOf = (id: string): string => nodes.find((one) => one.id === id)?.name ?? id
  const says = `${nameOf(link.from)} ${link.granted === false ? 'needs' : inWords(link.does)} ${nameOf(link.to)}`
  const found = chain.flatMap(({ id }) => places.get(id) ?? [])
  const sides = found.map(({ x, y, width, height }, index) => {
    const isEnd = index === 0 || index === found.length - 1
    return { left: x, right: x + width, y: y + height / 2 + (isEnd ? portOf[kind] : 0) }
  })
  const forward = chain[0]?.id === link.from
  const [first, last] = [sides[0], sides.at(-1)]
  const common = { from: link.from, to: link.to, kind, says }
  if (first === undefined || last === undefined) return { ...common, path: '', middle: { x: 0, y: 0 } }
  if (chain[0]?.rank === chain.at(-1)?.rank) {
    const bend = first.right + columnGap * 0.55
    const middle = { x: first.right + columnGap * 0.41, y: (first.y + last.y) / 2 }
    return { ...common, path: `M${first.right},${first.y}C${bend},${first.y} ${bend},${last.y} ${last.right},${last.y}`, middle }
  }
  const points = sides.flatMap((side, index) => [
    ...(index === 0 ? [] : [{ x: side.left, y: side.y }]),
    ...(index === sides.length - 1 ? [] : [{ x: side.right, y: side.y }]),
  ])
  const way = forward ? points : points.toReversed()
  return { ...common, path: curve(way), middle: middleOf(way) }
}

interface Point {
  readonly x: number
  readonly y: number
}

/** From point to point: level through a slot, bent between columns. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let before = first
  const parts = rest.map((point) => {
    const half = (before.x + point.x) / 2
    const part = before.y === point.y ? `L${point.x},${point.y}` : `C${half},${before.y} ${half},${point.y} ${point.x},${point.y}`
    before = point
    return part
  })
  return `M${first.x},${first.y}${parts.join('')}`
}

/** Half-way through the last bend, where a mark stands beside no box. */
function middleOf(points: readonly Point[]): Point {
  const [one, other] = [points.at(-2), points.at(-1)]
  return one === undefined || other === undefined ? { x: 0, y: 0 } : { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}
