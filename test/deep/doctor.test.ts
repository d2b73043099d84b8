import { createServer, request, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Finding } from '../../src/cli/doctor/doctor-finding.ts'
import { examineTarget } from '../../src/cli/doctor/doctor-target.ts'
import { parseSettings } from '../../src/settings/parse-settings.ts'
import { type Accounts, customerThere, openAccounts, settingsText, thingsIn, vendorThere, writesOf } from '../support/accounts.ts'
import { type CliResult, runCli } from '../support/run-cli.ts'

let accounts: Accounts
let proxy: Server
/** Where the proxy listens. */
let url = ''
/** Seconds that the clock of the target is ahead. */
let ahead = 0
/** How many calls earlier tests made. */
let before = 0
const called = (): readonly string[] => accounts.calls.slice(before).map(({ call }) => call.operation)

/** The sandbox, with another time on what it answers. */
function standBefore(sandbox: string): string {
  proxy.on('request', (incoming, answer) => {
    const { method = 'GET', headers } = incoming
    const onward = request(`${sandbox}${incoming.url}`, { method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 500, { ...answered.headers, date: new Date(Date.now() + ahead * 1000).toUTCString() })
      answered.pipe(answer)
    })
    incoming.pipe(onward)
  })
  return url
}

beforeAll(async () => {
  proxy = createServer()
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  accounts = await openAccounts({ log: true, endpoint: standBefore })
})
afterEach(() => {
  expect(writesOf(accounts).filter((operation) => !/AccountAlias|User|AccessKey/.test(operation))).toEqual([])
  before = accounts.calls.length
  ahead = 0
  vi.unstubAllEnvs()
})
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await accounts.sandbox.close()
})

/** With the vendor's account alone, who signs in by the default chain. */
const small = settingsText
  .replace(/ {6}customer:.*\n {6}partner:.*\n/, '')
  .replace(', profile: vendor', '')
  .replace('[us-east-1, eu-west-1]', '[us-east-1]')

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What is found of the target `night`, by keys of the environment. */
async function look(text: string, keys: Keys | undefined = accounts.credentials.get(vendorThere), at = url): Promise<readonly Finding[]> {
  const written = text.replaceAll('$URL', at).replaceAll('$PLAIN', at)
  const settings = parseSettings(written, 'sallyport.yaml')
  const night = settings.ok ? settings.value.targets.get('night') : undefined
  if (!settings.ok || night === undefined || keys === undefined) throw new Error('no target')
  for (const [name, value] of Object.entries(accounts.env)) vi.stubEnv(name, value)
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey)
  const findings = await examineTarget(settings.value, night, written)
  expect(JSON.stringify(findings)).not.toContain(keys.secretAccessKey)
  expect(JSON.stringify(findings)).not.toContain(keys.accessKeyId)
  return findings
}

const of = (findings: readonly Finding[], what: string): readonly Finding[] => findings.filter((finding) => finding.what === what)
const wrong = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap(({ what, advice }) => (advice === undefined ? [] : [what]))

