import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IAM } from '@aws-sdk/client-iam'
import { KMS } from '@aws-sdk/client-kms'
import { S3 } from '@aws-sdk/client-s3'
import { guard, targetOf } from '../../src/deploy/guard.ts'
import { JournalFile, runHead } from '../../src/deploy/journal-file.ts'
import { placeFixture } from '../../src/deploy/place-fixture.ts'
import { newRun, type Run } from '../../src/deploy/run.ts'
import type { Credentials, SentCall, Target } from '../../src/deploy/target.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { parseAccountId } from '../../src/policy/account-id.ts'
import type { DecisionRecord } from '../../src/sandbox/authorize-call.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { loadSettings } from '../../src/settings/load.ts'
import type { TargetSettings } from '../../src/settings/settings.ts'

/** The boundary of docs/sandbox-account.md. */
export const boundaryDocument = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Buckets', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::sallyport-*' },
    { Sid: 'Roles', Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: 'arn:aws:iam::*:role/sallyport/*' },
    {
      Sid: 'Keys',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey'],
      Resource: '*',
    },
  ],
}

export const vendorThere = '222233334444'
export const customerThere = '777788889999'
/** A fault has objects in a bucket that belong to neither. */
export const partnerThere = '333344445555'
const all = [vendorThere, customerThere, partnerThere]

