import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Entry, type Report, reportTo } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import { didYouMean } from '../base/suggest.ts'
import { type AccountId, parseAccountId } from '../policy/account-id.ts'
import type { AccountSettings, LeaseSettings, LoginSettings, PoolSettings, Settings, TargetSettings } from './settings.ts'
import { type DefaultsText, type LeasesText, type PoolText, settingsShape, type TargetText } from './settings-shape.ts'

/** Reads the text of `sallyport.yaml`; all problems are found at once. */
export function parseSettings(text: string, file: string): Result<Settings, readonly Problem[]> {
  const root = parseYaml(text, file)
  if (!root.ok) return root
  const problems: Problem[] = []
  const report = reportTo(problems, 'settings')
  const read = settingsShape.read(root.value, report)
  const targets = read?.of.targets?.flatMap((entry) => readTarget(entry, report)) ?? []
  const named = new Map(targets.map((target) => [target.name, target]))
  const pools = read?.of.pools?.flatMap((entry) => readPool(entry, named, report)) ?? []
  const leases = read?.of.leases === undefined ? undefined : readLeases(read.of.leases, named, report)
  if (pools.length > 0 && read?.of.leases === undefined)
    report(
      'no-leases',
      read?.of.pools?.[0]?.keyAt ?? root.value.at,
      'a pool needs `leases`: nobody could tell which of its accounts are free',
    )
  if (read === undefined || problems.length > 0) return err(problems)
  const allowed = read.of.allowedAccounts?.items.map((item) => idOf(item.text)) ?? []
  return ok({
    allowedAccounts: new Set(allowed),
    targets: named,
    defaults: readDefaults(read.of.defaults ?? []),
    pools: new Map(pools.map((pool) => [pool.name, pool])),
    ...(leases === undefined ? {} : { leases }),
  })
}

const readDefaults = (commands: DefaultsText): Settings['defaults'] =>
  commands.map(({ key: command, keyAt: at, value }) => ({
    command,
    at,
    options: value.map((option) => ({ name: option.key, at: option.keyAt, values: option.value.items })),
  }))

/** INVARIANT: the shape has read twelve digits. */
function idOf(text: string): AccountId {
  const id = parseAccountId(text)
  if (!id.ok) throw new Error(`internal error: ${text} is no account id`)
  return id.value
}

type TargetEntry = Entry<{ readonly at: TargetSettings['at']; readonly of: TargetText }>

function readTarget({ key: name, keyAt, value: { of } }: TargetEntry, report: Report): readonly TargetSettings[] {
  const { kind, url, plainUrl, readOnly, accounts, regions, ceiling, boundary, window, sourceIp } = of
  if (name === 'embedded') report('reserved-name', keyAt, '`embedded` is the sandbox of this process', 'choose another name')
  for (const each of kind.value === 'aws' ? [url, plainUrl] : [])
    if (each !== undefined) report('url-of-aws', each.at, 'a target of kind `aws` has no address')
  if (regions.items.length === 0) report('no-regions', regions.at, 'at least one region is needed')
  if (accounts.length === 0) report('no-accounts', keyAt, `the target \`${name}\` has no account`)
  refuseSharedAccounts(accounts, report)
  const common = {
    name,
    at: keyAt,
    readOnly: readOnly?.value ?? true,
    accounts: new Map(accounts.map((entry) => [entry.key, readAccount(entry)])),
    regions: regions.items.map(({ text }) => text),
    ceiling: { resources: ceiling?.of.resources?.value ?? 500, minutes: ceiling?.of.minutes?.value ?? 60 },
    boundary: boundary?.text ?? 'sallyport/SallyportBoundary',
    sourceIp: sourceIp?.text ?? '127.0.0.1',
    window: { seconds: window?.of.seconds?.value ?? 60, stableSeconds: window?.of.stableSeconds?.value ?? 5 },
  }
  if (kind.value === 'aws') return [{ ...common, kind: 'aws' }]
  if (url !== undefined)
    return [{ ...common, kind: 'endpoint', url: url.text, ...(plainUrl === undefined ? {} : { plainUrl: plainUrl.text }) }]
  report('no-url', kind.at, 'a target of kind `endpoint` needs a `url`', 'for example `url: http://127.0.0.1:5000`')
  return []
}

type Named = ReadonlyMap<string, TargetSettings>

function readPool(
  { key: name, keyAt, value: { of } }: Entry<{ readonly of: PoolText }>,
  targets: Named,
  report: Report,
): readonly PoolSettings[] {
  if (name === 'embedded' || targets.has(name)) report('reserved-name', keyAt, `there is a target \`${name}\``, 'choose another name')
  if (of.targets.items.length === 0) report('empty-pool', of.targets.at, 'there is no target in it')
  for (const { text, at } of of.targets.items) refuseUnknown(text, at, targets, report)
  return [{ name, targets: of.targets.items.map(({ text }) => text), waitMinutes: of.waitMinutes?.value ?? 30 }]
}

function readLeases({ of }: { readonly of: LeasesText }, targets: Named, report: Report): LeaseSettings {
  const { bucket, target, account, region, termSeconds } = of
  const has = targets.get(target.text)
  refuseUnknown(target.text, target.at, targets, report)
  if (has !== undefined && !has.accounts.has(account.text))
    report('no-account', account.at, `the target \`${target.text}\` has no account \`${account.text}\``)
  return {
    bucket: bucket.text,
    target: target.text,
    account: account.text,
    region: region?.text ?? has?.regions[0] ?? 'us-east-1',
    termSeconds: termSeconds?.value ?? 180,
  }
}

function refuseUnknown(name: string, at: Span, targets: Named, report: Report): void {
  if (!targets.has(name)) report('no-target', at, `there is no target \`${name}\``, didYouMean(name, [...targets.keys()]).help)
}

type AccountEntry = TargetText['accounts'][number]

/** What crosses accounts in a fixture would not cross any if both were one, and every answer would be another. */
function refuseSharedAccounts(accounts: readonly AccountEntry[], report: Report): void {
  const first = new Map<string, string>()
  for (const { key, value } of accounts) {
    const { id } = value.of
    const other = first.get(id.text)
    if (other !== undefined)
      report('shared-account', id.at, `\`${key}\` and \`${other}\` are the same account`, 'give each an account of its own')
    first.set(id.text, other ?? key)
    for (const login of [value.of, value.of.inspector?.of])
      if (login?.externalId !== undefined && login.role === undefined)
        report('external-id-without-role', login.externalId.at, 'an external ID goes with a role')
  }
}

function readAccount({ key: name, keyAt: at, value }: AccountEntry): AccountSettings {
  const { id, inspector } = value.of
  return { name, at, id: idOf(id.text), ...readLogin(value.of), ...(inspector === undefined ? {} : { inspector: readLogin(inspector.of) }) }
}

type LoginText = Pick<AccountEntry['value']['of'], 'profile' | 'role' | 'externalId'>

const readLogin = ({ profile, role, externalId }: LoginText): LoginSettings => ({
  ...(profile === undefined ? {} : { profile: profile.text }),
  ...(role === undefined ? {} : { role: role.text }),
  ...(externalId === undefined ? {} : { externalId: externalId.text }),
})
