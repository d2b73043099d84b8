import { type AccessMap, mapAccess } from '../fixture/access-map.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { CaseResult } from '../scenario/run.ts'
import { layOutMap, type MapDrawing } from './map-layout.ts'
import { type PageStretch, stretchesOf } from './way.ts'

export interface PageMap {
  readonly title: string
  readonly drawing: MapDrawing
}

/** The maps of a run: one for each set-up, however many scenarios it has. */
export class PageMaps {
  readonly all: readonly PageMap[]
  readonly #indexes = new Map<Fixture, number>()

  constructor(results: readonly CaseResult[]) {
    const groups: { readonly key: string; readonly fixture: Fixture; readonly map: AccessMap; readonly stretches: PageStretch[] }[] = []
    for (const result of results) {
      const { fixture } = result.planned.scenario
      const index = this.#indexes.get(fixture) ?? this.#add(fixture, groups)
      if (index !== undefined) groups[index]?.stretches.push(...stretchesOf(result))
    }
    this.all = groups.map(({ fixture, map, stretches }) => ({
      title: fixture.name,
      drawing: layOutMap(withNeeds(map, stretches), fixture.accounts),
    }))
  }

  /** Undefined for a set-up without anybody whose way could be drawn. */
  indexOf = ({ planned }: CaseResult): number | undefined => this.#indexes.get(planned.scenario.fixture)

  #add(
    fixture: Fixture,
    groups: { readonly key: string; readonly fixture: Fixture; readonly map: AccessMap; readonly stretches: PageStretch[] }[],
  ): number | undefined {
    if (fixture.users.size + fixture.roles.size === 0) return undefined
    const map = mapAccess(fixture)
    const key = JSON.stringify([fixture.name, map])
    const known = groups.findIndex((group) => group.key === key)
    const index = known === -1 ? groups.push({ key, fixture, map, stretches: [] }) - 1 : known
    this.#indexes.set(fixture, index)
    return index
  }
}

/** What connections need and nothing grants is a line as well: somebody looks for it. */
function withNeeds({ nodes, links }: AccessMap, stretches: readonly PageStretch[]): Parameters<typeof layOutMap>[0] {
  const drawn = new Set(links.map(({ from, to }) => `${from}\n${to}`))
  const ids = new Set(nodes.map(({ id }) => id))
  const needed = stretches.filter(({ from, to }) => ids.has(from) && ids.has(to) && !drawn.has(`${from}\n${to}`))
  const once = new Map(needed.map(({ from, to }) => [`${from}\n${to}`, { from, to, does: [], granted: false } as const]))
  return { nodes, links: [...links, ...once.values()] }
}
