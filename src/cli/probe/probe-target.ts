import type { Access, S3Connection } from '../../connectors/connection.ts'
import type { Observation } from '../../connectors/observation.ts'
import { type Deployment, deploy, tearDown } from '../../deploy/deploy.ts'
import { placeFixture } from '../../deploy/place-fixture.ts'
import { type Placement, unplaceText } from '../../deploy/placement.ts'
import type { Target } from '../../deploy/target.ts'
import { diagnose } from '../../diagnose/diagnose.ts'
import type { DiagnosedProblem } from '../../diagnose/diagnosis.ts'
import { isServerConnection } from '../../faults/server-set-up.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { compareFindings } from '../../scenario/compare-findings.ts'
import { converge, type Look } from '../../scenario/converge.ts'
import { placeConnection, unplaceObservation } from '../../scenario/place-connection.ts'
import type { PlannedCase } from '../../scenario/plan.ts'
import { CaseError } from '../../scenario/run.ts'
import type { Window } from '../../settings/settings.ts'
import { renderRefusals } from '../render-refusals.ts'
import { probeDeployment } from './probe-deployment.ts'

export interface TargetProbe {
  readonly observations: readonly Observation[]
  /** Milliseconds until the target showed what it then kept showing. */
  readonly convergedMs: number
  readonly looks: number
  readonly asExpected: boolean
}

export interface TargetProbeOptions {
  readonly target: Target
  readonly placement: Placement
  readonly window: Window
  readonly sourceIp: string
  readonly signal: AbortSignal
  readonly standsAt: (place: string) => boolean
  /** Which set-ups stay when they have been probed; none unless it is given. */
  readonly keep?: Keep
}

/** Every set-up, or only those that are not as expected. */
export type Keep = 'always' | 'on-failure'

/**
 * Deploys a case where it is placed, looks until what is seen has settled, and takes it down again whatever happened, unless it is to be kept; then
 * `onKept` is told.
 */
export async function probeTarget(planned: PlannedCase, options: TargetProbeOptions, onKept = (): void => {}): Promise<TargetProbe> {
  const { fixture, connection } = planned.setUp
  const { target, placement } = options
  if (isServerConnection(connection))
    throw new CaseError('a connection to a server is probed on the embedded target alone: networks are not deployed')
  const { from } = connection
  if (from !== undefined && !options.standsAt(from))
    throw new CaseError(
      `the connector calls from \`${from}\`, and networks are not deployed: \`sallyport worker --vantage ${from}\` probes it from there`,
    )
  const placed = placeFixture(from === undefined ? fixture : withoutNetwork(fixture), placement)
  if (!placed.ok) throw new CaseError(`\`${fixture.name}\` cannot stand there: ${placed.error}`)
  const deployed = await deploy(placed.value, target)
  if (!deployed.ok) throw new CaseError(unplaceText(renderRefusals(fixture.name, deployed.error).trimEnd(), placement))
  let asExpected = false
  try {
    const seen = await settle(planned, placeConnection(connection, placement), deployed.value, options)
    asExpected = seen.asExpected
    return seen
  } finally {
    if (options.keep === 'always' || (options.keep === 'on-failure' && !asExpected)) onKept()
    // What cannot be removed now is found by the inventory at the end of the run.
    else await tearDown(deployed.value)
  }
}

/** At a vantage the network is there, and nothing of it is created. */
function withoutNetwork({ network: _network, endpointPolicies: _policies, ...fixture }: Fixture): Fixture {
  return fixture
}

/** A missing permission looks like one that has not arrived yet: a fault must last longer than health. */
async function settle(
  planned: PlannedCase,
  connection: S3Connection,
  deployment: Deployment,
  { window, signal, placement, sourceIp }: TargetProbeOptions,
): Promise<TargetProbe> {
  const look = async (): Promise<Look<readonly Observation[]>> => {
    if (signal.aborted) throw new CaseError('interrupted')
    const seen = await probeDeployment(connection, deployment, reachOf(deployment.target))
    const observations = seen.map((observation) => unplaceObservation(observation, placement))
    const diagnosis = diagnose({ ...planned.setUp, observations, circumstances: { now: new Date(), sourceIp } })
    const mismatches = compareFindings(planned.expected, diagnosis)
    return { value: observations, signature: signatureOf(diagnosis.problems), asExpected: mismatches.length === 0 }
  }
  const stableMs = window.stableSeconds * (planned.expected.length === 0 ? 1000 : 2000)
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const end = await converge(look, { windowMs: window.seconds * 1000, stableMs, now: () => performance.now(), wait })
  if (!end.settled) throw new CaseError(`what the target shows has not settled after ${end.looks} looks: neither passed nor failed`)
  const diagnosed = diagnose({ ...planned.setUp, observations: end.value, circumstances: { now: new Date(), sourceIp } })
  const asExpected = compareFindings(planned.expected, diagnosed).length === 0
  return { observations: end.value, convergedMs: Math.round(end.afterMs), looks: end.looks, asExpected }
}

const signatureOf = (problems: readonly DiagnosedProblem[]): string =>
  problems
    .map((problem) => `${problem.kind} ${problem.kind === 'fault' ? problem.fault : problem.says}`)
    .sort()
    .join('\n')

const reachOf = ({ endpoint, plainEndpoint, timeoutMs }: Target): Omit<Access, 'credentials'> => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(plainEndpoint === undefined ? {} : { plainEndpoint }),
  timeoutMs,
  attempts: 6,
})
