import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nameOf } from '../../../src/sandbox/s3/listed-object.ts'
import { type Item, page, walk } from '../../../src/sandbox/s3/listing.ts'
import { SortedMap } from '../../../src/sandbox/s3/sorted-map.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const Bucket = 'listing'
const keys = ['a', 'a/1', 'a/2', 'a/b/3', 'b', 'b/', 'c d/e+f', 'z/1']
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'listing', accounts: [{ id: accountId('111122223333') }] })
  s3 = rootClients(sandbox, '111122223333').s3
  await s3.send(new CreateBucketCommand({ Bucket }))
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
})
afterAll(() => sandbox.close())

async function list(input: Partial<ListObjectsV2CommandInput>) {
  const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...input }))
  return {
    keys: answer.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: answer.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
    answer,
  }
}

describe('ListObjectsV2', () => {
  it('shows an object that was written over as it is now, however often it was listed, and its owner where that is asked for', async () => {
    const shown = async (FetchOwner = false) => (await list({ Prefix: 'a/1', FetchOwner })).answer.Contents?.[0]
    expect(await shown()).toMatchObject({ Size: 3 })
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/1', Body: 'longer' }))
    expect([await shown(), await shown()]).toMatchObject([{ Size: 6 }, { Size: 6 }])
    expect([(await shown(true))?.Owner?.ID?.length, (await shown())?.Owner]).toEqual([64, undefined])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/1', Body: 'a/1' }))
  })

  it('lists all keys in order, with size, time and tag', async () => {
    const { keys: listed, answer } = await list({})
    expect(listed).toEqual(keys)
    expect(answer).toMatchObject({ KeyCount: keys.length, MaxKeys: 1000, IsTruncated: false, Prefix: '' })
    expect(answer.Contents?.[1]).toMatchObject({ Size: 3, StorageClass: 'STANDARD' })
    expect(answer.Contents?.[1]?.Owner).toBeUndefined()
  })

  it('rolls keys up to the delimiter', async () => {
    expect(await list({ Delimiter: '/' })).toMatchObject({ keys: ['a', 'b'], prefixes: ['a/', 'b/', 'c d/', 'z/'] })
    expect(await list({ Delimiter: '/', Prefix: 'a/' })).toMatchObject({ keys: ['a/1', 'a/2'], prefixes: ['a/b/'] })
    expect(await list({ Delimiter: '/', Prefix: 'nothing' })).toMatchObject({ keys: [], prefixes: [], answer: { KeyCount: 0 } })
  })

  it('goes on where a page ended, prefixes included', async () => {
    const seen: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken: token })
      seen.push(...page.keys, ...page.prefixes)
      token = page.answer.NextContinuationToken
    } while (token !== undefined)
    expect(seen).toEqual(['a', 'a/', 'b', 'b/', 'c d/', 'z/'])
  })

  it('begins after a key, and shows the rest of the folder in which it lies', async () => {
    expect((await list({ StartAfter: 'a/b/3' })).keys).toEqual(['b', 'b/', 'c d/e+f', 'z/1'])
    expect(await list({ StartAfter: 'a/1', Delimiter: '/' })).toMatchObject({ prefixes: ['a/', 'b/', 'c d/', 'z/'] })
  })

  it('says where it began, but not with a token, which outranks that', async () => {
    const first = (await list({ MaxKeys: 2 })).answer
    expect(first.StartAfter).toBeUndefined()
    expect((await list({ StartAfter: 'a/b/3' })).answer.StartAfter).toBe('a/b/3')
    const { keys: rest, answer } = await list({ StartAfter: 'b', ContinuationToken: first.NextContinuationToken })
    expect(rest).toEqual(keys.slice(2))
    expect(answer).toMatchObject({ ContinuationToken: first.NextContinuationToken })
    expect(answer.StartAfter).toBeUndefined()
  })

  it('encodes keys on request', async () => {
    const { keys: listed, answer } = await list({ EncodingType: 'url', Prefix: 'c d/' })
    expect(listed).toEqual(['c+d/e%2Bf'])
    expect(answer.Prefix).toBe('c+d/')
  })

  it('names owners on request', async () => {
    expect((await list({ FetchOwner: true, MaxKeys: 1 })).answer.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
  })

  it('refuses a token that it did not make', async () => {
    await expect(list({ ContinuationToken: 'made-up' })).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: 'The continuation token provided is incorrect',
    })
  })
})

