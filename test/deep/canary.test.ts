import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Accounts, openAccounts } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts()
})
afterAll(() => accounts.sandbox.close())

/** Secrets that nobody but this test knows. */
const canary = {
  secretKey: 'CanaryCanaryCanary/Canary+CanaryCanary42',
  keyId: 'AKIACANARYCANARY2345',
  sessionToken: 'canary-session-token-that-is-never-shown',
  queuePassword: 'canary-queue-password',
  databasePassword: 'canary-database-password',
  ownerPassword: 'canary-owner-password',
  typedSecret: 'CanaryTypedTyped/Canary+TypedTypedType43',
  seedSecret: 'canary secret of a seed',
  seedKey: 'CANARYKEYOFASEED',
  number: '4711081547110815',
}

const outputs: string[] = []
const cli = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number | null> => {
  const { code, stdout, stderr } = await runCli(args, { cwd: accounts.folder, env: { ...process.env, ...accounts.env, ...env } })
  outputs.push(stdout, stderr)
  return code
}

const write = (name: string, text: string): void => writeFileSync(join(accounts.folder, name), text)

/** What the user wrote has the secrets; everything else that is there was written by a command. */
const inputs = [
  'credentials',
  'wrong',
  'seed.yaml',
  'broken-seed.yaml',
  'customer.yaml',
  'broken.yaml',
  'typed.yaml',
  'database/fixture.yaml',
]

function writtenFiles(): readonly string[] {
  const files = readdirSync(accounts.folder, { recursive: true, encoding: 'utf8' }).filter((name) => !inputs.includes(name))
  return files.map((name) => join(accounts.folder, name)).flatMap((path) => (statSync(path).isFile() ? [readFileSync(path, 'utf8')] : []))
}

const shipped = (path: string): string => relative(accounts.folder, resolve(path))
const reporters = ['dot', 'json', 'ndjson', 'junit', 'sarif', 'tap', 'github', 'markdown', 'lcov', 'html', 'blob']
const everyReporter = (name: string): readonly string[] => [
  '-r',
  'pretty',
  ...reporters.flatMap((each) => ['-r', `${each}=${name}.${each}`]),
]

/** Names the first leaks with what stands around them. */
function leaksOf(secrets: readonly string[]): readonly string[] {
  const texts = [...outputs.splice(0), ...writtenFiles()]
  expect(texts.join('').length).toBeGreaterThan(5_000)
  const around = (text: string, secret: string): string => text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 60)
  return texts.flatMap((text) => secrets.filter((secret) => text.includes(secret)).map((secret) => around(text, secret)))
}

describe('no output, report, journal, error or written file holds a secret', { timeout: 120_000 }, () => {
  it('of real accounts, that are swept, and whose credentials are wrong', async () => {
    const scenario = readFileSync('scenarios/s3-input.yaml', 'utf8').replace(/fixture: \S+/, `fixture: ${shipped('policies/s3-input')}`)
    write('small.yaml', scenario.replace(/^cases:[\s\S]*/m, 'cases:\n  works: { expect: healthy }\n'))
    write('sweep.yaml', 'scenarios: [small.yaml]\nfaults: [list-action-missing]\ntargets: [night]\n')
    const swept = await cli(['sweep', '--record', 'answers.jsonl', '--json'])
    expect(swept).toBe(0)
    const correct = readFileSync(join(accounts.folder, 'credentials'), 'utf8')
    write('wrong', correct.replace(/(aws_secret_access_key = ).*/g, `$1${canary.secretKey}\naws_session_token = ${canary.sessionToken}`))
    const misled = { AWS_SHARED_CREDENTIALS_FILE: join(accounts.folder, 'wrong') }
    expect(await cli(['test', '--target', 'night', 'small.yaml'], misled)).toBe(3)
    expect(
      await cli(['doctor', '--target', 'night', '--json'], {
        ...misled,
        AWS_SECRET_ACCESS_KEY: canary.secretKey,
        AWS_ACCESS_KEY_ID: canary.keyId,
      }),
    ).toBe(3)
    expect(await cli(['sweep', '--queue', `redis://somebody:${canary.queuePassword}@127.0.0.1:1`])).toBe(3)
    const known = [...accounts.credentials.values()].flatMap(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey])
    expect(leaksOf([...Object.values(canary), ...known])).toEqual([])
    // Keys that a run made for its users are known to nobody here, but have a shape.
    const keys = writtenFiles().flatMap((text) => text.match(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g) ?? [])
    expect(keys).toEqual([])
  })

  it('of fixtures and scenarios, in any report', async () => {
    cpSync('policies/postgres', join(accounts.folder, 'database'), { recursive: true })
    const fixture = readFileSync('policies/postgres/fixture.yaml', 'utf8')
    write('database/fixture.yaml', fixture.replace('made-up-1', canary.databasePassword).replaceAll('made-up-2', canary.ownerPassword))
    const scenario = `fixture: ./database
connector: postgres
connection: { host: db.acme.example, user: loader, password: ${canary.databasePassword}, database: sales, tables: [orders], from: 203.0.113.7 }
`
    const cases =
      'cases:\n  works: { expect: healthy }\n  refused: { inject: db-password-wrong, expect: same }\n  not so: { inject: db-grant-missing, expect: healthy }\n'
    write('customer.yaml', scenario + cases)
    const input = readFileSync('scenarios/s3-input-iam-user.yaml', 'utf8').replace(
      /fixture: \S+/,
      `fixture: ${shipped('policies/s3-input-iam-user')}`,
    )
    const typed = input.replace('connection: {', `connection: { secretAccessKey: ${canary.typedSecret},`)
    write('typed.yaml', typed.replace(/^cases:[\s\S]*/m, 'cases:\n  works: { expect: healthy }\n'))
    expect(typed).toContain(canary.typedSecret)
    expect(await cli(['test', 'customer.yaml', 'typed.yaml', ...everyReporter('report'), '--coverage'])).toBe(1)
    expect(readdirSync(accounts.folder)).toEqual(expect.arrayContaining(reporters.map((each) => `report.${each}`)))
    write('broken.yaml', scenario.replace('connection: {', 'connection: { pasword: x,') + cases)
    expect(await cli(['test', 'broken.yaml'])).toBe(2)
    // A password of digits is no text until it has quotes.
    write('broken.yaml', (scenario + cases).replace(canary.databasePassword, canary.number))
    expect(await cli(['test', 'broken.yaml'])).toBe(2)
    expect(leaksOf(Object.values(canary))).toEqual([])
  })

  it('of the seed of a sandbox', async () => {
    const user = `{ accessKeys: [{ accessKeyId: ${canary.seedKey}, secretAccessKey: ${canary.seedSecret} }] }`
    const seed = `accounts:\n  "111122223333":\n    users: { ana: ${user} }\n`
    write('seed.yaml', seed)
    expect(await cli(['sandbox', 'exec', '--seed', 'seed.yaml', '--', 'node', '-e', 'process.exit(0)'])).toBe(0)
    write('broken-seed.yaml', seed.replace('accessKeys', 'accesKeys'))
    expect(await cli(['sandbox', 'exec', '--seed', 'broken-seed.yaml', '--', 'node', '-e', 'process.exit(0)'])).toBe(2)
    expect(leaksOf(Object.values(canary))).toEqual([])
  })
})
