import type { Span } from '../base/span.ts'
import { lintConnection } from '../connectors/input-lint.ts'
import type { Observation } from '../connectors/observation.ts'
import { type DenialLayer, parseDenialText } from '../diagnose/denial-text.ts'
import type { DiagnosedProblem, KnownFault } from '../diagnose/diagnosis.ts'
import type { Edit } from '../faults/edit.ts'
import { applyEdits } from '../faults/edit-fixture.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Circumstances } from '../fixture/decide.ts'
import { beyondNeed } from '../scenario/beyond-need.ts'
import type { FixVerdict, Repair } from '../scenario/fix-verdict.ts'
import { CaseError, type Wiring } from '../scenario/run.ts'
import { verifyFixes } from '../scenario/verify-fix.ts'
import type { Request } from './ask-for.ts'
import { type Assembled, assemble } from './assemble.ts'
import { type FaultBeneath, faultsBeneath, isInOriginal } from './beneath.ts'
import { beyondError } from './beyond-error.ts'
import { findSuspects, refusalsBeneath, refusalsByOthers, refusalsOf } from './candidates.ts'
import type { Chosen, Given } from './chosen.ts'
import { matchError } from './compare-error.ts'
import { isAssumeRole } from './connection-facts.ts'
import { withoutFormer } from './former-policies.ts'
import { knownText } from './known-texts.ts'
import { markCutOff } from './mark-cut-off.ts'
import { markUnshown } from './mark-unshown.ts'
import { mendTicket } from './mend-ticket.ts'
import { spoken } from './read-settings.ts'
import { remarksOn } from './remarks.ts'
import type { Replay, ReplayedError, Reproduction, TicketCause, UsedSetting } from './reproduction.ts'
import { isOfServer, serverText } from './server-texts.ts'
import { standInsOf } from './stand-ins.ts'
import type { Suspects } from './suspects.ts'
import type { SettingName, Ticket, TicketError, TicketPolicyType } from './ticket.ts'
import { placeInTicket } from './ticket-file.ts'

export interface ReproduceOptions {
  readonly given: Given
  readonly circumstances: Circumstances
  /** Where the connector calls from, and how that is known; absent where no policy asks. */
  readonly sourceIp?: Chosen
  /** Reads of a real account that were refused. */
  readonly unread?: readonly string[]
}

/** Replays a ticket: puts a set-up together, deploys and probes it, says what is wrong, and tries the fixes out. */
export async function reproduce(
  read: Ticket,
  wiring: Wiring,
  { given, circumstances, sourceIp, unread = [] }: ReproduceOptions,
): Promise<Reproduction> {
  const ticket = withoutFormer(mendTicket(read))
  const assembled = assemble(ticket, given, sourceIp?.value)
  const { setUp } = assembled
  if (isAboutServer(ticket)) return ofServer(ticket, assembled)
  const replay = await probe(setUp, wiring)
  const diagnosis = wiring.diagnose(setUp, replay.replayed ? replay.observations : [])
  const repair = diagnosis.problems.some(isMendable) ? await tryFixes(setUp, diagnosis, wiring, circumstances) : undefined
  const beneath = repair === undefined ? [] : faultsBeneath(setUp, diagnosis, wiring)
  const seen = replay.replayed ? replay.observations : refusalsOf(setUp, circumstances)
  const behind =
    replay.replayed && ticket.errors.length > 0
      ? [
          ...[refusalsOf, refusalsByOthers, refusalsBeneath].flatMap((refusals) => refusals(setUp, circumstances)),
          ...beneath.flatMap((one) => refusalsOf(one.setUp, circumstances)),
        ]
      : []
  const errors = ticket.errors.map((error): ReplayedError => {
    const match = matchOf(error, { seen, behind }, assembled)
    return { error, match: match.match === 'none' ? knownFrom(error, diagnosis.problems) : match }
  })
  const unmet = errors.filter(({ match }) => match.match === 'none').map(({ error }) => error)
  const isCut = ticket.problems.some(({ code }) => code === 'ticket/cut-off')
  const suspects = eachOnce(unmet, (error) => findSuspects(error, { ...assembled, circumstances })).map((each) =>
    isCut ? { ...each, ask: [theRest, ...each.ask] } : each,
  )
  const heals = { of: beneath, circumstances }
  const causes = diagnosis.problems.map((problem) => causeOf(problem, { assembled, repair, ticket, sourceIp, heals }))
  const found = {
    causes: markCutOff(markUnshown(causes, errors, assembled.facts), ticket, assembled),
    refused: assembled.refused,
    errors,
    suspects,
  }
  return {
    outcome: ticket.errors.length + ticket.policies.length + found.causes.length === 0 ? 'unexplained' : outcomeOf(found),
    understood: ticket.understood,
    notes: [...ticket.problems, ...assembled.unused, ...remarksOn(ticket, setUp.connection)],
    settings: [
      ...settingsOf(assembled),
      ...(sourceIp === undefined || setUp.connection.from !== undefined ? [] : [{ ...sourceIp, name: 'the address that calls' }]),
    ],
    assumptions: assembled.assumptions,
    setUp,
    replay,
    unread,
    ...found,
    beneath: await Promise.all(beneath.map((one) => causeBeneath(one, { assembled, ticket, sourceIp, wiring, circumstances }))),
    ...(repair === undefined ? {} : { repair }),
  }
}

