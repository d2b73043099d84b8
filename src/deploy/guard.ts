import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import type { AccountSettings, Settings, TargetSettings } from '../settings/settings.ts'
import { type Clients, clientsOf } from './clients.ts'
import { describeError } from './failure.ts'
import type { JournalFile } from './journal-file.ts'
import { Permit } from './permit.ts'
import type { Run } from './run.ts'
import type { Target } from './target.ts'

/** What somebody is about to create in a target. */
export interface Intent {
  /** Accounts by the name that fixtures have for them, each with the part of a fixture that names it. */
  readonly accounts: ReadonlyMap<string, Span>
  /** Regions of buckets and keys, each with a part of a fixture that names it. */
  readonly regions: ReadonlyMap<string, Span>
  /** None: things are only removed. */
  readonly resources: number
}

/** The target of the settings, for reading alone. */
export const targetOf = (settings: TargetSettings, timeoutMs: number): Target => ({
  kind: settings.kind,
  ...(settings.kind === 'endpoint' ? { endpoint: settings.url } : {}),
  ...(settings.kind === 'endpoint' && settings.plainUrl !== undefined ? { plainEndpoint: settings.plainUrl } : {}),
  accounts: new Map(
    Array.from(settings.accounts.values(), ({ id, profile, role, externalId }) => [
      id,
      {
        ...(profile === undefined ? {} : { profile }),
        ...(role === undefined ? {} : { role }),
        ...(externalId === undefined ? {} : { externalId }),
      },
    ]),
  ),
  timeoutMs,
})

/** Everything that is to be said against writing to a target, and the permit if it is nothing. It only reads. */
export async function guard(
  {
    settings,
    allowed,
    target,
    intent,
  }: {
    readonly settings: TargetSettings
    readonly allowed: Settings['allowedAccounts']
    readonly target: Target
    readonly intent: Intent
  },
  { run, journal, now }: { readonly run: Run; readonly journal?: () => JournalFile; readonly now: () => Date },
): Promise<Result<Permit, readonly Problem[]>> {
  const objections = [...objectToSettings(settings), ...objectToIntent(settings, intent)]
  const used = [...settings.accounts.values()].filter(({ name }) => intent.accounts.has(name))
  objections.push(...used.flatMap((account) => objectToList(account, allowed)))
  if (objections.length > 0) return err(objections)
  const looks = await Promise.all(
    used.map((account) => lookAt(account, intent.resources > 0 ? settings.boundary : undefined, clientsOf(target))),
  )
  const found = looks.flatMap(({ problems }) => problems)
  if (found.length > 0) return err(found)
  const deployers = new Map(looks.flatMap(({ id, deployer }) => (deployer === undefined ? [] : [[id, deployer] as const])))
  const { boundary, window, ceiling } = settings
  const written = journal?.()
  return ok(new Permit({ run, boundary, window, ceiling, deployers, now, ...(written === undefined ? {} : { journal: written }) }))
}

/** What the guard has to say of one account before anybody wants to write: of a target that is read-only, whose it is. It only reads. */
export async function objectToAccount(
  account: AccountSettings,
  { readOnly, boundary }: TargetSettings,
  allowed: Settings['allowedAccounts'],
  target: Target,
): Promise<readonly Problem[]> {
  const clients = clientsOf(target)
  if (!readOnly) return [...objectToList(account, allowed), ...(await lookAt(account, boundary, clients)).problems]
  const identity = await lookAtIdentity(account, clients)
  return identity.ok ? [] : [identity.error]
}

const objection = (code: string, at: Span, message: string, help?: string): Problem => ({
  code: `guard/${code}`,
  at,
  message,
  ...(help === undefined ? {} : { help }),
})

const objectToSettings = ({ name, at, readOnly }: TargetSettings): readonly Problem[] =>
  readOnly ? [objection('read-only', at, `the target \`${name}\` is read-only`, '`readOnly: false` lets fixtures be deployed there')] : []

