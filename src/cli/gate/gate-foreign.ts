import { callersOf } from '../../analysis/caller-choice.ts'
import { principalSide } from '../../analysis/principal-side.ts'
import { type Located, member, plain } from '../../base/located.ts'
import type { Problem } from '../../base/problem.ts'
import { problemsInOrder } from '../../base/problems-in-order.ts'
import type { Span } from '../../base/span.ts'
import type { AttachedPolicy } from '../../engine/policy-set.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { type ForeignPart, rooted } from '../../fixture/import/draft.ts'
import { importerOf } from '../../fixture/import/import-fixture.ts'
import { importPriorState } from '../../fixture/import/import-terraform-plan.ts'
import type { Imported, ImportOptions, OtherPolicy } from '../../fixture/import/imported.ts'
import { parseForeign } from '../../fixture/import/parse-foreign.ts'
import { readFixture } from '../../fixture/parse-fixture.ts'
import { awsManagedPolicies } from '../../policy/aws-managed-policy.ts'
import { parsePolicy } from '../../policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../policy/policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import { guessPolicy } from '../../ticket/guess-policy.ts'
import { unitsOfFixture } from './gate-fixture-units.ts'
import type { GateNetwork } from './gate-network.ts'
import type { Opaques } from './gate-opaque.ts'
import { type FixturePlace, keyIn, nameIn } from './gate-place.ts'
import { tooLarge } from './gate-policy.ts'
import { type GateUnit, policyUnit, textOfAttached } from './gate-unit.ts'

/** What a file of another tool has. */
export interface ForeignUnits {
  readonly units: readonly GateUnit[]
  readonly problems: readonly Problem[]
  /** What the file does not say and only a deployment knows. */
  readonly unknown: readonly Problem[]
  readonly notes: readonly string[]
  /** Parts that are not read: of its network, and of Terraform's own files what only a plan can say. */
  readonly opaque: Opaques
  /** The latter, as problems. */
  readonly open?: readonly Problem[]
  readonly network?: GateNetwork
}

export const noForeignUnits: ForeignUnits = { units: [], problems: [], unknown: [], notes: [], opaque: new Map() }

/** Beyond any plan or account that was seen. */
const largestFile = 128 * 1024 * 1024

/**
 * The principals and policies of a Terraform plan or state, a CloudFormation template, or the details of an account; undefined where the text is none
 * of these after all.
 */
export function foreignUnits(text: string, shown: string, place: FixturePlace, options: ImportOptions): ForeignUnits | undefined {
  if (text.length > largestFile) return { ...noForeignUnits, problems: [tooLarge(shown, text, 'more than is read', 'split it by stacks')] }
  const parsed = parseForeign(text, shown)
  if (!parsed.ok) return { ...noForeignUnits, problems: parsed.error }
  const root = parsed.value
  const importer = root.kind === 'object' ? importerOf(root) : undefined
  if (importer === undefined || root.kind !== 'object') return undefined
  const statement = member(root, 'Statement')
  if (statement !== undefined) return { ...noForeignUnits, problems: [twoKinds(statement.at)] }
  const imported = importer(root, options)
  return imported.ok ? unitsOfImported(imported.value, shown, place) : { ...noForeignUnits, problems: imported.error }
}

const twoKinds = (at: Span): Problem => ({
  code: 'gate/two-kinds',
  at,
  message: 'the file has statements of a policy, and is a template, a plan or details of an account as well',
  help: 'give each a file of its own',
})

/** Both sides of one Terraform plan: the state that it starts from, and what it will make of it; undefined where the text is no plan. */
export function planUnits(
  text: string,
  shown: string,
  place: FixturePlace,
  options: ImportOptions,
): readonly [ForeignUnits, ForeignUnits] | undefined {
  const parsed = parseForeign(text, shown)
  if (!parsed.ok || parsed.value.kind !== 'object' || member(parsed.value, 'planned_values') === undefined) return undefined
  const after = foreignUnits(text, shown, place, options)
  return after === undefined ? undefined : [unitsOfImported(importPriorState(parsed.value, options), shown, place), after]
}

