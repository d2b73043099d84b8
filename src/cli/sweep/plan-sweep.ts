import { clientsOf } from '../../deploy/clients.ts'
import { deploy } from '../../deploy/deploy.ts'
import { guard, targetOf } from '../../deploy/guard.ts'
import { newRun } from '../../deploy/run.ts'
import type { SentCall, Target } from '../../deploy/target.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts'
import type { CaseResult } from '../../scenario/run.ts'
import type { TargetSettings } from '../../settings/settings.ts'
import { costOf } from '../../sweep/cost.ts'
import { TargetReader } from '../drift/drift-target.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { openEmbeddedTarget } from '../probe/embedded-target.ts'
import { findPlace, findTarget, intentOf } from '../probe/open-target.ts'
import { runOnTarget, type TargetRun } from '../run-on-target.ts'
import type { DriftCase, SweepCase } from './sweep-cases.ts'

/** A call that a sweep would make, and on behalf of which target. */
interface PlannedCall extends SentCall {
  readonly target: string
}

/**
 * `sallyport sweep --plan`: every call that a sweep would make. Nobody guesses: the sweep runs, whole, in an embedded sandbox that has the accounts of
 * the target, and its calls are written down. The target itself is not asked anything.
 */
export async function planSweep(cases: readonly SweepCase[], drifts: readonly DriftCase[], json: boolean): Promise<ExitCode> {
  const calls: PlannedCall[] = []
  for (const each of drifts) calls.push(...(await rehearseDrift(each)))
  for (const name of new Set(cases.map(({ target }) => target)))
    calls.push(
      ...(await rehearse(
        name,
        cases.filter(({ target }) => target === name),
      )),
    )
  const cost = costOf(calls)
  process.stdout.write(
    json
      ? `${JSON.stringify({ version: 1, cases: [...drifts, ...cases].map(({ id }) => id), cost, calls }, undefined, 2)}\n`
      : toText(drifts.length + cases.length, calls),
  )
  return exitCode.ok
}

/** The fixture is deployed in a sandbox that has its accounts, and read there. */
async function rehearseDrift({ fixture, target: name }: DriftCase): Promise<readonly PlannedCall[]> {
  const { target: chosen } = findTarget(name)
  const known = [...fixture.accounts.values()].flatMap((account) => {
    const settings = chosen.accounts.get(account.name)
    return settings === undefined ? [] : [[account.name, { ...settings, id: account.id }] as const]
  })
  const calls: PlannedCall[] = []
  const { sandbox, target } = await openEmbeddedTarget({ accounts: [...fixture.accounts.values()], timeoutMs: 10_000 })
  try {
    const deployed = await deploy(fixture, target)
    if (!deployed.ok) return []
    const onCall = (call: SentCall): void => {
      calls.push({ target: name, ...call, account: chosen.accounts.get(nameOf(fixture, call.account))?.id ?? call.account })
    }
    await new TargetReader(fixture, { ...chosen, accounts: new Map(known) }, { ...target, onCall }).read()
    return calls
  } finally {
    await sandbox.close()
  }
}

const nameOf = ({ accounts }: Fixture, id: string): string => [...accounts.values()].find((account) => account.id === id)?.name ?? ''

async function rehearse(name: string, cases: readonly SweepCase[]): Promise<readonly PlannedCall[]> {
  const { target: chosen } = findPlace(name)
  const sandbox = await startSandbox({ accounts: [...chosen.accounts.values()].map(({ id }) => ({ id })) })
  try {
    return await rehearseIn(sandbox, name, chosen, cases)
  } finally {
    await sandbox.close()
  }
}

