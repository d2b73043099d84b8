import type { S3Connection } from '../../connectors/connection.ts'
import { catalogue } from '../../faults/catalogue.ts'
import { userArn } from '../../fixture/decide.ts'
import { loadFixture } from '../../fixture/load.ts'
import { loadScenarios } from '../../scenario/load.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { fixtureFacts, settingPlace } from '../../ticket/fixture-facts.ts'
import type { SettingName, Ticket, TicketSetting } from '../../ticket/ticket.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { printProblems } from '../print-problems.ts'
import type { FixturePart } from './ticket-fixture-kind.ts'

/** Loads them; an exit code where they cannot be read, and why is printed. */
export async function loadOurs(path: string, kind: 'fixture' | 'scenario'): Promise<FixturePart | number> {
  if (kind === 'fixture') {
    const loaded = await loadFixture(path)
    return loaded.ok ? { fixture: loaded.value } : (printProblems(loaded) ?? exitCode.input)
  }
  const ids = catalogue.map(({ id }) => id)
  const loaded = await loadScenarios([path], ids)
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const [scenario] = loaded.value
  if (scenario === undefined) throw new CommandFailure(exitCode.input, `\`${path}\` has no scenario`)
  return { fixture: scenario.fixture, scenario }
}

/** The ticket with what they say. */
export const withFixtures = (ticket: Ticket, parts: readonly FixturePart[]): Ticket => parts.reduce(withFixture, ticket)

function withFixture(ticket: Ticket, { fixture, scenario }: FixturePart): Ticket {
  const { understood, policies, identities, buckets, keys, keyGrants, catalogs, organization } = fixtureFacts(fixture)
  const ofScenario = scenario === undefined ? [] : settingsOf(scenario)
  const told = scenario === undefined ? [] : [{ at: scenario.at, what: 'a scenario', because: 'it has `fixture` and `connection`' }]
  return {
    ...ticket,
    understood: [...ticket.understood, ...understood, ...told],
    policies: [...ticket.policies, ...policies],
    identities: [...ticket.identities, ...identities],
    buckets: [...ticket.buckets, ...buckets],
    keys: [...ticket.keys, ...keys],
    keyGrants: [...ticket.keyGrants, ...keyGrants],
    catalogs: [...ticket.catalogs, ...catalogs],
    organization: [...ticket.organization, ...organization],
    settings: [...ticket.settings, ...ofScenario],
  }
}

/** A setting by its name here, and by those that it may have in a scenario. */
const names: readonly (readonly [SettingName, keyof S3Connection, readonly string[]])[] = [
  ['connector', 'connector', []],
  ['roleArn', 'roleArn', ['iamRole']],
  ['externalId', 'externalId', ['externalId']],
  ['sessionName', 'sessionName', ['sessionName']],
  ['bucket', 'bucket', ['inputBucket', 'bucket']],
  ['baseDirectory', 'baseDirectory', ['baseDirectory']],
  ['region', 'region', ['region']],
  ['intermediateBucket', 'intermediateBucket', ['intermediateBucket']],
  ['kmsKeyArn', 'kmsKeyArn', ['kmsKey']],
]

function settingsOf({ connection, settings, at, fixture }: Scenario): readonly TicketSetting[] {
  if (connection.connector !== 's3-input' && connection.connector !== 's3-data-lake') return []
  const known = names.flatMap(([setting, key, written]): TicketSetting[] => {
    const value = connection[key]
    return typeof value === 'string' ? [{ setting, value, at: settingPlace(settings, written, at) }] : []
  })
  if (connection.accessPoint !== undefined)
    known.push({ setting: 'bucket', value: connection.accessPoint, at: settingPlace(settings, ['inputBucket', 'bucket'], at) })
  const caller = fixture.users.get(connection.caller)
  const signer = connection.callerRoleArn ?? (caller === undefined ? undefined : userArn(fixture, caller))
  return signer === undefined
    ? known
    : [...known, { setting: 'callerArn', value: signer, at: settingPlace(settings, ['caller', 'user'], at) }]
}