/** What was imported, as units that are compared. */
export function unitsOfImported(imported: Imported, shown: string, place: FixturePlace): ForeignUnits {
  const source = { name: shown, file: shown, readFile: () => ({ found: false as const, file: shown, beside: [] }) }
  const fixture = readFixture(imported.fixture, source, 'in place')
  if (!fixture.ok) return { ...noForeignUnits, problems: fixture.error }
  const problems: Problem[] = []
  const foreign = imported.foreign.flatMap((part) => unitOfForeign(part, fixture.value, imported.account, place, problems))
  // What is said of parts that are made elsewhere is compared by itself.
  const undecided = imported.undecided.filter(({ code }) => code !== 'import/foreign-part')
  const unknown = problemsInOrder([...undecided, ...(imported.network?.undecided ?? [])])
  const others = imported.others.flatMap((other) => unitOfOther(other, place, problems))
  const notes = [...imported.notes, ...(imported.network?.notes ?? [])].map((note) => `${shown}: ${note}`)
  const found = networkOf(imported)
  return {
    units: [...unitsOfFixture(fixture.value, place), ...foreign, ...others],
    problems,
    unknown,
    notes,
    opaque: opaqueOf(imported, place),
    ...found,
  }
}

/** Parts of the network that have a say and are not read. */
const opaqueOf = ({ network }: Imported, place: FixturePlace): Opaques =>
  new Map(
    (network?.unread ?? []).map(({ name, type, state, at }) => [
      keyIn(place, name),
      {
        state,
        says: `is of the type \`${type}\`, which is not read`,
        help: 'look at who reaches what by it',
        part: { name, at: place.show(at) },
      },
    ]),
  )

function networkOf({ network: found }: Imported): Pick<ForeignUnits, 'network'> {
  if (found?.network === undefined) return {}
  return { network: { network: found.network, elsewhere: found.elsewhere, foreignGroups: found.foreignGroups } }
}

/** The policy of a queue, a topic, an organization: compared by itself. */
function unitOfOther({ title, resourceType, document }: OtherPolicy, place: FixturePlace, problems: Problem[]): readonly GateUnit[] {
  if (document.kind !== 'object') return []
  const guessed = guessPolicy(document, resourceType).type
  const type = /organizations.?policy/i.test(resourceType) && guessed === 'identity' ? 'serviceControl' : guessed
  const policy = readDocument(document, type, problems)
  return policy === undefined ? [] : [{ ...policyUnit(policy, type, keyIn(place, title), nameIn(place, title)), fixture: place.path }]
}

const holders = { users: 'user', groups: 'group', roles: 'role' } as const

/** What a file adds to a principal, bucket or key that is made elsewhere. */
function unitOfForeign(
  part: ForeignPart,
  fixture: Fixture,
  account: string,
  place: FixturePlace,
  problems: Problem[],
): readonly GateUnit[] {
  const { section, name, at, inline, attached } = part
  switch (section) {
    case 'buckets':
    case 'keys': {
      const [type, title] =
        section === 'buckets' ? (['bucket', `bucket policy of ${name}`] as const) : (['key', `key policy of ${name}`] as const)
      const policy = part.policy === undefined ? undefined : readDocument(part.policy, type, problems)
      return policy === undefined ? [] : [{ ...policyUnit(policy, type, keyIn(place, title), nameIn(place, title)), fixture: place.path }]
    }
    case 'policies':
      return []
    case 'users':
    case 'groups':
    case 'roles': {
      const own = [...inline].flatMap(([called, document]): readonly AttachedPolicy[] => {
        const policy = readDocument(document, 'identity', problems)
        return policy === undefined ? [] : [{ name: called, policy }]
      })
      const managed = attached.flatMap((each): readonly AttachedPolicy[] => {
        const policy = fixture.policies.get(each)?.document.policy ?? awsManagedPolicies().get(each)?.policy
        return policy === undefined ? [] : [{ name: each, policy }]
      })
      const identity = [...own, ...managed]
      const unread = attached.filter((each) => !managed.some((known) => known.name === each))
      const title = `${holders[section]} ${name}, made elsewhere`
      return [
        {
          key: keyIn(place, title),
          name: nameIn(place, title),
          at,
          type: 'identity',
          policies: identity.map(({ policy }) => policy),
          side: principalSide({ identity }, { account, kind: 'role' }),
          callers: callersOf('identity'),
          showsCaller: false,
          text: JSON.stringify([identity.map(textOfAttached).sort(), unread]),
          fixture: place.path,
          unread,
        },
      ]
    }
  }
}

function readDocument(document: Located, type: PolicyType, problems: Problem[]): Policy | undefined {
  const policy = parsePolicy(rooted(document), type)
  const refusal = policy.ok ? refusePolicy(JSON.stringify(plain(document)), type, { file: document.at.file, document }) : undefined
  if (!policy.ok) problems.push(...policy.error)
  else if (refusal !== undefined)
    problems.push({
      code: 'gate/refused-policy',
      at: refusal.at ?? document.at,
      message: `AWS refuses to save this: \`${refusal.code}\`, \`${refusal.message}\``,
    })
  return policy.ok && refusal === undefined ? policy.value : undefined
}
