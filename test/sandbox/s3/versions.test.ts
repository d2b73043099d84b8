import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
let sandbox: Sandbox
let s3: Clients['s3']
let buckets = 0
let Bucket: string
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'versions', accounts: [{ id: accountId(account) }] })
  s3 = rootClients(sandbox, account).s3
})
beforeEach(async () => {
  buckets += 1
  Bucket = `versions-${buckets}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  await version('Enabled')
})
afterAll(() => sandbox.close())

const version = (Status: 'Enabled' | 'Suspended') =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
const put = async (Key: string, Body: string): Promise<string> =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? ''
const text = async (Key: string, VersionId?: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString()
const remove = (Key: string, VersionId?: string) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))

describe('a versioned bucket', () => {
  it('keeps each version until it is deleted by its id', async () => {
    const [one, two] = [await put('a', 'one'), await put('a', 'two')]
    expect(await text('a')).toBe('two')
    expect(await text('a', one)).toBe('one')
    await remove('a', two)
    expect(await text('a')).toBe('one')
    await expect(text('a', two)).rejects.toMatchObject({ name: 'NoSuchVersion', VersionId: two })
  })

  /** @see https://github.com/localstack/localstack/blob/main/tests/aws/services/s3/test_s3_api.snapshot.json (test_delete_object, test_delete_objects) */
  it.each(['made-up', 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD'])('tells an id that was made up (%s) from one that is gone', async (VersionId) => {
    await put('a', 'one')
    await expect(text('a', VersionId)).rejects.toMatchObject({ name: 'InvalidArgument', message: 'Invalid version id specified' })
    await expect(remove('a', VersionId)).rejects.toMatchObject({ name: 'InvalidArgument', message: 'Invalid version id specified' })
    const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a', VersionId }] } }))
    expect(Errors).toMatchObject([{ Code: 'NoSuchVersion', Key: 'a', VersionId }])
  })

  it('hides a deleted object behind a marker', async () => {
    const one = await put('a', 'one')
    const marker = await remove('a')
    expect(marker).toMatchObject({ DeleteMarker: true })
    await expect(text('a')).rejects.toMatchObject({ name: 'NoSuchKey', $response: { headers: { 'x-amz-delete-marker': 'true' } } })
    await expect(text('a', marker.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed', ResourceType: 'DeleteMarker' })
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
    expect(await text('a', one)).toBe('one')
    expect(await remove('a', marker.VersionId)).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId })
    expect(await text('a')).toBe('one')
  })

  it('that is suspended writes the null version, and replaces it', async () => {
    const one = await put('a', 'one')
    await version('Suspended')
    expect(await put('a', 'null one')).toBe('null')
    expect(await put('a', 'null two')).toBe('null')
    expect(await text('a', 'null')).toBe('null two')
    expect(await remove('a')).toMatchObject({ DeleteMarker: true, VersionId: 'null' })
    await expect(text('a', 'null')).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    expect(await text('a', one)).toBe('one')
  })

  it('is empty only without versions and markers', async () => {
    await put('a', 'one')
    await remove('a')
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
    })
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    expect((await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).Deleted).toHaveLength(2)
    await s3.send(new DeleteBucketCommand({ Bucket }))
  })

  it('mixes versions and markers in the document, by key, latest first', async () => {
    await put('a', '1')
    await put('b', '1')
    await remove('b')
    await put('c/d', '1')
    await remove('a')
    await s3.deletePublicAccessBlock({ Bucket })
    const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:ListBucketVersions', Resource: `arn:aws:s3:::${Bucket}` }
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    const document = await (await fetch(`${sandbox.endpoint}/${Bucket}?versions&delimiter=/`)).text()
    expect(
      [...document.matchAll(/<(Version|DeleteMarker|CommonPrefixes)>.*?<(?:Key|Prefix)>(\w)/g)].map(([, kind, key]) => [key, kind]),
    ).toEqual([
      ['a', 'DeleteMarker'],
      ['a', 'Version'],
      ['b', 'DeleteMarker'],
      ['b', 'Version'],
      ['c', 'CommonPrefixes'],
    ])
  })

  it('lists versions and markers, latest first, page by page', async () => {
    const [a1, b1] = [await put('a', '1'), await put('b', '1')]
    const a2 = await put('a', '2')
    const b2 = (await remove('b')).VersionId
    const all = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect(all.Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a', a2, true],
      ['a', a1, false],
      ['b', b1, false],
    ])
    expect(all.DeleteMarkers?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([['b', b2, true]])
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }))
    expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a', NextVersionIdMarker: a2 })
    const next = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a', VersionIdMarker: a2 }))
    expect(next.Versions?.map(({ VersionId }) => VersionId)).toEqual([a1, b1])
    await expect(s3.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: a2 }))).rejects.toMatchObject({
      message: 'A version-id marker cannot be specified without a key marker.',
    })
  })

  it('is emptied page by page, though each page takes the marker of the next away', async () => {
    for (const Body of ['1', '2', '3', '4', '5']) await put('a', Body)
    await version('Suspended')
    await put('a', 'null')
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {}
    while (markers !== undefined) {
      const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }))
      for (const { Key = '', VersionId } of page.Versions ?? []) await remove(Key, VersionId)
      markers = page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined
    }
    await s3.send(new DeleteBucketCommand({ Bucket }))
  })

  it('goes on after the place of a version that is gone', async () => {
    const [one, two, three] = [await put('a', '1'), await put('a', '2'), await put('a', '3')]
    await remove('a', two)
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a', VersionIdMarker: two }))
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([one])
    const four = await put('a', '4')
    const after = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a', VersionIdMarker: four }))
    expect(after.Versions?.map(({ VersionId }) => VersionId)).toEqual([three, one])
  })

  it('says nothing of the source where a null version is copied', async () => {
    await version('Suspended')
    await put('a', 'null')
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }))
    expect([copied.CopySourceVersionId, copied.VersionId]).toEqual([undefined, 'null'])
  })

  it('brings an old version back by a copy', async () => {
    const one = await put('a', 'one')
    await put('a', 'two')
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/a?versionId=${one}` }))
    expect(copied.CopySourceVersionId).toBe(one)
    expect(await text('a')).toBe('one')
  })

  it('has permissions of its own for versions', async () => {
    const one = await put('a', 'one')
    const all = `arn:aws:s3:::${Bucket}/*`
    const current = await createUser(sandbox, account, `current-${buckets}`, [{ Effect: 'Allow', Action: 's3:GetObject', Resource: all }])
    const versions = await createUser(sandbox, account, `versions-${buckets}`, [
      { Effect: 'Allow', Action: 's3:GetObjectVersion', Resource: all, Condition: { StringEquals: { 's3:VersionId': one } } },
    ])
    await current.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
    await expect(current.s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: one }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    await versions.s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: one }))
    await expect(versions.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})

