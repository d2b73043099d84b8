import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../../sandbox/clients.ts'

// Programs of Debian that others use with AWS every day. In CI there must be every one; elsewhere what is missing is said and skipped.
const account = '111122223333'
let sandbox: Sandbox
let root: Clients
let folder: string
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }] })
  root = rootClients(sandbox, account)
  folder = mkdtempSync(join(tmpdir(), 'sallyport-clients-'))
  mkdirSync(join(folder, 'files'))
  writeFileSync(join(folder, 'files/small'), 'id,total\n1,9\n')
  writeFileSync(join(folder, 'files/large'), randomBytes(11 * 1024 * 1024))
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const paths = (process.env.PATH ?? '').split(delimiter)
const isThere = (program: string): boolean => paths.some((directory) => existsSync(join(directory, program)))

function isSkipped(what: string, there: boolean): boolean {
  if (!there && process.env.CI === undefined) console.warn(`the test with ${what} is skipped: it is not here`)
  return !there && process.env.CI === undefined
}

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A user without any permission, and its key. */
async function createUser(UserName: string): Promise<Keys> {
  await root.iam.createUser({ UserName })
  const { AccessKey } = await root.iam.createAccessKey({ UserName })
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
}

const allow = (Action: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })

const permit = (UserName: string): Promise<unknown> =>
  root.iam.putUserPolicy({ UserName, PolicyName: 'all-of-s3', PolicyDocument: allow('s3:*') })

interface Ran {
  readonly ok: boolean
  readonly output: string
}

/** Settings of the machine that would lead a client elsewhere are left out. */
async function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const base = { PATH: process.env.PATH ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', BOTO_DISABLE_CRT: 'true' }
  try {
    const { stdout, stderr } = await promisify(execFile)(program, [...args], { env: { ...base, ...env }, cwd: folder, maxBuffer: 1 << 26 })
    return { ok: true, output: stdout + stderr }
  } catch (error) {
    if (error instanceof Error && 'stderr' in error && 'stdout' in error)
      return { ok: false, output: `${String(error.stdout)}${String(error.stderr)}` }
    throw error
  }
}

const awsVariables = ({ accessKeyId, secretAccessKey }: Keys): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
})

const host = (): string => new URL(sandbox.endpoint).host
const read = (path: string): Buffer => readFileSync(join(folder, path))

/** A client of S3 alone: how it is called with a key, a call that is refused, and the calls that must work then. */
interface S3Program {
  readonly program: string
  readonly call: (keys: Keys) => (...args: string[]) => Promise<Ran>
  readonly refused: readonly string[]
  readonly works: readonly (readonly string[])[]
  /** Where the calls put what they have fetched. */
  readonly fetched: { readonly large: string; readonly small: string }
}

const s3Programs: readonly S3Program[] = [
  {
    program: 's3cmd',
    call: ({ accessKeyId, secretAccessKey }) => {
      const settings = { access_key: accessKeyId, secret_key: secretAccessKey, host_base: host(), host_bucket: host(), use_https: 'False' }
      writeFileSync(
        join(folder, 's3cfg'),
        `[default]\n${Object.entries(settings)
          .map(([name, value]) => `${name} = ${value}\n`)
          .join('')}`,
      )
      return (...args) => run('s3cmd', ['-q', '-c', 's3cfg', ...args])
    },
    refused: ['mb', 's3://of-s3cmd'],
    // It copies an object's ACL too, which buckets without ACLs refuse.
    works: [
      ['mb', 's3://of-s3cmd'],
      ['put', 'files/small', 's3://of-s3cmd/a/'],
      ['put', '--multipart-chunk-size-mb=5', 'files/large', 's3://of-s3cmd/a/'],
      ['info', 's3://of-s3cmd/a/small'],
      ['get', 's3://of-s3cmd/a/large', 's3cmd-large'],
      ['get', 's3://of-s3cmd/a/small', 's3cmd-small'],
      ['sync', 'files/', 's3://of-s3cmd/sync/'],
      ['del', '--recursive', '--force', 's3://of-s3cmd/'],
      ['rb', 's3://of-s3cmd'],
    ],
    fetched: { large: 's3cmd-large', small: 's3cmd-small' },
  },
  {
    program: 'rclone',
    call: ({ accessKeyId, secretAccessKey }) => {
      const settings = {
        TYPE: 's3',
        PROVIDER: 'Other',
        ACCESS_KEY_ID: accessKeyId,
        SECRET_ACCESS_KEY: secretAccessKey,
        ENDPOINT: sandbox.endpoint,
        REGION: 'us-east-1',
        CHUNK_SIZE: '5Mi',
        UPLOAD_CUTOFF: '5Mi',
      }
      const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`RCLONE_CONFIG_BOX_${name}`, value]))
      return (...args) => run('rclone', ['--config', '', '--retries', '1', '--low-level-retries', '1', ...args], env)
    },
    refused: ['mkdir', 'box:of-rclone'],
    works: [
      ['copy', 'files', 'box:of-rclone/x'],
      ['check', 'files', 'box:of-rclone/x'],
      ['sync', 'box:of-rclone/x', 'box:of-rclone/y'],
      ['moveto', 'box:of-rclone/y/small', 'box:of-rclone/z/small'],
      ['copyto', 'box:of-rclone/y/large', 'rclone-large'],
      ['copyto', 'box:of-rclone/z/small', 'rclone-small'],
      ['purge', 'box:of-rclone'],
    ],
    fetched: { large: 'rclone-large', small: 'rclone-small' },
  },
  {
    program: 'restic',
    call: (keys) => {
      const env = { ...awsVariables(keys), RESTIC_PASSWORD: 'secret', RESTIC_REPOSITORY: `s3:${sandbox.endpoint}/of-restic/repository` }
      return (...args) => run('restic', ['--no-cache', ...args], env)
    },
    refused: ['init'],
    works: [
      ['init'],
      ['backup', 'files'],
      ['check', '--read-data'],
      ['restore', 'latest', '--target', 'restic'],
      ['forget', '--prune', '--keep-last', '1'],
    ],
    fetched: { large: 'restic/files/large', small: 'restic/files/small' },
  },
]

