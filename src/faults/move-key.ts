import { accountIdOf, keyArn } from '../fixture/decide.ts'
import type { Key, PolicyFile } from '../fixture/fixture.ts'
import { decideSetUp, grantingStatement } from './break-grant.ts'
import type { Edit, JsonValue } from './edit.ts'
import { applyEdits } from './edit-fixture.ts'
import { setResources } from './edit-statement.ts'
import { freeAccountId, freeName } from './rearrange-fixture.ts'
import type { SetUp } from './set-up.ts'

/**
 * Gives a key to an account of its own, and has the policies of the role name it where it is. Its policy is made of the statement by which its
 * new account governs it.
 */
export function moveKey(setUp: SetUp, key: Key, policyWith: (ofAccount: JsonValue) => PolicyFile): SetUp {
  const { fixture, connection } = setUp
  const account = freeName('security', fixture.accounts)
  const accounts = new Map([...fixture.accounts, [account, { name: account, id: freeAccountId(fixture), at: key.at }]])
  const Principal = { AWS: `arn:aws:iam::${accountIdOf({ ...fixture, accounts }, account)}:root` }
  const policy = policyWith({ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' })
  const moved = { ...key, account, policy }
  const there = { ...fixture, accounts, keys: new Map([...fixture.keys, [key.name, moved]]) }
  return applyEdits({ fixture: there, connection }, renameKey(setUp, keyArn(fixture, key), keyArn(there, moved)))
}

function renameKey(setUp: SetUp, from: string, to: string): readonly Edit[] {
  const uses = decideSetUp(setUp).filter(({ need }) => need.resource === from)
  const placed = uses.flatMap((use) => grantingStatement(setUp, use, 'identity') ?? [])
  const distinct = new Map(placed.map((one) => [`${one.document.file.file} ${one.statement.index}`, one]))
  return [...distinct.values()].map((one) =>
    setResources(one, one.statement.resource?.patterns.map(({ text }) => (text === from ? to : text)) ?? []),
  )
}
