import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import { loadShipped, shippedNames } from '../shipped.ts'
import { fixExcess } from '../support/fix-excess.ts'

const setUps = await Promise.all(shippedNames.map(async (name) => ({ name, setUp: await loadShipped(name) })))

const broken = catalogue.flatMap((fault) =>
  setUps.flatMap(({ name, setUp }) => {
    const injected = fault.connectors.includes(setUp.connection.connector) ? fault.inject(setUp) : undefined
    return injected === undefined ? [] : [[fault.id, name, injected] as const]
  }),
)

describe('a fix allows nothing beyond the need of the connection', () => {
  it.each(broken)('that of %s, in %s', (_, __, setUp) => {
    expect(fixExcess(setUp)).toEqual([])
  })
})
