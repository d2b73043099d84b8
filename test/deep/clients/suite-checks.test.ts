import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { Profile } from '../../../src/sandbox/profile.ts'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId } from '../../sandbox/clients.ts'

// The script is run with the boto3 of Debian; where it is not, that is said, but in CI it must be there.
const isThere = existsSync('/usr/lib/python3/dist-packages/boto3')
if (!isThere && process.env.CI === undefined) console.warn('the checks with boto3 are skipped: it is not here')

const account = (id: string, name: string, displayName: string) => ({
  id: accountId(id),
  displayName,
  rootCredentials: { accessKeyId: `ROOTKEYOF${name.toUpperCase()}`, secretAccessKey: `secret of ${name}` },
})

it.skipIf(!isThere && process.env.CI === undefined).each([
  ['current', 'current'],
  ['legacy-s3', 'legacy'],
] as const satisfies readonly (readonly [Profile, string])[])(
  'the profile %s passes the checks of suites',
  async (profile, name) => {
    await using sandbox = await startSandbox({
      profile,
      accounts: [account('111122223333', 'one', 'One'), account('444455556666', 'two', 'Two')],
    })
    const script = resolve(import.meta.dirname, 'suite-checks.py')
    const env = { PATH: process.env.PATH, HOME: '/nonexistent', BOTO_DISABLE_CRT: 'true', PYTHONWARNINGS: 'ignore' }
    const ran = promisify(execFile)('/usr/bin/python3', [script, sandbox.endpoint, name], { env, timeout: 100_000 })
    const { stdout } = await ran.catch((error: unknown) => error as { stdout: string })
    expect(stdout).toMatch(/^\d+ checks, 0 failed\n$/)
  },
  120_000,
)