const theRest: Request = { what: 'the document that is cut off in the ticket, all of it' }

/** Nothing but errors of a server: a connection to a bucket has nothing to do with it. */
const isAboutServer = ({ errors, policies, identities }: Ticket): boolean =>
  errors.length > 0 && errors.every(isOfServer) && policies.length + identities.length === 0

function ofServer(ticket: Ticket, { setUp }: Assembled): Reproduction {
  return {
    outcome: 'suspected',
    understood: ticket.understood,
    notes: ticket.problems,
    settings: [],
    assumptions: [],
    setUp,
    replay: { replayed: false, because: 'the ticket is about a server, and has nothing of its network: put that to `sallyport reach`' },
    unread: [],
    causes: [],
    beneath: [],
    refused: [],
    errors: ticket.errors.map((error) => ({ error, match: { match: 'none' } })),
    suspects: eachOnce(ticket.errors, serverText),
  }
}

/** Errors that are told alike are told once. */
function eachOnce(errors: readonly TicketError[], find: (error: TicketError) => Suspects | undefined): readonly Suspects[] {
  const found = errors.flatMap((error) => find(error) ?? [])
  return found.filter(({ says }, index) => found.findIndex((each) => each.says === says) === index)
}

async function probe(setUp: SetUp, wiring: Wiring): Promise<Replay> {
  try {
    return { replayed: true, observations: await wiring.probe(setUp, 0) }
  } catch (error) {
    if (error instanceof CaseError) return { replayed: false, because: error.message }
    throw error
  }
}

/** A set-up that cannot be deployed even when it is mended leaves its fixes untried. */
async function tryFixes(...trial: Parameters<typeof verifyFixes>): Promise<Repair | undefined> {
  try {
    return await verifyFixes(...trial)
  } catch (error) {
    if (error instanceof CaseError) return undefined
    throw error
  }
}

const isMendable = (problem: DiagnosedProblem): boolean => problem.kind === 'fault' && problem.fix.edits.length > 0

interface Answers {
  readonly seen: readonly Observation[]
  /** What the policies refuse, steps that the probe has not come to among them. */
  readonly behind: readonly Observation[]
}

