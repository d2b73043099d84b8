import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const printEnvironment = 'const e = process.env; console.log(JSON.stringify([e.AWS_ENDPOINT_URL, e.AWS_REGION, e.AWS_PROFILE ?? null]))'

describe('sallyport sandbox exec', () => {
  it('points the command at a sandbox and gives its exit code', async () => {
    const { stdout, code } = await runCli(['sandbox', 'exec', '--', process.execPath, '-e', `${printEnvironment}; process.exit(7)`])
    expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), 'us-east-1', null])
    expect(code).toBe(7)
  })

  it.each([
    [['--account', '1111'], '`1111` is no account id'],
    [['--as', 'etl-ap'], 'there is no user `etl-ap` with an access key'],
    [['--fixture', 'policies/no-such'], 'policies/no-such'],
    [['--fixture', 'policies/s3-input-private', '--from', 'worker-3'], '--from takes `worker-1`, `worker-2`'],
  ])('refuses %j before anything runs', async (args, message) => {
    const { stdout, stderr, code } = await runCli(['sandbox', 'exec', ...args, '--', process.execPath, '-e', 'console.log("ran")'])
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toContain(message)
  })

  it('calls as from a place in the network of a fixture, which is what its bucket policies and endpoints see', async () => {
    const list = `import('@aws-sdk/client-s3').then(async ({ S3 }) => {
      const s3 = new S3({ forcePathStyle: true, maxAttempts: 1 })
      console.log(await s3.listObjectsV2({ Bucket: 'acme-vault' }).then(() => 'allowed', ({ name }) => name))
    })`
    const run = (...from: string[]) =>
      runCli([
        'sandbox',
        'exec',
        '--fixture',
        'policies/s3-input-private',
        '--as',
        '111122223333',
        ...from,
        '--',
        process.execPath,
        '-e',
        list,
      ])
    const [through, elsewhere] = await Promise.all([run('--from', 'worker-1'), run()])
    expect([through.stdout.trim(), elsewhere.stdout.trim()]).toEqual(['allowed', 'AccessDenied'])
    expect(through.stderr).toContain('no way leads from worker-1 to iam')
  })

  it('says that a program is not there', async () => {
    const { stderr, code } = await runCli(['sandbox', 'exec', '--', 'no-such-program'])
    expect({ stderr, code }).toEqual({ stderr: expect.stringContaining('there is no command `no-such-program`'), code: 2 })
  })
})

describe('sallyport sandbox start', () => {
  it('ends with 3 and a message when the port is taken', async () => {
    const { createServer } = await import('node:net')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { stderr, code } = await runCli(['sandbox', 'start', '--port', String(port)])
    server.close()
    expect({ stderr, code }).toEqual({ stderr: expect.stringContaining(`port ${port} on 127.0.0.1 is in use`), code: 3 })
  })
})
