import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients } from './clients.ts'

const folder = mkdtempSync(join(tmpdir(), 'data-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))
const account = '111122223333'
const optionsFor = (name: string): SandboxOptions & { readonly data: string } => ({
  data: join(folder, name),
  seed: name,
  accounts: [{ id: accountId(account) }],
})
const large = Buffer.alloc(2_000_000, 'large')

it('what was answered is there after a restart, under the same keys', async () => {
  const options = optionsFor('restart')
  const first = await startSandbox(options)
  const { s3, iam } = rootClients(first, account)
  await s3.createBucket({ Bucket: 'kept' })
  await s3.putObject({ Bucket: 'kept', Key: 'small', Body: 'small' })
  await s3.putObject({ Bucket: 'kept', Key: 'large', Body: large })
  const { User } = await iam.createUser({ UserName: 'Ana' })
  await first.close()
  writeFileSync(join(options.data, 'bodies', 'left-behind'), 'by an upload that broke off')
  await using second = await startSandbox(options)
  expect([first.restored, second.restored]).toEqual([false, true])
  const again = rootClients(second, account)
  const read = async (Key: string): Promise<Uint8Array | undefined> =>
    (await again.s3.getObject({ Bucket: 'kept', Key })).Body?.transformToByteArray()
  expect(Buffer.from((await read('small')) ?? []).toString()).toBe('small')
  expect(large.equals((await read('large')) ?? new Uint8Array(0))).toBe(true)
  expect(readdirSync(join(options.data, 'bodies'))).toHaveLength(1)
  expect((await again.iam.getUser({ UserName: 'ana' })).User).toEqual(User)
  // The same seed does not draw the same ids once more.
  expect((await again.iam.createUser({ UserName: 'Bob' })).User?.UserId).not.toBe(User?.UserId)
})

it('a reset is kept too', async () => {
  const options = optionsFor('reset')
  const first = await startSandbox(options)
  await rootClients(first, account).s3.createBucket({ Bucket: 'gone' })
  await first.reset()
  await rootClients(first, account).s3.createBucket({ Bucket: 'there' })
  await first.close()
  await using second = await startSandbox(options)
  expect((await rootClients(second, account).s3.listBuckets({})).Buckets?.map(({ Name }) => Name)).toEqual(['there'])
})

it('a folder is one sandbox’s at a time, and of one profile; another’s files are left alone', async () => {
  const options = optionsFor('locked')
  const sandbox = await startSandbox(options)
  await expect(startSandbox(options)).rejects.toMatchObject({ message: `\`${options.data}\` is in use by another sandbox` })
  await sandbox.close()
  await expect(startSandbox({ ...options, profile: 'legacy-s3' })).rejects.toMatchObject({
    message: `\`${options.data}\` has the profile current`,
  })
  await expect(startSandbox({ data: folder })).rejects.toMatchObject({
    message: `\`${folder}\` is not empty, and no sandbox was kept there`,
  })
})