/** Two accounts that outlive a run, as real ones do: a sandbox with other ids than the fixtures have. */
export interface Accounts {
  readonly sandbox: Sandbox
  /** Calls that were allowed or refused, as the sandbox saw them; only where `log` was asked for: it costs. */
  readonly calls: readonly DecisionRecord[]
  readonly credentials: ReadonlyMap<string, Credentials>
  readonly iam: (account: string) => IAM
  readonly s3: (account: string) => S3
  readonly kms: (account: string, region?: string) => KMS
  /** A folder with `sallyport.yaml`, and the environment that signs in. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

export async function openAccounts(
  options: {
    readonly settings?: string
    readonly endpoint?: (sandbox: string) => string
    readonly log?: boolean
    readonly others?: readonly string[]
  } = {},
): Promise<Accounts> {
  const calls: DecisionRecord[] = []
  const { others = [] } = options
  const ids = [...all, ...others].flatMap((text) => {
    const id = parseAccountId(text)
    return id.ok ? [{ id: id.value }] : []
  })
  const sandbox = await startSandbox({ accounts: ids, ...(options.log === true ? { onDecision: (record) => calls.push(record) } : {}) })
  const root = (account: string) => {
    const found = [...sandbox.accounts].find(([id]) => id === account)
    if (found === undefined) throw new Error(`no account ${account}`)
    return found[1].rootCredentials
  }
  const client = (account: string) => ({
    region: 'us-east-1',
    endpoint: sandbox.endpoint,
    credentials: root(account),
    forcePathStyle: true,
  })
  for (const account of [...all, ...others]) {
    const input = { PolicyName: 'SallyportBoundary', Path: '/sallyport/', PolicyDocument: JSON.stringify(boundaryDocument) }
    await new IAM(client(account)).createPolicy(input)
  }
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-accounts-'))
  const url = options.endpoint?.(sandbox.endpoint) ?? sandbox.endpoint
  writeFileSync(
    join(folder, 'sallyport.yaml'),
    (options.settings ?? settingsText).replaceAll('$URL', url).replaceAll('$PLAIN', sandbox.plainEndpoint),
  )
  const profile = (name: string, account: string): string => {
    const { accessKeyId, secretAccessKey } = root(account)
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  }
  writeFileSync(
    join(folder, 'credentials'),
    profile('vendor', vendorThere) +
      profile('customer', customerThere) +
      profile('partner', partnerThere) +
      others.map((id) => profile(id, id)).join(''),
  )
  writeFileSync(join(folder, 'config'), '')
  const env = {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  calls.length = 0
  const credentials = new Map(Array.from(sandbox.accounts, ([id, { rootCredentials }]) => [id, rootCredentials]))
  return {
    sandbox,
    calls,
    credentials,
    iam: once((account) => new IAM(client(account))),
    s3: once((account) => new S3(client(account))),
    kms: once((account, region = 'us-east-1') => new KMS({ ...client(account), region })),
    folder,
    env,
  }
}

function once<T>(make: (account: string, region?: string) => T): (account: string, region?: string) => T {
  const made = new Map<string, T>()
  return (account, region) => {
    const name = `${account} ${region}`
    const client = made.get(name) ?? make(account, region)
    made.set(name, client)
    return client
  }
}

/** `$URL` is the sandbox, `$PLAIN` its listener for plain HTTP. */
export const settingsText = `allowedAccounts: ["${vendorThere}", "${customerThere}", "${partnerThere}"]
targets:
  night:
    kind: endpoint
    url: $URL
    plainUrl: $PLAIN
    readOnly: false
    regions: [us-east-1, eu-west-1]
    accounts:
      vendor: { id: "${vendorThere}", profile: vendor }
      customer: { id: "${customerThere}", profile: customer }
      partner: { id: "${partnerThere}", profile: partner }
    ceiling: { resources: 2000 }
    window: { seconds: 5, stableSeconds: 0 }
  locked:
    kind: aws
    regions: [us-east-1]
    accounts: { vendor: { id: "${vendorThere}" }, customer: { id: "${customerThere}" } }
`

interface PermitOptions {
  readonly journal?: string
  readonly onCall?: (call: SentCall) => void
  readonly windowSeconds?: number
  readonly timeoutMs?: number
  readonly now?: Date
}

/** The target `night` for a run of one's own, as the guard gives it. */
export async function permittedTarget(
  accounts: Accounts,
  { journal, onCall, windowSeconds, timeoutMs = 5000, now = new Date() }: PermitOptions = {},
): Promise<{ readonly target: Target; readonly run: Run; readonly settings: TargetSettings }> {
  const settings = loadSettings(join(accounts.folder, 'sallyport.yaml'))
  const named = settings.ok ? settings.value.targets.get('night') : undefined
  if (!settings.ok || named === undefined) throw new Error('no target')
  const night = windowSeconds === undefined ? named : { ...named, window: { seconds: windowSeconds, stableSeconds: 0 } }
  const reading: Target = { ...targetOf(night, timeoutMs), accounts: accounts.credentials, ...(onCall === undefined ? {} : { onCall }) }
  const run = newRun(now, Math.random(), 60)
  const [at] = [...night.accounts.values()].map((account) => account.at)
  if (at === undefined) throw new Error('no account')
  const intent = { accounts: new Map([...night.accounts.keys()].map((name) => [name, at])), regions: new Map(), resources: 1 }
  const head = runHead(run, 'night', { pid: process.pid, host: 'here' })
  const file = journal === undefined ? {} : { journal: () => new JournalFile(join(journal, `${run.id}.ndjson`), head) }
  const permit = await guard(
    { settings: night, allowed: settings.value.allowedAccounts, target: reading, intent },
    { run, ...file, now: () => now },
  )
  if (!permit.ok) throw new Error(permit.error.map(({ message }) => message).join('\n'))
  return { target: { ...reading, permit: permit.value }, run, settings: night }
}

/** A fixture as it stands in a run. */
export function placed(fixture: Fixture, run: Run, settings: TargetSettings, unit = 0): Fixture {
  const ids = new Map(Array.from(fixture.accounts.values(), ({ id, name }) => [id, settings.accounts.get(name)?.id ?? '']))
  const there = placeFixture(fixture, { run: run.id, unit, accounts: ids, keys: new Set(fixture.keys.keys()) })
  if (!there.ok) throw new Error(there.error)
  return there.value
}

/** What the sandbox was asked to change, allowed or not. */
export const writesOf = ({ calls }: Accounts): readonly string[] =>
  calls.map(({ call }) => call.operation).filter((operation) => !/^(Get|List|Head|Describe|AssumeRole)/.test(operation))

/** Everything in the accounts that is not there from the start, by an independent look at every service. */
export async function thingsIn({ iam, s3, kms, credentials }: Accounts): Promise<readonly string[]> {
  const found = await Promise.all(
    [...credentials.keys()].map(async (account) => {
      const {
        UserDetailList = [],
        RoleDetailList = [],
        GroupDetailList = [],
        Policies = [],
      } = await iam(account).getAccountAuthorizationDetails({
        Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'],
      })
      const { Buckets = [] } = await s3(account).listBuckets({})
      const regions = await Promise.all(['us-east-1', 'eu-west-1'].map((region) => keysIn(kms(account, region))))
      const arns = [...UserDetailList, ...RoleDetailList, ...GroupDetailList, ...Policies].map(({ Arn }) => Arn ?? '')
      return [...arns, ...Buckets.map(({ Name }) => Name ?? ''), ...regions.flat()]
    }),
  )
  return found.flat().filter((name) => !name.endsWith(':policy/sallyport/SallyportBoundary'))
}

/** Keys that do not wait to be deleted, and aliases. */
async function keysIn(kms: KMS): Promise<readonly string[]> {
  const { Keys = [] } = await kms.listKeys({})
  const states = await Promise.all(Keys.map(({ KeyId }) => kms.describeKey({ KeyId: KeyId ?? '' })))
  const { Aliases = [] } = await kms.listAliases({})
  return [
    ...states.flatMap(({ KeyMetadata }) => (KeyMetadata?.KeyState === 'PendingDeletion' ? [] : [KeyMetadata?.Arn ?? ''])),
    ...Aliases.flatMap(({ AliasName = '' }) => (AliasName.startsWith('alias/aws/') ? [] : [AliasName])),
  ]
}
