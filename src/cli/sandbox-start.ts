import type { OnDecision } from '../sandbox/authorize-call.ts'
import type { Access } from '../sandbox/control/status.ts'
import type { Profile } from '../sandbox/profile.ts'
import type { Sandbox } from '../sandbox/start-sandbox.ts'
import { exitCode } from './exit-code.ts'
import { formatDecision } from './sandbox/format-decision.ts'
import { type OpenSandboxOptions, openSandbox } from './sandbox/open-sandbox.ts'
import { forgetRunning, noteRunning, writeCertificate } from './sandbox/running-sandbox.ts'
import { chooseAccess, clientVariables, exportLines, type Reachable } from './sandbox/sandbox-environment.ts'

export interface SandboxStartOptions extends OpenSandboxOptions {
  readonly region: string
  readonly log?: 'decisions'
}

/** `sallyport sandbox start`: in the foreground, until it is interrupted. */
export async function sandboxStart(options: SandboxStartOptions): Promise<number> {
  const onDecision: OnDecision = (record) => process.stderr.write(`${formatDecision(record)}\n`)
  const opened = await openSandbox(options, options.log === undefined ? undefined : onDecision)
  if (typeof opened === 'number') return opened
  const { sandbox } = opened
  const note = noteRunning(sandbox)
  process.stderr.write(`${banner(sandbox, options)}\n`)
  const certificateFile = writeCertificate(sandbox)
  process.stdout.write(`${describeAccess({ ...sandbox, certificateFile }, options.region)}\n`)
  await interrupted()
  forgetRunning(note)
  forgetRunning(certificateFile)
  await sandbox.close()
  return exitCode.ok
}

/** Says loudly what is enforced: "is it even on?" is the first question of users of other servers. */
const banner = (
  { endpoint, plainEndpoint, certificate, restored }: Sandbox,
  { profile = 'current', host, allowRemote, data }: SandboxStartOptions,
): string =>
  [
    `sallyport sandbox on ${endpoint} (IAM, STS, S3, KMS, Organizations; state is kept in ${data ?? 'memory'}${allowRemote === true ? '' : ', on loopback only'})`,
    'enforced on every call: signature, identity and resource policies, trust and key policies, permissions boundaries, session policies,',
    '  service and resource control policies, block public access, object ownership and ACLs. An operation that is not built answers NotImplemented.',
    `${endpoint} ${certificate === undefined ? 'counts as https://' : 'speaks TLS'}; ${plainEndpoint} is the same account over http:// (aws:SecureTransport is false)`,
    ...profileLines[profile],
    ...(restored ? [`goes on with what is in ${data}; accounts, seed and fixtures count where a folder is new`] : []),
    ...(allowRemote === true ? [`listens on ${host ?? '127.0.0.1'}: whoever reaches it and has a key can use it`] : []),
    '`sallyport sandbox env`, `status` and `reset` find it; stop with Ctrl-C',
  ].join('\n')

const profileLines: Readonly<Record<Profile, readonly string[]>> = {
  current: [],
  'legacy-s3': [
    'profile legacy-s3: new buckets have ACLs on and block no public access; owners have display names; `Principal` may name ARNs without an',
    '  account; any region may stand in the scope of a signature; requests may be signed with Version 2. Enforcement is the same.',
  ],
}

function describeAccess(sandbox: Sandbox & Reachable, region: string): string {
  const all = sandbox.access()
  const comment = ({ account, user, accessKeyId, secretAccessKey }: Access): string =>
    `# ${user === undefined ? `root of ${account}` : `user ${user} of ${account}`}: AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`
  return [exportLines(clientVariables(sandbox, chooseAccess(undefined, all), region)), ...all.map(comment)].join('\n')
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