/** A refusal to save a policy is met where this very document is refused. */
function matchOf(error: ReplayedError['error'], { seen, behind }: Answers, { refused }: Assembled): ReplayedError['match'] {
  const met = matchError(error, seen)
  if (met.match !== 'none') return met
  const later = error.action === undefined || (error.message ?? error.decoded) === undefined ? met : matchError(error, behind)
  if (later.match !== 'none') return { match: 'behind', step: later.step }
  const answer = refused.find((one) => one.answer !== undefined && one.answer.code === error.code)?.answer
  if (answer === undefined) return refused.some((one) => isBecauseUnsaved(error, one)) ? { match: 'follows', step: 'save' } : met
  const isSame = error.message === undefined || error.message.replace(/\.$/, '') === answer.message.replace(/\.$/, '')
  return isSame
    ? { match: 'same', step: 'save' }
    : { match: 'alike', step: 'save', differences: [`AWS's words: here it would say \`${answer.message}\``] }
}

/**
 * What was typed into the product gives these where the product sends it as it is.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const slips: Readonly<Record<string, readonly string[]>> = {
  NoSuchBucket: ['bucket-name-whitespace-or-case', 'bucket-name-with-scheme-or-path'],
  InvalidBucketName: ['bucket-name-whitespace-or-case', 'bucket-name-with-scheme-or-path'],
  NoSuchKey: ['base-directory-leading-slash'],
  ValidationError: ['role-arn-malformed', 'external-id-bad-format'],
}

/** A fault that was found is among those whose words these are. */
function knownFrom(error: TicketError, problems: readonly DiagnosedProblem[]): ReplayedError['match'] {
  const giving = new Set([...(knownText(error)?.candidates.map(({ fault }) => fault) ?? []), ...(slips[error.code ?? ''] ?? [])])
  const step = problems.find((problem) => problem.kind === 'fault' && giving.has(problem.fault) && speaksOf(problem, error))?.steps[0]
  return step === undefined ? { match: 'none' } : { match: 'known', step }
}

/** An action of the catalog that the connector never calls is missing whatever else is. */
const speaksOf = ({ fault, advice }: KnownFault, { action }: TicketError): boolean =>
  fault !== 'glue-action-missing' || action === undefined || advice.includes(action)

/** AWS found no policy of this kind that allows it, and the one of the ticket was never saved. */
function isBecauseUnsaved(error: TicketError, { policy }: Assembled['refused'][number]): boolean {
  const { layer, effect } = parseDenialText(error.message ?? '')
  if (effect === 'explicit') return false
  if (policy.type === 'trust') return isAssumeRole(error) || error.operation === 'sts:AssumeRole'
  return layer !== undefined && layer === layerOfType[policy.type]
}

const layerOfType: { readonly [Type in TicketPolicyType]?: DenialLayer } = {
  identity: 'identity',
  bucket: 'resource',
  key: 'resource',
  permissionsBoundary: 'boundary',
  session: 'session',
  vpcEndpoint: 'vpce',
}

interface Findings {
  readonly sourceIp: Chosen | undefined
  readonly assembled: Assembled
  readonly repair: Repair | undefined
  readonly ticket: Ticket
  readonly heals?: { readonly of: readonly FaultBeneath[]; readonly circumstances: Circumstances }
}

/** What shows only when something else is mended: tried out in the set-up in which it shows. */
async function causeBeneath(
  beneath: FaultBeneath,
  { wiring, circumstances, ...findings }: Omit<Findings, 'repair'> & { readonly wiring: Wiring; readonly circumstances: Circumstances },
): Promise<TicketCause> {
  const { problem, setUp } = beneath
  const repair = isMendable(problem) ? await tryFixes(setUp, { problems: [problem] }, wiring, circumstances) : undefined
  const { at, ...cause } = causeOf(problem, { ...findings, repair })
  return at !== undefined && isInOriginal(beneath, findings.assembled.setUp) ? { ...cause, at } : cause
}

