import { accountIdOf } from '../fixture/decide.ts'
import type { Fixture, Key } from '../fixture/fixture.ts'
import { newDocument } from './edit-document.ts'
import { policyOf } from './edit-fixture.ts'
import { freeName } from './rearrange-fixture.ts'

/** A key with KMS's own policy, where something is that it is to encrypt. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function newKey(fixture: Fixture, wanted: string, { account, region, at }: Pick<Key, 'account' | 'region' | 'at'>): Key {
  const name = freeName(wanted, fixture.keys)
  const Principal = { AWS: `arn:aws:iam::${accountIdOf(fixture, account)}:root` }
  const statement = { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }
  const file = `${fixture.at.file.replace(/[^/]*$/, '')}${name}-key-policy.json`
  return { name, at, account, region, policy: newDocument('keyPolicy', file, policyOf([statement])), state: 'Enabled' }
}
