import { expect, it } from 'vitest'
import { combinePublicAccessBlocks } from '../../src/engine/public-access-block.ts'

const none = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false }

it('the most restrictive of account, bucket and access point holds, setting by setting', () => {
  const account = { ...none, blockPublicPolicy: true }
  const bucket = { ...none, restrictPublicBuckets: true }
  expect(combinePublicAccessBlocks(account, bucket, undefined)).toEqual({ ...none, blockPublicPolicy: true, restrictPublicBuckets: true })
})

it('what is set nowhere blocks nothing', () => {
  expect(combinePublicAccessBlocks(undefined, undefined)).toEqual(none)
})
