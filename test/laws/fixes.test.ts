import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import { loadShipped } from '../shipped.ts'
import { fixExcess } from '../support/fix-excess.ts'

const lake = await loadShipped('s3-data-lake')

/** What is common, in the set-up that needs most; `npm run test:deep` has all faults in all set-ups. */
const broken = catalogue
  .filter(({ tier }) => tier === 1)
  .flatMap((fault) => {
    const setUp = fault.inject(lake)
    return setUp === undefined ? [] : [[fault.id, setUp] as const]
  })

describe('a fix allows nothing beyond the need of the connection', () => {
  it.each(broken)('that of %s', (_, setUp) => {
    expect(fixExcess(setUp)).toEqual([])
  })
})
