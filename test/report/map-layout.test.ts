import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MapNode } from '../../src/fixture/access-map.ts'
import { type DrawnMap, layOutMap, type MapBox, type MapDrawing } from '../../src/report/map-layout.ts'

const accounts = new Map(['vendor', 'customer', 'archive'].map((name) => [name, { id: '111122223333' }]))

const anyNode: fc.Arbitrary<MapNode> = fc
  .record({
    kind: fc.constantFrom('outside', 'user', 'role', 'role', 'access point', 'bucket', 'catalog', 'key'),
    name: fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,60}$/), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })),
    account: fc.constantFrom(...accounts.keys()),
  })
  .map(({ account, ...rest }) => ({ id: `${rest.kind} ${rest.name}`, ...rest, ...(rest.kind === 'outside' ? {} : { account }) }))

const anyMap: fc.Arbitrary<DrawnMap> = fc.uniqueArray(anyNode, { selector: ({ id }) => id, minLength: 1, maxLength: 30 }).chain((nodes) =>
  fc
    .array(
      fc.record({
        from: fc.constantFrom(...nodes),
        to: fc.constantFrom(...nodes),
        does: fc.constantFrom(['assumes'], ['reads'], ['lists', 'writes'], ['decrypts']),
      }),
      { maxLength: 40 },
    )
    .map((links) => ({
      nodes,
      links: links
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, does }) => ({ from: from.id, to: to.id, does: does as DrawnMap['links'][number]['does'] })),
    })),
)

const overlap = (one: MapBox, other: MapBox): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height

/** Points along a path of lines and cubic curves. */
function pointsOf(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = []
  let at = { x: 0, y: 0 }
  for (const [, command, rest = ''] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const numbers = rest.trim().split(/[ ,]/).map(Number)
    const pairs = numbers.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: numbers[index + 1] ?? 0 }] : []))
    const last = pairs.at(-1) ?? at
    const [one = last, two = last] = command === 'C' ? pairs : [at, last]
    for (let step = 0; command !== 'M' && step <= 20; step += 1) {
      const t = step / 20
      const mix = (a: number, b: number, c: number, d: number): number =>
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d
      points.push({ x: mix(at.x, one.x, two.x, last.x), y: mix(at.y, one.y, two.y, last.y) })
    }
    at = last
  }
  return points
}

const isInside = ({ x, y }: { x: number; y: number }, box: MapBox): boolean =>
  x > box.x + 0.5 && x < box.x + box.width - 0.5 && y > box.y && y < box.y + box.height

const check = (law: (drawing: MapDrawing, map: DrawnMap) => void): void =>
  fc.assert(fc.property(anyMap, (map) => law(layOutMap(map, accounts), map)))

describe('a map', () => {
  it('has a box for each thing, none over another, each inside its lane', () => {
    check(({ boxes, lanes, width, height }, { nodes }) => {
      expect(boxes.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
      for (const [index, one] of boxes.entries()) {
        expect(boxes.slice(index + 1).filter((other) => overlap(one, other))).toEqual([])
        const lane = lanes.find(({ y, height: high }) => one.y > y && one.y + one.height < y + high)
        expect(lane?.label).toContain(nodes[index]?.account ?? 'outside')
        expect(one.x + one.width).toBeLessThan(width)
        expect(one.y + one.height).toBeLessThan(height)
      }
    })
  })

  it('has no line through a box, and none beyond its edge', () => {
    check(({ boxes, lines, width }) => {
      const wrong = lines.flatMap(({ path, says }) => {
        const points = pointsOf(path)
        const through = boxes.filter((box) => points.some((point) => isInside(point, box))).map(({ id }) => `${says} through ${id}`)
        return points.some(({ x }) => x > width) ? [...through, `${says} beyond the edge`] : through
      })
      expect(wrong).toEqual([])
    })
  })

  it('cuts long names in the middle, and says the whole', () => {
    const name = 'acme-clickstream-raw-events-eu-central-1-replica'
    const { boxes } = layOutMap({ nodes: [{ id: `bucket ${name}`, kind: 'bucket', name, account: 'vendor' }], links: [] }, accounts)
    expect(boxes[0]?.shown).toMatch(/^acme-click.*….*-replica$/)
    expect(boxes[0]?.says).toBe(`bucket ${name} in account vendor`)
  })
})