describe.each(s3Programs)('$program', ({ program, call, refused, works, fetched }) => {
  it.skipIf(isSkipped(program, isThere(program)))('is refused, is permitted, and moves files large and small', async () => {
    const keys = await createUser(program)
    const calling = call(keys)
    const denied = await calling(...refused)
    expect(denied.ok).toBe(false)
    expect(denied.output).toMatch(/AccessDenied|Access Denied|is not authorized to perform: s3:CreateBucket/i)
    await permit(program)
    for (const args of works) expect({ args, ...(await calling(...args)) }).toEqual({ args, ok: true, output: expect.any(String) })
    expect(read(fetched.large).equals(read('files/large'))).toBe(true)
    expect(read(fetched.small).equals(read('files/small'))).toBe(true)
  })
})

/** A file system needs the kernel's help, which a container may not give. */
function canMount(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK)
    return isThere('s3fs')
  } catch {
    console.warn('the test with s3fs is skipped: this machine has no /dev/fuse')
    return false
  }
}

it.skipIf(!canMount())('a bucket that s3fs mounts is a folder to whoever is permitted', async () => {
  const { accessKeyId, secretAccessKey } = await createUser('s3fs')
  await root.s3.createBucket({ Bucket: 'of-s3fs' })
  writeFileSync(join(folder, 's3fs-password'), `${accessKeyId}:${secretAccessKey}`, { mode: 0o600 })
  const mountPoint = join(folder, 'mounted')
  mkdirSync(mountPoint)
  const options = `url=${sandbox.endpoint},use_path_request_style,sigv4,passwd_file=${join(folder, 's3fs-password')}`
  const mount = (): Promise<Ran> => run('s3fs', ['of-s3fs', mountPoint, '-o', options])
  // It says so in the system's log and does not stay.
  await mount()
  expect((await run('mountpoint', [mountPoint])).ok).toBe(false)
  await permit('s3fs')
  try {
    expect(await mount()).toMatchObject({ ok: true })
    const script =
      'set -e; mkdir a; cp ../files/large ../files/small a; mv a/small b; cmp b ../files/small; cmp a/large ../files/large; rm -r a b; ls -A'
    expect(await run('sh', ['-c', `cd '${mountPoint}'; ${script}`])).toEqual({ ok: true, output: '' })
  } finally {
    await run('fusermount', ['-u', mountPoint])
  }
  expect((await root.s3.listObjectsV2({ Bucket: 'of-s3fs' })).KeyCount).toBe(0)
})

describe('boto3', () => {
  it.skipIf(isSkipped('boto3', existsSync('/usr/lib/python3/dist-packages/boto3')))(
    'creates users, roles, keys and buckets, is refused, is permitted, and cleans up',
    async () => {
      const script = resolve(import.meta.dirname, 'boto3-client.py')
      const ran = await run('/usr/bin/python3', [script, sandbox.endpoint], awsVariables(rootKeys()))
      expect(ran).toEqual({ ok: true, output: 'done\n' })
    },
  )
})

describe('aws ec2', () => {
  it.skipIf(isSkipped('aws', isThere('aws')))('sets up a network, is refused in AWS’s words, and takes it down', async () => {
    const ran = await run('sh', [resolve(import.meta.dirname, 'aws-ec2.sh'), sandbox.endpoint], awsVariables(rootKeys()))
    expect(ran).toEqual({ ok: true, output: expect.stringContaining('the network is gone again') })
  })
})

describe('ansible', () => {
  const playbooks = ['ansible-playbook.yml', 'ansible-network.yml']
  it.skipIf(isSkipped('ansible', isThere('ansible-playbook'))).each(playbooks)(
    '%s sets up what it says, twice without a change',
    async (name) => {
      const playbook = resolve(import.meta.dirname, name)
      const args = [
        '-i',
        'localhost,',
        '-c',
        'local',
        '-e',
        `endpoint=${sandbox.endpoint}`,
        '-e',
        'ansible_python_interpreter=/usr/bin/python3',
      ]
      const env = { ...awsVariables(rootKeys()), ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'false' }
      const ran = await run('ansible-playbook', [...args, playbook], env)
      expect(ran).toEqual({ ok: true, output: expect.stringContaining('failed=0') })
    },
  )
})

const rootKeys = (): Keys => {
  const found = sandbox.accounts.get(accountId(account))
  if (found === undefined) throw new Error('the sandbox has no root key')
  return found.rootCredentials
}
