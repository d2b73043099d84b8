import type { Observation } from '../connectors/observation.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import type { DiagnosedProblem, Diagnosis } from '../diagnose/diagnosis.ts'
import { denialMessage, s3Detail } from '../engine/denial-message.ts'
import { catalogue } from '../faults/catalogue.ts'
import type { Decided } from '../faults/cause.ts'
import type { FaultLayer } from '../faults/fault.ts'
import { beneathDenials, decideNeeds, isMet } from '../faults/find-causes.ts'
import { needsOf } from '../faults/needs-of.ts'
import { documentsOf } from '../faults/placed-document.ts'
import { name, sentence } from '../faults/sentence.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Circumstances } from '../fixture/decide.ts'
import { askFor, type Request } from './ask-for.ts'
import { type ErrorMatch, matchError } from './compare-error.ts'
import { type ConnectionFacts, isOnlyInPolicies, sessionIn } from './connection-facts.ts'
import { isReplayed, knownText } from './known-texts.ts'
import { serverText } from './server-texts.ts'
import type { Suspects } from './suspects.ts'
import { symptoms } from './symptoms.data.ts'
import { faultsGiving } from './symptoms.ts'
import type { SettingName, TicketError } from './ticket.ts'
import type { TicketFile } from './ticket-file.ts'

export interface SuspectCase {
  /** The set-up of the ticket, in which the error did not come up. */
  readonly setUp: SetUp
  /** The customer's own documents in it. */
  readonly documents: ReadonlyMap<string, TicketFile>
  readonly facts: ConnectionFacts
  readonly circumstances: Circumstances
}

/** Who could be behind an error: the class that it belongs to, and of each member whether it gives the same answer in this set-up. */
export function findSuspects(error: TicketError, suspectCase: SuspectCase): Suspects | undefined {
  const { setUp, circumstances } = suspectCase
  const known = knownText(error)
  if (known !== undefined)
    return {
      ...known,
      ask: [...deedFor(error), ...known.ask],
      candidates: known.candidates.map((one) => ({ ...one, proven: true })),
      ruledOut: [],
    }
  const ofServer = serverText(error)
  if (ofServer !== undefined) return ofServer
  const [told] = blackBox(error, setUp, circumstances).problems
  if (told === undefined) return undefined
  if (!isReplayed(error.action)) return ofOtherService(error, told, setUp)
  if (told.kind !== 'lookAlikes') return { says: told.says, candidates: [], ruledOut: [], ask: [] }
  const giving = new Set(faultsGiving(symptoms, soughtIn(error)))
  const others = catalogue.filter(({ id }) => giving.has(id) && !told.candidates.some(({ fault }) => fault === id))
  const judged = [...told.candidates, ...others.map(({ id, summary }) => ({ fault: id, summary }))]
    .filter(({ fault }) => error.decoded?.effect !== 'explicit' || canDeny(fault))
    .map((candidate) => ({ ...candidate, ...judge(candidate.fault, error, suspectCase, giving) }))
  const possible = judged.filter(({ verdict }) => verdict !== 'ruledOut').toSorted((a, b) => rank(a) - rank(b))
  const next = asRequest(told.next)
  const layers = [...new Set(possible.flatMap(({ layer }) => layer ?? []))]
  return {
    says: deniedBy(error) ?? told.says,
    class: told.class,
    candidates: possible.map(({ fault, summary, verdict }) => ({ fault, summary, proven: verdict === 'proven' })),
    ruledOut: judged.filter(({ verdict }) => verdict === 'ruledOut').map(({ fault }) => fault),
    ask:
      layers.length === 0 || (possible.length === 1 && next.isDeed === true)
        ? [next]
        : layers.map((layer) => askFor(layer, setUp.connection)),
  }
}

/** What the error asks for, where that is all there is to go by: Glue asks catalog, database and table, all three. */
function deedFor({ action = '', resource, message = '' }: TicketError): readonly Request[] {
  const [, catalog = '', database = ''] = /^(arn:aws:glue:[^:]+:\d{12}):(?:database|table)\/([^/]+)/.exec(resource ?? '') ?? []
  if (catalog === '' || !/because no identity-based policy/.test(message)) return []
  const resources = [`${catalog}:catalog`, `${catalog}:database/${database}`, `${catalog}:table/${database}/*`]
  return [{ what: `Allow ${action} on ${resources.join(', ')}.`, isDeed: true }]
}

/** Whether a fault is a statement that denies: what only lacks a permission is not what AWS has decoded then. */
const canDeny = (id: string): boolean =>
  catalogue.find((fault) => fault.id === id)?.classes.some((one) => /explicit|^(?:scp|rcp|vpce)/.test(one)) === true

