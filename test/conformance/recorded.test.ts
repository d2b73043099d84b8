import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replayRecorded } from '../support/replay-recorded.ts'

const folder = resolve(import.meta.dirname, '../recorded')
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))

describe('what real accounts refused', () => {
  it.each(files)('is refused by the sandbox in the same words: %s', { timeout: 600_000 }, async (name) => {
    expect(await replayRecorded(readFileSync(join(folder, name), 'utf8'), resolve(folder, '../..'))).toEqual([])
  })

  it('is asked of the sandbox again: an answer that is another is told', async () => {
    const [scenario, injected] = ['scenarios/s3-input.yaml', ['list-action-missing']]
    const step = { step: 's3.list', operation: 's3:ListObjectsV2', status: 403, code: 'AccessDenied' }
    const told = await replayRecorded(
      `${JSON.stringify({ scenario, title: 'list', injected, ...step, message: 'no longer in these words' })}\n`,
      resolve(folder, '../..'),
    )
    expect(told).toEqual([
      expect.stringMatching(/^list s3\.list: the target says message `no longer in these words`, the embedded sandbox `User: /),
    ])
  })
})