async function rehearseIn(
  sandbox: Sandbox,
  name: string,
  chosen: TargetSettings,
  cases: readonly SweepCase[],
): Promise<readonly PlannedCall[]> {
  const calls: PlannedCall[] = []
  const onCall = (call: SentCall): void => {
    calls.push({ target: name, ...call })
  }
  const settings: TargetSettings = {
    ...chosen,
    kind: 'endpoint',
    url: sandbox.endpoint,
    plainUrl: sandbox.plainEndpoint,
    readOnly: false,
    window: { seconds: 5, stableSeconds: 0 },
  }
  const accounts = new Map([...sandbox.accounts].map(([id, { rootCredentials }]) => [id, rootCredentials]))
  await createBoundaries(settings, { kind: 'embedded', endpoint: sandbox.endpoint, accounts, timeoutMs: 10_000 })
  const target: Target = { ...targetOf(settings, 10_000), accounts, onCall }
  const run = newRun(new Date(), 0, 60)
  const cells = new Map(cases.map((each) => [each.planned, each]))
  const planned = [...cells.keys()]
  const intent = intentOf(planned, (own) => (chosen.regions.includes(own) ? own : (chosen.regions[0] ?? own)))
  const allowed = new Set([...chosen.accounts.values()].map(({ id }) => id))
  const permit = await guard({ settings, allowed, target, intent: { ...intent, resources: 1 } }, { run, now: () => new Date() })
  if (!permit.ok) throw new Error(`internal error: the rehearsal is refused: ${permit.error.map(({ message }) => message).join(', ')}`)
  const used = [...chosen.accounts.values()].filter((account) => intent.accounts.has(account.name)).map(({ id }) => id)
  const open = { settings, accounts: used, run, permit: permit.value, target: { ...target, permit: permit.value } }
  const done = await runOnTarget(planned, open, {
    concurrency: 4,
    standsAt: () => true,
    onResult: () => {},
    regionOf: (each) => cells.get(each)?.region,
  })
  return [...calls, ...done.results.flatMap((result) => ofProbe(result, done, name))]
}

/** A probe signs with the keys of the fixture; its calls are those of what it saw, at every look. */
function ofProbe(result: CaseResult, { probes }: TargetRun, target: string): readonly PlannedCall[] {
  if (result.verdict === 'error') return []
  const calls = result.observations.flatMap(({ operation, outcome }): readonly PlannedCall[] => {
    if (outcome === 'skipped') return []
    const [service, name = ''] = (operation ?? '').split(':')
    return service === 's3' || service === 'sts' ? [{ target, service, operation: name, account: 'probe', region: '' }] : []
  })
  return Array.from({ length: probes.get(result.planned)?.looks ?? 1 }, () => calls).flat()
}

/** They stand in the accounts before anybody deploys; the rehearsal has to begin like that. */
async function createBoundaries({ accounts, boundary }: TargetSettings, target: Target): Promise<void> {
  const cut = boundary.lastIndexOf('/') + 1
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
  for (const { id } of accounts.values()) {
    const iam = await clientsOf(target).iam(id)
    await iam.createPolicy({
      PolicyName: boundary.slice(cut),
      Path: `/${boundary.slice(0, cut)}`,
      PolicyDocument: JSON.stringify(document),
    })
  }
}

function toText(cases: number, calls: readonly PlannedCall[]): string {
  const counts = new Map<string, { readonly call: PlannedCall; count: number }>()
  for (const call of calls) {
    const name = `${call.target} ${call.account} ${call.region} ${call.service}:${call.operation}`
    const row = counts.get(name) ?? { call, count: 0 }
    row.count += 1
    counts.set(name, row)
  }
  const rows = [...counts.values()].sort((left, right) => keyOf(left.call).localeCompare(keyOf(right.call)))
  const { dollars } = costOf(calls)
  return [
    ...rows.map(({ call, count }) => `${String(count).padStart(6)}  ${keyOf(call)}`),
    '',
    `${cases} cases would make ${calls.length} calls and cost about $${dollars.toFixed(4)}; nothing was called (\`--json\` has each call)`,
    '',
  ].join('\n')
}

const keyOf = ({ target, account, region, service, operation }: PlannedCall): string =>
  `${target}  ${account.padEnd(12)}  ${region.padEnd(14)}  ${service}:${operation}`
