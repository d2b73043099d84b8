import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { type Deployment, deploy } from '../deploy/deploy.ts'
import type { Credentials } from '../deploy/target.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { loadFixture } from '../fixture/load.ts'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import type { OnDecision } from '../sandbox/authorize-call.ts'
import { type EmbeddedTarget, openEmbeddedTarget } from './embedded-target.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { formatDecision } from './format-decision.ts'
import { printProblems } from './print-problems.ts'
import { renderRefusals } from './render-refusals.ts'

export interface SandboxCommandOptions {
  readonly fixture?: readonly string[]
  readonly account?: readonly string[]
  readonly region: string
  readonly port?: number
  readonly log?: 'decisions'
  readonly as?: string
}

/** `sallyport sandbox start`: in the foreground, until it is interrupted. */
export async function start(options: SandboxCommandOptions): Promise<number> {
  const onDecision: OnDecision = (record) => process.stderr.write(`${formatDecision(record)}\n`)
  const opened = await open(options, options.log === undefined ? undefined : onDecision)
  if (typeof opened === 'number') return opened
  const { embedded, deployments, accounts } = opened
  process.stderr.write(`${banner(embedded)}\n`)
  process.stdout.write(`${describeAccess(embedded, deployments, accounts, options.region)}\n`)
  await interrupted()
  await embedded.sandbox.close()
  return exitCode.ok
}

/** `sallyport sandbox exec -- COMMAND`: gives the exit code of the command. */
export async function exec(command: readonly string[], options: SandboxCommandOptions): Promise<number> {
  const opened = await open(options, undefined)
  if (typeof opened === 'number') return opened
  const { embedded, deployments, accounts } = opened
  try {
    const credentials = credentialsOf(options.as, embedded, deployments, accounts)
    return await run(command, environment(embedded, credentials, options.region))
  } finally {
    await embedded.sandbox.close()
  }
}

interface Opened {
  readonly embedded: EmbeddedTarget
  readonly deployments: readonly Deployment[]
  readonly accounts: readonly AccountId[]
}

async function open({ fixture = [], account = [], port = 0 }: SandboxCommandOptions, onDecision?: OnDecision): Promise<Opened | number> {
  const fixtures: Fixture[] = []
  for (const path of fixture) {
    const loaded = await loadFixture(path)
    if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
    fixtures.push(loaded.value)
  }
  const asked = account.map(readAccountId)
  const accounts = [...new Set([...asked, ...fixtures.flatMap((each) => [...each.accounts.values()].map(({ id }) => id))])]
  const embedded = await openEmbeddedTarget({
    accounts: accounts.length === 0 ? [readAccountId('111122223333')] : accounts,
    timeoutMs: 30_000,
    port,
    ...(onDecision === undefined ? {} : { onDecision }),
  })
  const deployments: Deployment[] = []
  for (const each of fixtures) {
    const deployed = await deploy(each, embedded.target)
    if (!deployed.ok) {
      await embedded.sandbox.close()
      process.stderr.write(renderRefusals(each.name, deployed.error))
      return exitCode.target
    }
    deployments.push(deployed.value)
  }
  return { embedded, deployments, accounts: [...embedded.sandbox.accounts.keys()] }
}

function readAccountId(text: string): AccountId {
  const id = parseAccountId(text)
  if (!id.ok) throw new CommandFailure(exitCode.input, `\`${text}\` is no account id`, 'an account id has twelve digits')
  return id.value
}

const banner = ({ sandbox }: EmbeddedTarget): string =>
  [
    `sallyport sandbox on ${sandbox.endpoint} (IAM, STS, S3, KMS; state is kept in memory, on loopback only)`,
    'enforced on every call: signature, identity and resource policies, trust and key policies, permissions boundaries, session policies,',
    '  block public access, object ownership and ACLs. An operation that is not built answers NotImplemented.',
    `${sandbox.endpoint} counts as https://; ${sandbox.plainEndpoint} is the same account over http:// (aws:SecureTransport is false)`,
    'stop with Ctrl-C',
  ].join('\n')

/** Shell lines for standard output: `source <(…)`, or to be read and pasted. */
function describeAccess(
  embedded: EmbeddedTarget,
  deployments: readonly Deployment[],
  accounts: readonly AccountId[],
  region: string,
): string {
  const [first] = accounts
  const users = deployments.flatMap((deployment) =>
    [...deployment.accessKeys].flatMap(([name, keys]) => keys.slice(0, 1).map((key) => ({ name, key }))),
  )
  const comment = (who: string, { accessKeyId, secretAccessKey }: Credentials): string =>
    `# ${who}: AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`
  return [
    ...(first === undefined
      ? []
      : Object.entries(variables(embedded, rootOf(embedded, first), region)).map(([name, value]) => `export ${name}=${value}`)),
    ...accounts.map((id) => comment(`root of ${id}`, rootOf(embedded, id))),
    ...users.map(({ name, key }) => comment(`user ${name}`, key)),
  ].join('\n')
}

function rootOf({ sandbox }: EmbeddedTarget, id: AccountId): Credentials {
  const account = sandbox.accounts.get(id)
  if (account === undefined) throw new Error(`internal error: the sandbox has no account ${id}`)
  return account.rootCredentials
}

function credentialsOf(
  as: string | undefined,
  embedded: EmbeddedTarget,
  deployments: readonly Deployment[],
  accounts: readonly AccountId[],
): Credentials {
  const [first] = accounts
  if (as === undefined && first !== undefined) return rootOf(embedded, first)
  const root = accounts.find((id) => id === as)
  if (root !== undefined) return rootOf(embedded, root)
  const key = deployments.flatMap((deployment) => [...(deployment.accessKeys.get(as ?? '') ?? [])])[0]
  if (key !== undefined) return key
  const known = [...accounts, ...deployments.flatMap((deployment) => [...deployment.accessKeys.keys()])]
  throw new CommandFailure(
    exitCode.input,
    `there is no user \`${as}\` with an access key`,
    `--as takes ${known.map((name) => `\`${name}\``).join(', ')}`,
  )
}

const variables = ({ sandbox }: EmbeddedTarget, { accessKeyId, secretAccessKey }: Credentials, region: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: sandbox.endpoint,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
})

/** Settings of the caller's own shell that would lead the command elsewhere. */
const misleading = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE']

function environment(embedded: EmbeddedTarget, credentials: Credentials, region: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !misleading.includes(name))
  return { ...Object.fromEntries(inherited), AWS_EC2_METADATA_DISABLED: 'true', ...variables(embedded, credentials, region) }
}

/** The command gets the terminal; its exit code is ours, 128 and the number of the signal that ended it. */
function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: 'inherit', env })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CommandFailure(exitCode.input, `cannot run \`${program}\`: ${error.message}`)))
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? exitCode.bug) : 128 + constants.signals[signal]))
  })
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