describe('sallyport doctor --target', { timeout: 60_000 }, () => {
  const doctor = (...args: readonly string[]): Promise<CliResult> =>
    runCli(['doctor', ...args], { cwd: accounts.folder, env: { ...process.env, ...accounts.env } })

  it('tells values with their lines, who signs in, and what each service answers; tells no secret and writes nothing', async () => {
    const { code, stdout, stderr } = await doctor('--target', 'night', '--json')
    const findings: readonly Finding[] = JSON.parse(stdout)
    expect(wrong(findings)).toEqual([])
    expect([code, stderr]).toEqual([0, ''])
    const night = { target: 'night' }
    const vendor = { ...night, account: 'vendor' }
    expect(findings).toEqual(
      expect.arrayContaining([
        { ...night, what: 'readOnly', found: 'false', origin: 'sallyport.yaml:7' },
        { ...night, what: 'boundary', found: 'sallyport/SallyportBoundary', origin: 'default' },
        { ...night, what: 'AWS_EC2_METADATA_DISABLED', found: 'true', origin: 'environment' },
        { ...vendor, what: 'credentials', found: 'profile `vendor`, found in the files of the AWS CLI', origin: 'sallyport.yaml:10' },
        { ...vendor, what: 'signs in as', found: `arn:aws:iam::${vendorThere}:root` },
        { ...vendor, what: 'guard', found: 'lets fixtures be deployed here, in us-east-1, eu-west-1' },
        { ...vendor, what: 's3 eu-west-1', found: expect.stringMatching(/^s3:ListAllMyBuckets in \d+ ms$/) },
      ]),
    )
    const keys = [...accounts.credentials.values()].flatMap(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey])
    for (const key of keys) expect(stdout).not.toContain(key)
    expect(called()).toEqual(expect.arrayContaining(['ListBuckets', 'ListKeys', 'GetPolicy']))
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('lists all targets without a call, refuses unknown ones, and exits with 3 where a target cannot be used', async () => {
    const listed = await doctor()
    expect(listed.stdout).toMatch(/target locked\nok {4}settings +aws, read-only, in us-east-1 \(sallyport\.yaml:15\)\n/)
    expect(called()).toEqual([])
    expect(await doctor('--target', 'nigth')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `night`?') })
    await accounts.iam(customerThere).createAccountAlias({ AccountAlias: 'acme-production' })
    const refused = await doctor('--target', 'night')
    await accounts.iam(customerThere).deleteAccountAlias({ AccountAlias: 'acme-production' })
    expect(refused.code).toBe(3)
    expect(refused.stdout).toMatch(/account customer\n[\s\S]*no {4}guard +account 777788889999 is called `acme-production`, and/)
  })
})

describe('of an account doctor tells', { timeout: 60_000 }, () => {
  it('that its credentials come from the environment, and that it is not allowed', async () => {
    const findings = await look(small.replace(`["${vendorThere}", `, '['))
    expect(of(findings, 'credentials')).toMatchObject([
      { found: 'the keys of the environment, found in the environment', origin: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY' },
    ])
    expect(of(findings, 'AWS_SECRET_ACCESS_KEY')).toMatchObject([{ found: 'is set', origin: 'environment' }])
    expect(wrong(findings)).toEqual(['guard'])
    expect(of(findings, 'guard')).toMatchObject([
      { found: expect.stringContaining('is not in `allowedAccounts`'), origin: 'sallyport.yaml:10' },
    ])
  })

  it('that the credentials are those of a stranger, of whom nothing more is asked', async () => {
    const findings = await look(small, accounts.credentials.get(customerThere))
    expect(of(findings, 'guard')[0]?.found).toContain(`belong to account ${customerThere}, not to ${vendorThere}`)
    // Whose credentials they are needs no permission; what does is not asked.
    expect([called(), of(findings, 's3 us-east-1')]).toEqual([[], []])
  })

  it("what is refused, in AWS's words: a mistake where fixtures are deployed, a note where one only reads", async () => {
    const iam = accounts.iam(vendorThere)
    await iam.createUser({ UserName: 'reader' })
    const PolicyDocument = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: ['iam:List*', 'iam:GetPolicy'], Resource: '*' }],
      Version: '2012-10-17',
    })
    await iam.putUserPolicy({ UserName: 'reader', PolicyName: 'read', PolicyDocument })
    const { AccessKey: { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = {} } = await iam.createAccessKey({
      UserName: 'reader',
    })
    const findings = await look(small, { accessKeyId, secretAccessKey })
    expect(wrong(findings)).toEqual(['s3 us-east-1', 'kms us-east-1'])
    expect(of(findings, 's3 us-east-1')[0]?.found).toMatch(
      /^s3:ListAllMyBuckets: AccessDenied: User: arn:aws:iam::\d+:user\/reader is not authorized to perform: s3:ListAllMyBuckets/,
    )
    const reading = await look(small.replace('readOnly: false', 'readOnly: true'), { accessKeyId, secretAccessKey })
    expect(wrong(reading)).toEqual([])
    expect(of(reading, 'kms us-east-1')[0]?.note).toBeDefined()
  })

  it('that its secret is wrong', async () => {
    const accessKeyId = accounts.credentials.get(vendorThere)?.accessKeyId ?? ''
    const findings = await look(small, { accessKeyId, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' })
    expect(of(findings, 'sts')[0]).toMatchObject({ found: expect.stringContaining('SignatureDoesNotMatch'), advice: expect.any(String) })
    expect(of(findings, 's3 us-east-1')).toEqual([])
  })

  it.each([
    [900, ['clock']],
    [200, []],
    [-200, []],
  ])('that its clock is %i seconds ahead', async (seconds, expected) => {
    ahead = seconds
    const findings = await look(small)
    const [, off = '', side] = /^(\d+) s (ahead of|behind)/.exec(of(findings, 'clock')[0]?.found ?? '') ?? []
    expect([Math.abs(Number(off) - Math.abs(seconds)) <= 5, side]).toEqual([true, seconds > 0 ? 'ahead of' : 'behind'])
    expect(wrong(of(findings, 'clock'))).toEqual(expected)
  })

  it('that nobody answers', async () => {
    const findings = await look(small, undefined, 'http://127.0.0.1:1')
    expect(of(findings, 'sts')[0]?.found).toContain('ECONNREFUSED')
    expect(wrong(findings)).toEqual(['sts', 'guard', 'iam', 's3 us-east-1', 'kms us-east-1'])
  })
})
