import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const ask = (...rest: readonly string[]) => runCli(['explain', 'policies/s3-input', '--as', 'EtleapInput', ...rest])

describe('sallyport explain', () => {
  it('says which element of which line stands in the way, in AWS’s words too', async () => {
    const { stdout, code } = await ask('--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports')
    expect(stdout).toContain('does not apply, nearly: Allow ReadFiles at policies/s3-input/read.json:4:5')
    expect(stdout).toContain('because no identity-based policy allows the s3:GetObject action')
    expect(code).toBe(0)
  })

  it('exits with 1 when the outcome is not the expected one', async () => {
    const request = ['--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports/daily/a.csv']
    expect((await ask(...request, '--expect', 'allowed')).code).toBe(0)
    expect((await ask(...request, '--expect', 'denied')).code).toBe(1)
  })

  it('takes context keys in any case', async () => {
    const request = ['--action', 's3:ListBucket', '--resource', 'arn:aws:s3:::acme-exports', '--expect', 'allowed']
    expect((await ask(...request, '--context', 'S3:Prefix=daily')).code).toBe(0)
    expect((await ask(...request, '--context', 'S3:Prefix=weekly')).code).toBe(1)
  })

  it('prints the tree as JSON', async () => {
    const { stdout } = await ask('--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ decision: { node: 'decision', outcome: 'implicitDeny' }, message: expect.any(String) })
  })

  it.each([
    [['--as', 'EtleapInpt', '--action', 's3:GetObject', '--resource', '*'], 'did you mean `EtleapInput`?'],
    [['--as', 'EtleapInput', '--action', 's3:Get*', '--resource', '*'], '`s3:Get*` is no action'],
    [['--as', 'EtleapInput', '--action', 's3:GetObject', '--resource', 'bucket'], '`bucket` is no ARN'],
    [['--as', 'EtleapInput', '--action', 's3:GetObject', '--resource', '*', '--context', 'x'], '`x` is no context key'],
    [['--as', 'EtleapInput', '--action', 's3:GetObject', '--resource', '*', '--expct', 'x'], 'did you mean --expect?'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await runCli(['explain', 'policies/s3-input', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.toLowerCase()).toContain(message.toLowerCase())
  })

  it('shows every problem of a fixture that is not there', async () => {
    const { code, stderr } = await runCli(['explain', 'policies/s3-inptu', '--as', 'x', '--action', 's3:GetObject', '--resource', '*'])
    expect(code).toBe(2)
    expect(stderr).toContain('1 problem in 1 file')
  })
})

const here = 'test/deep/explain'
const alone = (...rest: readonly string[]) =>
  runCli([
    'explain',
    '--as',
    'arn:aws:iam::111122223333:role/Reader',
    '--action',
    's3:GetObject',
    '--resource',
    'arn:aws:s3:::acme/k',
    ...rest,
  ])

describe('sallyport explain with policy files and no fixture', () => {
  it('decides by what each file is for, level by level', async () => {
    const identity = ['--identity', `${here}/allow-read.json`]
    const guarded = await alone(...identity, '--scp', `${here}/scp-root.json`, `${here}/scp-root.json,${here}/scp-regions.json`)
    expect(guarded.stdout).toContain('service control policies (level 1 from the root): explicitDeny')
    expect(guarded.stdout).toContain('AWS says   User: arn:aws:sts::111122223333:assumed-role/Reader/sallyport is not authorized')
    const inEurope = [
      '--boundary',
      `${here}/scp-root.json`,
      '--scp',
      `${here}/scp-regions.json`,
      '--context',
      'aws:RequestedRegion=eu-west-1',
      '--expect',
      'allowed',
    ]
    expect((await alone(...identity, ...inEurope)).code).toBe(0)
  })

  it('knows a bucket of another account from its owner', async () => {
    const files = ['--resource-policy', `${here}/allow-other-bucket.json`]
    expect((await alone(...files, '--expect', 'allowed')).code).toBe(0)
    expect((await alone(...files, '--resource-account', '444455556666', '--expect', 'implicitDeny')).code).toBe(0)
  })

  it('says that AWS would refuse a document, and decides as if it had not', async () => {
    const { code, stderr, stdout } = await alone('--identity', `${here}/no-arn.json`)
    expect({ code, stdout: stdout.split('\n')[1] }).toEqual({ code: 0, stdout: 'allowed' })
    expect(stderr).toContain('AWS refuses to save this: `MalformedPolicyDocument`')
  })

  it('adds policy files to those of a fixture', async () => {
    const { stdout } = await ask(
      '--action',
      's3:GetObject',
      '--resource',
      'arn:aws:s3:::acme-exports/daily/a.csv',
      '--scp',
      `${here}/scp-regions.json`,
    )
    expect(stdout).toContain('because service control policies deny it at test/deep/explain/scp-regions.json')
  })

  it('shows every problem of every file', async () => {
    const { code, stderr } = await alone('--identity', 'nope.json', '--resource-policy', `${here}/allow-read.json`)
    expect(code).toBe(2)
    expect(stderr).toContain('nope.json: there is no such file')
    expect(stderr).toContain('2 problems in 2 files')
  })

  it.each([
    [['explain', '--as', 'x', '--action', 's3:GetObject', '--resource', '*'], 'no policies to decide by'],
    [['explain', 'policies/s3-input', '--as', 'EtleapInput'], 'required: --action, --resource'],
    [
      ['explain', '--identity', `${here}/allow-read.json`, '--as', 'Bob', '--action', 's3:GetObject', '--resource', '*'],
      '`Bob` is no principal',
    ],
    [['explain', 'policies/s3-input', '--as', 'x', '--resource-account', '444455556666'], '--resource-account has no say here'],
    [['explain', '--identity', `${here}/allow-read.json`, '--endpoint-type', 'Interface'], '--endpoint-type is about an endpoint policy'],
    [['explain', 'policies/s3-input', '--event', `${here}/copy.json`, '--action', 's3:GetObject'], '--event has its own action'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runCli(args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('sallyport explain --event', () => {
  const event = (name: string, ...rest: readonly string[]) =>
    runCli(['explain', 'policies/s3-input', '--event', `${here}/${name}`, ...rest])

  it('takes the refused events of a log, with what CloudTrail knows of the request', async () => {
    const { stdout, code } = await event('events.json', '--expect', 'implicitDeny')
    expect(code).toBe(0)
    expect(stdout).toContain('s3:ListBucket on arn:aws:s3:::acme-exports\n')
    expect(stdout).not.toContain('s3:GetObject on')
    expect(stdout).toContain('the request sends `weekly/`')
    expect(stdout).toContain('assumed-role/EtleapInput/app is not authorized')
    expect(stdout).toContain('CloudTrail s3:ListObjects was refused with AccessDenied: Access Denied')
  })

  it('asks for each permission that the call needs, through the endpoint it came by', async () => {
    const { stdout } = await event('copy.json', '--endpoint-policy', `${here}/endpoint.json`, '--json')
    const { requests } = JSON.parse(stdout) as {
      requests: { request: { action: string; context: Record<string, unknown> }; decision: { outcome: string } }[]
    }
    expect(requests.map(({ request, decision }) => [request.action, decision.outcome])).toEqual([
      ['s3:GetObject', 'allowed'],
      ['s3:PutObject', 'implicitDeny'],
    ])
    expect(requests[0]?.request.context).toMatchObject({ 'aws:sourcevpce': ['vpce-0a1b2c3d'], 'aws:vpcsourceip': ['10.0.0.7'] })
    expect(requests[0]?.request.context).not.toHaveProperty('aws:sourceip')
  })

  it('says what an event lacks', async () => {
    const half = await event('half.json')
    expect(half.code).toBe(2)
    expect(half.stderr).toContain('this event lacks `userIdentity`, `eventTime`')
    const other = await event('other-account.json')
    expect(other.stderr).toContain('the event does not say which user or role of the fixture called')
    expect((await event('allow-read.json')).stderr).toContain('this is no CloudTrail event')
  })
})