/** What AWS has decoded names the statement. */
function deniedBy({ decoded, principal = '', action = '' }: TicketError): string | undefined {
  const [statement] = decoded?.effect === 'explicit' ? decoded.statements : []
  if (statement === undefined) return undefined
  const who = name(sessionIn(principal)?.role ?? principal.replace(/^.*\//, ''))
  const which = statement.sid === '' ? 'A statement without an id' : sentence`The statement ${name(statement.sid)}`
  const keys = statement.keys.length === 0 ? '' : `, by a condition on ${statement.keys.join(', ')}`
  return sentence`${which} of some policy denies ${who} the use of ${action}${keys}.`
}

/** A denial by a service that no replay has: its text still tells the layer. */
function ofOtherService({ action = '', principal = '' }: TicketError, told: DiagnosedProblem, { connection }: SetUp): Suspects {
  const who = sessionIn(principal)?.role ?? principal.replace(/^.*\//, '')
  const says = sentence`${name(who)} is not allowed to use ${action}, and this service is no part of a replay.`
  if (told.kind !== 'lookAlikes') return { says, candidates: [], ruledOut: [], ask: [] }
  const isOfLayer = /^(?:scp|rcp|vpce|boundary|session)/.test(told.class)
  const candidates = isOfLayer ? told.candidates.map((one) => ({ ...one, proven: false })) : []
  const ask = isOfLayer ? asRequest(told.next) : askFor('identity-policy', connection)
  return { says, class: told.class, candidates, ruledOut: [], ask: [ask] }
}

/** `Ask for the policy of the VPC endpoint.`, or something to do. */
const asRequest = (next: string): Request =>
  next.startsWith('Ask for ') ? { what: next.slice('Ask for '.length).replace(/\.$/, '') } : { what: next, isDeed: true }

interface Judged {
  readonly verdict: 'proven' | 'possible' | 'ruledOut'
  readonly layer?: FaultLayer
  readonly tier?: number
}

/** What gives the very text comes first, and of that what is common. */
const rank = ({ verdict, tier = 3 }: Judged): number => (verdict === 'proven' ? 0 : 10) + tier

/** The operation that a step of the product calls, where the ticket names only the action. */
const operationsOf: Readonly<Record<string, string>> = {
  's3:ListBucket': 's3:ListObjectsV2',
  's3:GetObject': 's3:GetObject',
  's3:PutObject': 's3:PutObject',
  's3:DeleteObject': 's3:DeleteObject',
  'sts:AssumeRole': 'sts:AssumeRole',
}

function soughtIn({ code, message, operation, action }: TicketError): Parameters<typeof faultsGiving>[1] {
  const called = operation ?? operationsOf[action ?? '']
  return { code: code ?? '', ...(called === undefined ? {} : { operation: called }), ...(message === undefined ? {} : { text: message }) }
}

/** Where a document disagrees with a setting of the connection, the document alone rules nothing out. */
const comparedWith: Readonly<Record<string, SettingName>> = {
  'trust-external-id-mismatch': 'externalId',
  'object-arn-wrong-prefix': 'baseDirectory',
  'list-prefix-condition-mismatch': 'baseDirectory',
  'object-arn-wrong-bucket': 'bucket',
}

/** Tries a fault out: one that needs another text than the one in the ticket is none of it. */
function judge(
  id: string,
  error: TicketError,
  { setUp, documents, facts, circumstances }: SuspectCase,
  giving: ReadonlySet<string>,
): Judged {
  const fault = catalogue.find((one) => one.id === id)
  if (fault === undefined) return { verdict: 'possible' }
  const { layer, tier } = fault
  const injected = fault.inject(setUp)
  const setting = comparedWith[id]
  const isOpen = setting !== undefined && isOnlyInPolicies(facts[setting])
  if (!isOpen && injected !== undefined && changesGiven(setUp, injected, documents)) return { verdict: 'ruledOut' }
  if (giving.has(id)) return { verdict: 'proven', layer, tier }
  const replayed = injected === undefined ? undefined : matchError(error, refusalsOf(injected, circumstances))
  return { verdict: replayed === undefined || !isToTheLetter(replayed) ? 'possible' : 'proven', layer, tier }
}

/** Who was refused and which file may differ; what AWS says about the reason may not. */
const isToTheLetter = (match: ErrorMatch): boolean =>
  match.match === 'same' || (match.match === 'alike' && match.differences.every((one) => !/reason|code/.test(one)))

function changesGiven(before: SetUp, after: SetUp, documents: ReadonlyMap<string, TicketFile>): boolean {
  const now = new Map(documentsOf(after.fixture).map(({ file }) => [file.file, file.text]))
  return documentsOf(before.fixture).some(({ file }) => documents.has(file.file) && now.get(file.file) !== file.text)
}

/** What AWS would answer to each need that the policies refuse, without asking anybody. */
export const refusalsOf = (setUp: SetUp, circumstances: Circumstances): readonly Observation[] =>
  refusedIn(setUp, circumstances).map(asRefusal)

/**
 * The same where more than one kind of policy refuses: AWS names but one of them, and does not say which that is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const refusalsByOthers = (setUp: SetUp, circumstances: Circumstances): readonly Observation[] =>
  refusedIn(setUp, circumstances).flatMap((decided) =>
    decided.decision.by.slice(1).map((reason) => asRefusal({ ...decided, decision: { ...decided.decision, by: [reason] } })),
  )

/** What it would answer besides, were it not for the statements that deny: whoever sends what these ask for sees that. */
export const refusalsBeneath = (setUp: SetUp, circumstances: Circumstances): readonly Observation[] =>
  refusedIn(setUp, circumstances).flatMap((decided) => {
    const decision = beneathDenials(decided)
    return decision === undefined || decision.outcome === 'allowed' ? [] : [asRefusal({ ...decided, decision })]
  })

const refusedIn = (setUp: SetUp, circumstances: Circumstances): readonly Decided[] =>
  decideNeeds(setUp.fixture, needsOf(setUp), circumstances).filter((decided) => decided.need.expected === 'allowed' && !isMet(decided))

function asRefusal({ need: { step }, question: { request }, decision }: Decided): Observation {
  const service = request.action.startsWith('sts:') ? 'sts' : 's3'
  const detail = service === 'sts' || s3Detail(decision, request, { sameOrganization: false })
  const message = denialMessage(decision, request, { service, detail })
  return { step, title: '', outcome: 'failed', code: 'AccessDenied', message, durationMs: 0, facts: {} }
}

/** What can be said of the error alone. */
function blackBox(error: TicketError, { connection }: SetUp, circumstances: Circumstances): Diagnosis {
  return diagnose({ connection, observations: [asObservation(error, connection.intermediateBucket)], circumstances })
}

/** The step of the probe at which an action is needed. */
const steps: Readonly<Record<string, string>> = {
  'sts:AssumeRole': 'sts.assume',
  's3:ListBucket': 's3.list',
  's3:GetObject': 's3.get',
  's3:PutObject': 's3.put',
  's3:DeleteObject': 's3.delete',
  's3:AbortMultipartUpload': 's3.mpu-abort',
  's3:ListMultipartUploadParts': 's3.mpu-list-parts',
  's3:ListBucketMultipartUploads': 's3.mpu-list',
  'kms:Decrypt': 's3.get',
  'kms:GenerateDataKey': 's3.put',
}

const stepsOfOperations: Readonly<Record<string, string>> = {
  'sts:AssumeRole': 'sts.assume',
  'sts:GetCallerIdentity': 'sts.identity',
  's3:ListObjects': 's3.list',
  's3:ListObjectsV2': 's3.list',
  's3:HeadBucket': 's3.list',
  's3:GetObject': 's3.get',
  's3:HeadObject': 's3.get',
  's3:PutObject': 's3.put',
  's3:CreateMultipartUpload': 's3.mpu-create',
  's3:UploadPart': 's3.mpu-part',
  's3:DeleteObject': 's3.delete',
  's3:DeleteObjects': 's3.delete-batch',
}

/** The customer's error as a probe would have seen it. */
function asObservation(error: TicketError, transferBucket: string | undefined): Observation {
  const { code, message, operation, action, resource, status, requestId } = error
  const isTransfer = transferBucket !== undefined && resource?.startsWith(`arn:aws:s3:::${transferBucket}`) === true
  const step = steps[action ?? ''] ?? stepsOfOperations[operation ?? ''] ?? 'ticket'
  return {
    step: isTransfer ? step.replace('s3.', 'im.') : step,
    title: 'do what the ticket is about',
    ...(operation === undefined ? {} : { operation }),
    outcome: 'failed',
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code: code === '403' || code === 'Forbidden' ? 'AccessDenied' : code }),
    ...(message === undefined ? {} : { message }),
    ...(requestId === undefined ? {} : { requestId }),
    durationMs: 0,
    facts: region(message),
  }
}

const region = (message: string | undefined): Observation['facts'] => {
  const expected = /expecting '([\w-]+)'/.exec(message ?? '')?.[1]
  return expected === undefined ? {} : { bucketRegion: expected }
}
