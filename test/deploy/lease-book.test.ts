import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lease, LeaseBook } from '../../src/deploy/lease-book.ts'
import type { Target } from '../../src/deploy/target.ts'
import { parseSettings } from '../../src/settings/parse-settings.ts'
import { type Accounts, openAccounts, permittedTarget, vendorThere } from '../support/accounts.ts'

const place = { account: vendorThere, region: 'us-east-1', bucket: 'sallyport-leases-test' }
let accounts: Accounts
let target: Target
beforeAll(async () => {
  accounts = await openAccounts()
  await accounts.s3(vendorThere).createBucket({ Bucket: place.bucket })
  target = (await permittedTarget(accounts)).target
  if (target.permit !== undefined) target.permit.fence.leaseBucket = place.bucket
})
afterAll(() => accounts.sandbox.close())

/** Its clock stands until somebody moves it. */
let clock = 0
const book = (holder: string): LeaseBook => new LeaseBook(target, place, { holder, termMs: 1000, now: () => clock })
const got = (leases: readonly (Lease | undefined)[]): readonly Lease[] => leases.filter((lease) => lease !== undefined)

describe('a lease', () => {
  it('is had by one of many that want it at once, and by another once it is given back', async () => {
    const books = ['a', 'b', 'c', 'd', 'e'].map(book)
    for (let round = 0; round < 2; round += 1) {
      const [lease, ...more] = got(await Promise.all(books.map((each) => each.take(['111111111111']))))
      expect([lease === undefined, more]).toEqual([false, []])
      await lease?.giveBack()
    }
  })

  it('is of all accounts or of none, whatever sets overlap', async () => {
    const sets = fc.array(fc.subarray(['1', '2', '3', '4'], { minLength: 1 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(sets, async (wanted) => {
        const taken = await Promise.all(wanted.map(async (set, index) => ({ set, lease: await book(`p${index}`).take(set) })))
        const had = taken.filter(({ lease }) => lease !== undefined)
        expect(had.flatMap(({ set }) => set).length).toBe(new Set(had.flatMap(({ set }) => set)).size)
        for (const { lease } of had) await lease?.giveBack()
        const last = await book('last').take(['1', '2', '3', '4'])
        expect(last).toBeDefined()
        await last?.giveBack()
      }),
      { numRuns: 3 },
    )
  })

  it('is taken over from a holder that was silent for its term, by who looked all the time, and the holder is told', async () => {
    const other = book('other')
    const lease = await book('holder').take(['222222222222'])
    expect(await other.take(['222222222222'])).toBeUndefined()
    clock += 900
    expect(await lease?.renew()).toBe(true)
    clock += 900
    // It has seen the renewal only now.
    expect(await other.take(['222222222222'])).toBeUndefined()
    clock += 1001
    const taken = await other.take(['222222222222'])
    expect([taken === undefined, await lease?.renew()]).toEqual([false, false])
    await taken?.giveBack()
  })

  it('writes nothing but leases: the fence lets no other key of the bucket through', async () => {
    expect(target.permit?.fence.refuse('PutObject', { Bucket: place.bucket, Key: 'other' })).toContain('does not belong to this run')
    expect(target.permit?.fence.refuse('DeleteObject', { Bucket: place.bucket, Key: 'leases/1.json' })).toContain('does not belong')
  })
})

describe('the settings of pools', () => {
  const night = 'kind: aws, regions: [us-east-1], accounts: { vendor: { id: "222233334444" } }'
  const codesOf = (text: string): readonly string[] => {
    const settings = parseSettings(`targets: { night: { ${night} } }\n${text}`, 'sallyport.yaml')
    return settings.ok ? [] : settings.error.map(({ code, at }) => `${code} ${at.start.line}`)
  }
  it('name targets and accounts that are there, and a bucket for nothing else', () => {
    const leases = 'leases: { bucket: sallyport-leases-a, target: night, account: vendor }\n'
    expect(codesOf(`${leases}pools: { all: { targets: [night] } }`)).toEqual([])
    expect(codesOf('pools: { all: { targets: [night] } }')).toEqual(['settings/no-leases 2'])
    expect(codesOf(`${leases}pools: { night: { targets: [nigth] } }`)).toEqual(['settings/reserved-name 3', 'settings/no-target 3'])
    expect(codesOf('leases: { bucket: sallyport-leases-a, target: night, account: customer }')).toEqual(['settings/no-account 2'])
    expect(codesOf('leases: { bucket: acme, target: night, account: vendor }')).toHaveLength(1)
  })
})
