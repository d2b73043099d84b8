import { expect, it } from 'vitest'
import { totp } from '../../../src/sandbox/iam/totp.ts'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, clientsFor } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
const period = 30_000

/** The bytes behind the text that an authenticator is given. */
function decode(seed: Uint8Array): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Buffer.from(seed)
    .toString()
    .split('')
    .map((character) => alphabet.indexOf(character).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

it('codes are those of RFC 6238', () => {
  const secret = Buffer.from('12345678901234567890')
  expect([59, 1_111_111_109, 2_000_000_000].map((seconds) => totp(secret, new Date(seconds * 1000)))).toEqual([
    '287082',
    '081804',
    '279037',
  ])
})

it('a device vouches for its user: policies that ask for MFA allow the session, and no code counts twice', async () => {
  let ahead = 0
  // It stands still in the middle of a period, so that no code turns old while the test runs.
  const middle = Math.floor(Date.now() / period) * period + period / 2
  const clock = (): Date => new Date(middle + ahead)
  await using sandbox = await startSandbox({ accounts: [{ id: accountId(account) }], clock })
  const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
  const user = await createUser(sandbox, account, 'ana', [
    { Effect: 'Allow', Action: ['iam:*VirtualMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices'], Resource: '*' },
    { Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 'iam:ListUsers', 'sts:AssumeRole'], Resource: '*', Condition },
  ])
  const { VirtualMFADevice } = await user.iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone' })
  const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
  const secret = decode(VirtualMFADevice?.Base32StringSeed ?? Buffer.alloc(0))
  const code = (periods = 0): string => totp(secret, new Date(clock().getTime() + periods * period))
  const enable = (first: number, second: number) =>
    user.iam.enableMFADevice({ UserName: 'ana', SerialNumber, AuthenticationCode1: code(first), AuthenticationCode2: code(second) })
  await expect(enable(0, 0)).rejects.toMatchObject({ name: 'InvalidAuthenticationCodeException' })
  await enable(-1, 0)
  expect((await user.iam.listMFADevices({})).MFADevices).toMatchObject([{ UserName: 'ana', SerialNumber }])
  await expect(user.iam.deleteVirtualMFADevice({ SerialNumber })).rejects.toMatchObject({ name: 'DeleteConflictException' })

  await expect(user.s3.listBuckets()).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(user.sts.getSessionToken({ SerialNumber, TokenCode: code(9) })).rejects.toThrow('invalid MFA one time pass code')
  const TokenCode = code()
  const { Credentials } = await user.sts.getSessionToken({ SerialNumber, TokenCode })
  await expect(user.sts.getSessionToken({ SerialNumber, TokenCode })).rejects.toThrow('invalid MFA one time pass code')
  const session = clientsFor(sandbox.endpoint, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  })
  await expect(session.s3.listBuckets()).resolves.toBeDefined()
  await expect(session.iam.listUsers()).resolves.toBeDefined()

  const root = clientsFor(
    sandbox.endpoint,
    sandbox.accounts.get(accountId(account))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' },
  )
  const Statement = [{ Effect: 'Allow', Principal: { AWS: user.arn }, Action: 'sts:AssumeRole', Condition }]
  const { Role } = await root.iam.createRole({
    RoleName: 'guarded',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
  })
  const assume = { RoleArn: Role?.Arn, RoleSessionName: 'guarded' }
  await expect(user.sts.assumeRole(assume)).rejects.toMatchObject({ name: 'AccessDenied' })
  ahead = 2 * period
  await expect(user.sts.assumeRole({ ...assume, SerialNumber, TokenCode: code() })).resolves.toBeDefined()
})
