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