/** A fix that only brings to light what is told beneath has mended what it was for. */
function verdictOf(problem: DiagnosedProblem, fix: FixVerdict, { assembled: { setUp }, heals }: Findings): FixVerdict {
  const told = new Set(heals?.of.map((one) => one.problem.fault))
  if (heals === undefined || problem.kind !== 'fault' || fix.verdict !== 'doesNotHeal' || !fix.left.every((left) => told.has(left)))
    return fix
  const excess = beyondNeed(setUp, applyEdits(setUp, problem.fix.edits), heals.circumstances)
  return excess.length > 0 ? { verdict: 'tooWide', excess } : { verdict: 'verified' }
}

function causeOf(problem: DiagnosedProblem, findings: Findings): TicketCause {
  const { assembled, repair, ticket, sourceIp } = findings
  const at = placeOf(problem, assembled, ticket)
  const tried = repair?.fixes.find((one) => one.problem === problem)?.verdict
  const fix = tried === undefined ? undefined : verdictOf(problem, tried, findings)
  const standIns = standInsOf(problem, assembled.facts, sourceIp)
  const more = beyondError(problem, ticket.errors, assembled.facts)
  return {
    problem,
    standIns,
    ...(at === undefined ? {} : { at }),
    ...(fix === undefined ? {} : { fix }),
    ...(more === undefined ? {} : { beyondError: more }),
  }
}

/** In the customer's document, or where the customer typed the setting that is wrong; nowhere in what is made up. */
function placeOf(problem: DiagnosedProblem, { documents, facts, setUp }: Assembled, { understood }: Ticket): Span | undefined {
  const at = 'at' in problem ? problem.at : undefined
  const document = at === undefined ? undefined : documents.get(at.file)
  if (document !== undefined) return placeInTicket(document.policy, at)
  if (at !== undefined && understood.some((part) => part.at.file === at.file)) return at
  const fault = problem.kind === 'fault' ? problem.fault : undefined
  const linted = lintConnection(setUp.connection).find(({ code }) => code === fault)?.field
  const setting =
    problem.kind === 'input' ? problem.field : (linted ?? (problem.kind === 'fault' ? problem.fix.edits.flatMap(settingIn)[0] : undefined))
  const chosen = Object.entries(facts).find(([name]) => name === setting)?.[1]
  return chosen?.from.source === 'setting' || chosen?.from.source === 'ticket' ? chosen.from.at : undefined
}

const settingIn = (edit: Edit): readonly string[] => (edit.edit === 'connection' ? [edit.change.setting] : [])

const order: readonly SettingName[] = [
  'connector',
  'roleArn',
  'externalId',
  'callerArn',
  'bucket',
  'baseDirectory',
  'region',
  'intermediateBucket',
  'kmsKeyArn',
  'sessionName',
  'scheme',
]

const settingsOf = ({ facts }: Assembled): readonly UsedSetting[] =>
  order.flatMap((name) => {
    const chosen = facts[name]
    const point = name === 'bucket' && facts.accessPoint !== undefined ? [{ ...facts.accessPoint, name: 'the access point' }] : []
    return chosen === undefined ? point : [{ ...chosen, name: spoken[name] }, ...point]
  })

function outcomeOf({
  causes,
  refused,
  errors,
  suspects,
}: Pick<Reproduction, 'causes' | 'refused' | 'errors' | 'suspects'>): Reproduction['outcome'] {
  const known = causes.filter(({ cutOff }) => cutOff === undefined)
  const isWrong = known.length + refused.length > 0
  const explained = new Set(['save', ...known.flatMap(({ problem }) => problem.steps)])
  const isMet = errors.some(({ match }) => match.match !== 'none' && explained.has(match.step))
  if (isWrong && (errors.length === 0 || isMet)) return 'explained'
  if (known.length < causes.length) return 'suspected'
  if (errors.length === 0) return 'healthy'
  if (suspects.some(({ candidates }) => candidates.length > 0)) return 'suspected'
  return isWrong ? 'elsewhere' : 'unexplained'
}