describe('tags of an object', () => {
  it('belong to one version, and are counted for who may read them', async () => {
    const one = await put('a', 'one')
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'two', Tagging: 'team=data&stage=a%20b' }))
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))
    expect(TagSet).toEqual([
      { Key: 'team', Value: 'data' },
      { Key: 'stage', Value: 'a b' },
    ])
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a', VersionId: one }))).TagSet).toEqual([])
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).TagCount).toBe(2)
  })

  /** @see https://github.com/justincormack/argmin/blob/main/crates/s3-tests/tests/tagging.rs, run against AWS */
  it('are counted and copied by whoever may read those of the version', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one', Tagging: 'team=data' }))
    const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
    const all = `arn:aws:s3:::${Bucket}/*`
    const reads = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:PutObjectTagging']
    const reader = (name: string) =>
      createUser(sandbox, account, `${name}-${buckets}`, [{ Effect: 'Allow', Action: [...reads, `s3:${name}`], Resource: all }])
    const ofCurrent = await reader('GetObjectTagging')
    const ofVersions = await reader('GetObjectVersionTagging')
    const count = async (user: typeof ofCurrent, version?: string) =>
      (await user.s3.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: version }))).TagCount
    expect([
      await count(ofCurrent),
      await count(ofVersions),
      await count(ofCurrent, VersionId),
      await count(ofVersions, VersionId),
    ]).toEqual([1, undefined, undefined, 1])
    const copy = new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a?versionId=${VersionId ?? ''}` })
    await expect(ofCurrent.s3.send(copy)).rejects.toMatchObject({ name: 'AccessDenied' })
    await ofVersions.s3.send(copy)
  })

  it('of an object that is missing are missed in its bucket', async () => {
    await expect(s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      Key: `${Bucket}/a`,
    })
    await expect(s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'a' })
  })

  it('are none of a delete marker on top', async () => {
    await put('a', 'one')
    await remove('a')
    const object = { Bucket, Key: 'a' }
    const refusals = await Promise.allSettled([
      s3.send(new GetObjectTaggingCommand(object)),
      s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } })),
      s3.send(new DeleteObjectTaggingCommand(object)),
    ])
    for (const refusal of refusals) expect(refusal).toMatchObject({ reason: { name: 'MethodNotAllowed', ResourceType: 'DeleteMarker' } })
  })

  it('decide who may read it, and which tags it may get', async () => {
    const all = `arn:aws:s3:::${Bucket}/*`
    const user = await createUser(sandbox, account, `tags-${buckets}`, [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: all, Condition: { StringEquals: { 's3:ExistingObjectTag/open': 'yes' } } },
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:PutObjectTagging'],
        Resource: all,
        Condition: { StringEquals: { 's3:RequestObjectTag/team': 'data' } },
      },
    ])
    await put('a', 'one')
    const tag = (Value: string) => s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [{ Key: 'open', Value }] } }))
    await tag('no')
    await expect(user.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'AccessDenied' })
    await tag('yes')
    await user.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
    await user.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x', Tagging: 'team=data' }))
    for (const Tagging of [undefined, 'team=other']) {
      await expect(user.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x', Tagging }))).rejects.toMatchObject({
        name: 'AccessDenied',
      })
    }
  })
})

it('a bucket that was never versioned says nothing of versions', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'never-versioned' }))
  const put = await s3.send(new PutObjectCommand({ Bucket: 'never-versioned', Key: 'a', Body: 'x' }))
  expect(put.VersionId).toBeUndefined()
  expect((await s3.send(new HeadObjectCommand({ Bucket: 'never-versioned', Key: 'a' }))).VersionId).toBeUndefined()
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'never-versioned' }))
  expect(Versions?.[0]).toMatchObject({ VersionId: 'null', IsLatest: true })
})
