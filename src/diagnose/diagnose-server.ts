import type { Observation } from '../connectors/observation.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { type Stage, stepOf } from '../connectors/server-stages.ts'
import { recogniseServerFaults, type ServerRecognised } from '../faults/recognise-server.ts'
import { name, sentence } from '../faults/sentence.ts'
import type { ServerCause } from '../faults/server-cause.ts'
import { collectServerEvidence, type ServerEvidence } from '../faults/server-evidence.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { LoginBlocker } from '../network/admit-login.ts'
import { describeBlocker } from '../network/describe-blocker.ts'
import { answersOf } from './answers.ts'
import type { Diagnosis, KnownFault, UnknownFailure } from './diagnosis.ts'
import { findServerLookAlikes } from './server-look-alikes.ts'

export interface ServerCase {
  readonly connection: ServerConnection
  readonly observations: readonly Observation[]
  readonly fixture?: Fixture
}

/** As `diagnose`, of a connection to a server: by its network and its rules where they can be read, else by what was observed. */
export function diagnoseServer({ connection, observations, fixture }: ServerCase): Diagnosis {
  const evidence = fixture && collectServerEvidence({ fixture, connection }, observations)
  const told = evidence === undefined ? [] : withNetwork(evidence)
  const explained = new Set(told.flatMap(({ steps }) => steps))
  const left = observations.filter(({ step }) => !explained.has(step))
  const place = new Map(observations.map(({ step }, index) => [step, index]))
  const first = ({ steps }: { readonly steps: readonly string[] }): number =>
    Math.min(...steps.map((step) => place.get(step) ?? observations.length))
  return { problems: [...told, ...findServerLookAlikes(connection, left)].toSorted((a, b) => first(a) - first(b)) }
}

/** What got through counts, whatever the network says. */
function withNetwork(evidence: ServerEvidence): readonly (KnownFault | UnknownFailure)[] {
  const passed = new Set(evidence.observations.filter(({ outcome }) => outcome === 'ok').map(({ step }) => step))
  const causes = evidence.causes.filter((cause) => !stepsOf(cause, evidence.connection).every((step) => passed.has(step)))
  const { recognised, unexplained } = recogniseServerFaults({ ...evidence, causes })
  return [...recognised.map((each) => toldFault(each, evidence)), ...unexplained.map((cause) => toldCause(cause, evidence))]
}

function toldFault({ fault, finding }: ServerRecognised, evidence: ServerEvidence): KnownFault {
  const steps = failing(finding.claims, evidence)
  return {
    kind: 'fault',
    fault: fault.id,
    says: fault.say(finding, evidence),
    ...(finding.at === undefined ? {} : { at: finding.at }),
    where: fault.where(finding, evidence),
    advice: fault.advise(finding, evidence),
    fix: { edits: [], network: fault.fix(finding, evidence), patches: [] },
    steps,
    answers: answersOf(evidence.observations.filter(({ step }) => steps.includes(step))),
  }
}

/** Blockers that no fault of the catalogue explains are told in the words of the network. */
function toldCause(cause: ServerCause, evidence: ServerEvidence): UnknownFailure {
  const steps = failing([cause], evidence)
  const { host } = evidence.connection
  const why = cause.cause === 'network' || cause.cause === 'peer' ? describeBlocker(cause.blockers[0]).message : 'the server refuses it'
  return {
    kind: 'unknownFailure',
    says:
      why.length < 100 ? sentence`The product does not reach ${name(host)}: ${why}.` : sentence`The product does not reach ${name(host)}.`,
    steps,
    answers: answersOf(evidence.observations.filter(({ step }) => steps.includes(step))),
  }
}

/** The steps of the probe that fail because of it, those that were seen to fail where there was a probe. */
function failing(causes: readonly ServerCause[], { observations, connection }: ServerEvidence): readonly string[] {
  const steps = [...new Set(causes.flatMap((cause) => stepsOf(cause, connection)))]
  const failed = steps.filter((step) => observations.some((each) => each.step === step && each.outcome === 'failed'))
  return failed.length > 0 ? failed : steps
}

function stepsOf(cause: ServerCause, connection: ServerConnection): readonly string[] {
  switch (cause.cause) {
    case 'network': {
      const isName = cause.blockers[0].code.startsWith('DNS_')
      if (cause.leg === 'tunnel') return isName ? ['tunnel.name'] : ['tunnel.tcp', 'tunnel.tcp-others']
      // Behind a tunnel names are looked up when the connection is made.
      return isName ? ['net.name', 'net.tcp'] : ['net.tcp', 'net.tcp-others']
    }
    case 'port':
      return cause.leg === 'tunnel' ? ['tunnel.tcp', 'tunnel.tcp-others', 'tunnel.login'] : ['net.tcp', 'net.tcp-others', 'net.banner']
    case 'peer':
      return cause.call.port === 'quorum' ? ['zk.quorum', 'zk.members', 'zk.session'] : ['zk.election', 'zk.members', 'zk.session']
    case 'member':
      return ['net.tcp', 'net.tcp-others', 'zk.members', 'zk.session']
    case 'login':
      return cause.leg === 'tunnel' ? stepsOfTunnel(cause.blockers[0]) : stepsOfLogin(cause.blockers[0], connection)
  }
}

function stepsOfTunnel(blocker: LoginBlocker): readonly string[] {
  if (blocker.blocks === 'forwarding') return ['net.tcp']
  return blocker.blocks === 'state' && blocker.state === 'down' ? ['tunnel.tcp', 'tunnel.tcp-others'] : ['tunnel.login']
}

function stepsOfLogin(blocker: LoginBlocker, { connector }: ServerConnection): readonly string[] {
  if (blocker.blocks === 'state' && blocker.state !== 'starting')
    return blocker.state === 'down' ? ['net.tcp', 'net.tcp-others'] : ['net.banner']
  if (blocker.blocks === 'state' && !saysStarting.has(connector)) return ['net.tcp', 'net.tcp-others']
  if (blocker.blocks === 'forwarding') return ['net.tcp']
  if (blocker.blocks === 'connectionLimit' && hangsUp.has(connector)) return ['net.banner']
  return [stepOf(connector, stageOf(blocker))]
}

/** Servers that accept connections while they start, and say so. */
const saysStarting: ReadonlySet<ServerConnection['connector']> = new Set(['postgres', 'redshift', 'sqlserver'])

/** Servers that do not say that they have no connection left. */
const hangsUp: ReadonlySet<ServerConnection['connector']> = new Set(['mongodb', 'sftp'])

function stageOf({ blocks }: LoginBlocker): Stage {
  switch (blocks) {
    case 'tlsUnsupported':
    case 'certificate':
    case 'hostKey':
      return 'tls'
    case 'state':
    case 'forwarding':
    case 'connectionLimit':
    case 'access':
    case 'password':
    case 'publicKey':
      return 'login'
    case 'subsystem':
    case 'noDatabase':
    case 'databaseClosed':
    case 'connect':
      return 'database'
    case 'noTable':
    case 'table':
      return 'read'
  }
}