/** @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3.snapshot.json (test_bucket_name_with_dots) */
it('a listing says in which Region the bucket is, and to nobody who owns the objects', async () => {
  const shared = { Bucket: 'shared-listing' }
  await s3.send(new CreateBucketCommand(shared))
  await s3.send(new PutObjectCommand({ ...shared, Key: 'a', Body: 'a' }))
  await s3.send(new DeletePublicAccessBlockCommand(shared))
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::shared-listing' }
  await s3.send(new PutBucketPolicyCommand({ ...shared, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statement }) }))
  const open = await fetch(`${sandbox.endpoint}/shared-listing`)
  expect(open.headers.get('x-amz-bucket-region')).toBe('us-east-1')
  expect(await open.text()).not.toContain('<Owner>')
  expect((await s3.send(new ListObjectsCommand(shared))).Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/)
})

describe('ListObjects', () => {
  it('gives the marker of the next page only with a delimiter', async () => {
    const plain = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }))
    expect(plain).toMatchObject({ IsTruncated: true, Marker: '' })
    expect(plain.NextMarker).toBeUndefined()
    const rolled = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: '/' }))
    expect(rolled.NextMarker).toBe('a/')
    const next = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: rolled.NextMarker }))
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['b'])
    expect(next.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['b/', 'c d/', 'z/'])
  })
})

it('shows every change of a bucket whose listing was written before', async () => {
  const Bucket = 'changes'
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const sizes = new Map<string, number>()
  const put = async (Key: string, size: number): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x'.repeat(size) }))
    sizes.set(Key, size)
  }
  const numbered = (index: number): string => `é &${String(index).padStart(3, '0')}`
  for (let index = 0; index < 300; index += 1) await put(numbered(index), 1)
  const listed = async (EncodingType?: 'url'): Promise<[string, number][]> => {
    const found: [string, number][] = []
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize: 70 }, { Bucket, EncodingType }))
      for (const { Key = '', Size = 0 } of Contents)
        found.push([EncodingType === undefined ? Key : decodeURIComponent(Key.replaceAll('+', ' ')), Size])
    return found
  }
  const expectListed = async (): Promise<void> => {
    const expected = [...sizes].sort(([left], [right]) => (left < right ? -1 : 1))
    expect(await listed()).toEqual(expected)
    expect(await listed('url')).toEqual(expected)
  }
  await expectListed()
  await put(numbered(150), 2)
  await put(`${numbered(150)}a`, 3)
  for (const Key of [numbered(0), numbered(151), numbered(299)]) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    sizes.delete(Key)
  }
  await expectListed()
  await put(numbered(151), 4)
  await expectListed()
})

/** The slowest obvious listing. */
function listSlowly(all: readonly string[], prefix: string, delimiter: string | undefined): string[] {
  const items = all
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
      return end === -1 ? key : key.slice(0, end + 1)
    })
  return [...new Set(items)].sort()
}

it('pages of any size add up to the obvious listing', () => {
  const anyKey = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 6 })
  const anyPrefix = fc.string({ unit: fc.constantFrom('a', '/'), maxLength: 2 })
  fc.assert(
    fc.property(
      fc.uniqueArray(anyKey),
      anyPrefix,
      fc.option(fc.constant('/'), { nil: undefined }),
      fc.integer({ min: 1, max: 4 }),
      (all, prefix, delimiter, limit) => {
        const map = new SortedMap<string>()
        for (const key of all) map.set(key, key)
        const seen: string[] = []
        let after: string | undefined = ''
        while (after !== undefined) {
          const { items, truncated }: ReturnType<typeof page<Item<string>>> = page(
            walk(map, { prefix, delimiter, after, resumes: after !== '', isListed: () => true }),
            limit,
          )
          seen.push(...items.map(nameOf))
          after = truncated ? seen.at(-1) : undefined
        }
        expect(seen).toEqual(listSlowly(all, prefix, delimiter))
      },
    ),
  )
})

describe('a page of 100,000 keys', () => {
  const map = new SortedMap<number>()
  for (let index = 0; index < 100_000; index += 1) map.set(`folder-${index % 100}/part-${String(index).padStart(6, '0')}`, index)

  /** How many keys a page looks at. */
  function look(after: string, delimiter: string | undefined, limit: number): number {
    let looked = 0
    const isListed = (): boolean => {
      looked += 1
      return true
    }
    expect(page(walk(map, { prefix: '', delimiter, after, resumes: after !== '', isListed }), limit).items).toHaveLength(limit)
    return looked
  }

  it('looks at the keys that it lists, wherever it begins', () => {
    expect(look('', undefined, 10)).toBe(11)
    expect(look('folder-7/part-050007', undefined, 1000)).toBe(1001)
  })

  it('looks at one key of each folder', () => expect(look('', '/', 100)).toBe(100))

  it('finds its beginning by a search', () => {
    let compared = 0
    map.first((key) => {
      compared += 1
      return key >= 'folder-7/part-050007'
    })
    expect(compared).toBeLessThan(30)
  })
})
