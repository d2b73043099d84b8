import { callerOf } from '../../analysis/caller-choice.ts'
import { compareAccess } from '../../analysis/compare-access.ts'
import { leastPrivilege, type NeededAccess } from '../../analysis/least-privilege.ts'
import { principalSide } from '../../analysis/principal-side.ts'
import { everyFault } from '../../faults/every-fault.ts'
import { leastCondition, leastResources } from '../../faults/grant.ts'
import { needsOf } from '../../faults/needs-of.ts'
import type { SetUp } from '../../faults/set-up.ts'
import { userArn } from '../../fixture/decide.ts'
import type { GivenValues } from '../../fixture/load.ts'
import type { Need } from '../../fixture/need.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import { loadScenarios } from '../../scenario/load.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { unitsOfPrincipals } from '../gate/gate-principal.ts'
import { printProblems } from '../print-problems.ts'
import type { AccessAnswer } from './access-answer.ts'

/** What connections need of each principal, as a policy to paste; what is granted beyond it, and what is missing. Undefined where they cannot be read. */
export async function leastOf(
  paths: readonly string[],
  timeout: number,
  given: GivenValues = {},
): Promise<readonly AccessAnswer[] | undefined> {
  const scenarios = await loadScenarios(
    paths.length === 0 ? ['scenarios'] : paths,
    everyFault.map(({ id }) => id),
    given,
  )
  if (!scenarios.ok) {
    printProblems(scenarios)
    return undefined
  }
  return scenarios.value.flatMap((scenario) => leastOfScenario(scenario, timeout))
}

function leastOfScenario({ name, fixture, connection }: Scenario, timeout: number): readonly AccessAnswer[] {
  if (!('bucket' in connection))
    return [{ about: name, says: 'it connects to a server: no permission of IAM is needed', findings: [], undecided: [] }]
  const setUp: SetUp = { fixture, connection }
  const needs = needsOf(setUp).filter(({ expected }) => expected === 'allowed')
  const byCaller = new Map<string, Need[]>()
  for (const need of needs) {
    const arn = arnOf(setUp, need)
    if (arn !== undefined) byCaller.set(arn, [...(byCaller.get(arn) ?? []), need])
  }
  return [...byCaller].map(([arn, own]) => leastOfCaller(`${name}: ${arn}`, arn, own, setUp, timeout))
}

function arnOf({ fixture }: SetUp, { by }: Need): string | undefined {
  if (by.type === 'role') return by.arn
  const user = by.type === 'user' ? fixture.users.get(by.name) : undefined
  return user === undefined ? undefined : userArn(fixture, user)
}

/** Listing is limited to the folder; what the caller of a role has to send, its trust policy says. */
function leastAccess(need: Need, setUp: SetUp): readonly NeededAccess[] {
  const { action } = need
  const when = action === 'sts:AssumeRole' ? undefined : leastCondition(setUp, need)
  return leastResources(setUp, need).map((resource) => ({ action, resource, ...(when === undefined ? {} : { when }) }))
}

function leastOfCaller(about: string, arn: string, needs: readonly Need[], setUp: SetUp, timeout: number): AccessAnswer {
  const proposal = leastPrivilege(needs.flatMap((need) => leastAccess(need, setUp)))
  const text = JSON.stringify(proposal, undefined, 2)
  const refusal = refusePolicy(text, 'managed')
  const policy = parsePolicyText(text, 'proposal', 'identity')
  if (refusal !== undefined || !policy.ok) throw new Error(`internal error: the proposal for ${arn} is no policy`)
  const caller = { account: arn.split(':')[4] ?? '', kind: arn.includes(':user/') ? 'user' : 'role' } as const
  const needed = principalSide({ identity: [{ name: 'proposal', policy: policy.value }] }, caller)
  const unit = unitsOfPrincipals(setUp.fixture, { path: '', show: (at) => at }).find(({ callers }) => callers.principal === arn)
  if (unit === undefined) return { about, says: 'the fixture does not have it', proposal, findings: [], undecided: [] }
  const options = { time: { limit: timeout * 1000, clock: () => performance.now() } }
  const compare = (before: typeof needed, after: typeof needed) =>
    compareAccess({ before, after, callers: callerOf(arn), showsCaller: false }, options)
  const [beyond, missing] = [compare(needed, unit.side), compare(unit.side, needed)]
  return {
    about,
    says: 'what the connection needs is this policy',
    proposal,
    findings: [
      ...beyond.findings.filter(({ reachable }) => reachable).map((finding) => ({ what: 'granted beyond it', finding })),
      ...missing.findings
        .filter(({ reachable }) => reachable)
        .map((finding) => ({ what: 'not granted by what is attached to it', finding })),
    ],
    undecided: [...beyond.undecided, ...missing.undecided],
  }
}