function objectToIntent({ name, accounts, regions, ceiling, at }: TargetSettings, intent: Intent): readonly Problem[] {
  const homeless = [...intent.accounts].filter(([account]) => !accounts.has(account))
  const foreign = [...intent.regions].filter(([region]) => !regions.includes(region))
  return [
    ...homeless.map(([account, place]) =>
      objection(
        'no-account',
        place,
        `the target \`${name}\` has no account \`${account}\``,
        'name one under `accounts` there, or leave these cases out',
      ),
    ),
    ...foreign.map(([region, place]) => objection('region', place, `the target \`${name}\` may not be used in \`${region}\``)),
    ...(intent.resources <= ceiling.resources
      ? []
      : [objection('ceiling', at, `\`${name}\` may get ${ceiling.resources} resources, and this would create ${intent.resources}`)]),
  ]
}

/** What the settings alone say against writing to an account. */
export const objectToList = ({ id, at }: AccountSettings, allowed: Settings['allowedAccounts']): readonly Problem[] =>
  allowed.has(id)
    ? []
    : [objection('not-allowed', at, `account \`${id}\` is not in \`allowedAccounts\``, 'add it there if it may be written to')]

interface Look {
  readonly id: string
  readonly problems: readonly Problem[]
  readonly deployer?: string
}

/** Who is it, and may it be written to? Who it is comes first: of a stranger's account nothing more is asked. */
async function lookAt(account: AccountSettings, boundary: string | undefined, clients: Clients): Promise<Look> {
  const { id } = account
  const identity = await lookAtIdentity(account, clients)
  if (!identity.ok) return { id, problems: [identity.error] }
  const problems = [
    await objectToAlias(account, clients),
    await objectToManagement(account, clients),
    boundary === undefined ? undefined : await objectToBoundary(account, boundary, clients),
  ].filter((problem) => problem !== undefined)
  const deployer = deployerPattern(identity.value)
  return { id, problems, ...(deployer === undefined ? {} : { deployer }) }
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
async function lookAtIdentity({ id, name, at }: AccountSettings, clients: Clients): Promise<Result<string, Problem>> {
  try {
    const { Account, Arn = '' } = await (await clients.sts(id)).getCallerIdentity({}, clients.options)
    return Account === id
      ? ok(Arn)
      : err(objection('other-account', at, `the credentials of \`${name}\` belong to account ${Account}, not to ${id}`))
  } catch (error) {
    return err(
      objection(
        'no-identity',
        at,
        `nobody can say whose the credentials of \`${name}\` are: ${told(error)}`,
        'sign in, or choose another `profile`',
      ),
    )
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html */
async function objectToAlias({ id, at }: AccountSettings, clients: Clients): Promise<Problem | undefined> {
  try {
    const { AccountAliases = [] } = await (await clients.iam(id)).listAccountAliases({}, clients.options)
    const alias = AccountAliases.find((candidate) => /prod/i.test(candidate))
    return alias === undefined
      ? undefined
      : objection('production', at, `account ${id} is called \`${alias}\`, and production is never written to`)
  } catch (error) {
    return objection('alias-unreadable', at, `the alias of account ${id} cannot be read: ${told(error)}`, 'allow `iam:ListAccountAliases`')
  }
}

/** Many sandbox accounts may not ask; then the list of accounts must do. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
async function objectToManagement({ id, at }: AccountSettings, clients: Clients): Promise<Problem | undefined> {
  try {
    const { Organization } = await (await clients.organizations(id)).describeOrganization({}, clients.options)
    if (Organization?.MasterAccountId !== id) return undefined
    return objection('management-account', at, `account ${id} manages an organization, and such an account is never written to`)
  } catch {
    return undefined
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
async function objectToBoundary({ id, at }: AccountSettings, boundary: string, clients: Clients): Promise<Problem | undefined> {
  const PolicyArn = `arn:aws:iam::${id}:policy/${boundary}`
  try {
    await (await clients.iam(id)).getPolicy({ PolicyArn }, clients.options)
    return undefined
  } catch (error) {
    const help = 'docs/sandbox-account.md has a template that creates it'
    return objection('no-boundary', at, `the permissions boundary \`${boundary}\` cannot be read in account ${id}: ${told(error)}`, help)
  }
}

function told(error: unknown): string {
  const { code, message } = describeError(error)
  return message.startsWith(code) ? message : `${code}: ${message}`
}

/**
 * A pattern for the principal that deploys: of a session, its role under whatever path it has.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function deployerPattern(arn: string): string | undefined {
  const session = /^(arn:[^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn)
  if (session !== null) return `${session[1]}:iam::${session[2]}:role/*${session[3]}`
  return arn.endsWith(':root') ? undefined : arn
}
