import { unreachable } from '../base/result.ts'
import { formatPlace } from '../base/span.ts'
import type { Observation } from '../connectors/observation.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import { type Name, name, sentence } from '../faults/sentence.ts'
import type { Source } from '../ticket/chosen.ts'
import { isOfClient } from '../ticket/find-errors.ts'
import { words } from '../ticket/guess-policy.ts'
import type { ReplayedError, Reproduction, TicketCause } from '../ticket/reproduction.ts'
import { isOfServer } from '../ticket/server-texts.ts'
import type { Suspects } from '../ticket/suspects.ts'
import type { RefusedPolicy } from '../ticket/ticket-file.ts'
import { renderVerdict } from './fix-verdict.ts'
import { renderDiff } from './render-failure.ts'
import type { Style } from './style.ts'

/** A replayed ticket for reading: the answer first, then what it rests on. */
export function renderReproduction(reproduction: Reproduction, style: Style): string {
  const { causes, beneath, refused, errors, suspects } = reproduction
  const shown = causes.filter(isShown)
  const sections = [
    [style.bold(headline(reproduction))],
    ...refused.map((one) => renderRefused(one, style)),
    ...shown.map((cause, index) => renderCause(cause, answerOf(shown, index), style)),
    ...beneath.map((cause) => [...renderCause(cause, undefined, style), row('beneath', 'this shows once what is told above is mended')]),
    ...renderOpen(causes, style),
    ...renderUnshown(causes, style),
    ...errors.map((error) => renderError(error, reproduction, style)),
    ...suspects.map((each) => renderSuspects(each, style)),
    ...renderRest(reproduction, style),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const isShown = ({ isUnshown, cutOff }: TicketCause): boolean => isUnshown !== true && cutOff === undefined

function headline({ outcome, causes, beneath, refused, replay, errors, suspects }: Reproduction): string {
  const count = causes.filter(isShown).length + beneath.length + refused.length
  const things = `${count} ${count === 1 ? 'thing is' : 'things are'} wrong`
  const how = replay.replayed ? 'replayed' : 'not replayed'
  switch (outcome) {
    case 'explained':
      return errors.length === 0 ? `explained: ${things} (${how})` : `explained: ${things}, and the customer's error comes of it (${how})`
    case 'suspected':
      if (suspects.length === 0 && causes.some(({ cutOff }) => cutOff !== undefined))
        return `suspected: a document is cut off, and what it goes on with decides${count === 0 ? '' : `; ${things} besides`} (${how})`
      return `suspected: what the ticket has does not give the error, these faults would${count === 0 ? '' : `; ${things} besides`} (${how})`
    case 'elsewhere':
      return `${things}, but that does not give the customer's error (${how})`
    case 'healthy':
      return `healthy: nothing is wrong with what the ticket has, and it has no error (${how})`
    case 'unexplained':
      return errors.length === 0
        ? 'unexplained: the ticket has neither a policy nor an error of AWS'
        : `unexplained: nothing is wrong with what the ticket has, and nothing known gives its error (${how})`
    default:
      return unreachable(outcome)
  }
}

const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}`

/** The customer's own words come before the kind of policy. */
function ofWhom({ type, holder, bucket, accessPoint }: RefusedPolicy['policy']): Name | string {
  if (accessPoint !== undefined) return name(accessPoint.replace(/^.*\//, ''), 'the policy of the access point ')
  if (bucket !== undefined) return name(bucket, 'the policy of the bucket ')
  if (holder === undefined) return words[type].replace(/^an? /, 'the ')
  return name(holder.name, `${type === 'trust' ? 'the trust policy' : 'the policy'} of the ${holder.type} `)
}

function renderRefused({ policy, at, answer, advice, problems }: RefusedPolicy, style: Style): readonly string[] {
  return [
    style.bold(sentence`AWS does not save ${ofWhom(policy)} as the ticket has it, so it is not what is in force.`),
    row('at', formatPlace(at)),
    ...(advice === undefined ? [] : [row('fix', advice)]),
    ...(answer === undefined ? [] : [row('AWS says', `${answer.code}: ${answer.message}`)]),
    ...problems.map(({ at: place, message, help }) =>
      row('', `${formatPlace(place)}: ${message}${help === undefined ? '' : ` (${help})`}`),
    ),
  ]
}

function renderCause(
  { problem, at, fix, standIns, beyondError }: TicketCause,
  answer: string | undefined,
  style: Style,
): readonly string[] {
  return [
    style.bold(problem.says),
    ...(at === undefined ? [] : [row('at', formatPlace(at))]),
    ...details(problem, style),
    ...standIns.map((text) => row('made up', text)),
    ...(beyondError === undefined ? [] : [row('more', beyondError)]),
    ...(fix === undefined ? [] : renderVerdict(fix, style)),
    ...(answer === undefined ? [] : [style.dim(row('AWS says', answer))]),
  ]
}

/** What the missing part of a document may well allow, without patches: nobody knows whether it is wrong. */
function renderOpen(causes: readonly TicketCause[], style: Style): readonly (readonly string[])[] {
  const cut = new Set(causes.flatMap(({ cutOff }) => (cutOff === undefined ? [] : [cutOff])))
  return Array.from(cut, (request) => {
    const open = causes.flatMap(({ problem, cutOff }) => (cutOff === request && problem.kind === 'fault' ? [problem] : []))
    const { what, command } = request
    return [
      style.bold('It cannot be known whether this is wrong: the document that would allow it is cut off in the ticket.'),
      ...open.flatMap(({ fault, says }) => [row('may be', `${fault}: ${says}`)]),
      row('ask for', `${what}, with nothing cut off${command === undefined ? '' : `  $ ${command}`}`),
    ]
  })
}

/** What only the kind of connection asks for, without its patches: nobody knows whether it is needed. */
function renderUnshown(causes: readonly TicketCause[], style: Style): readonly (readonly string[])[] {
  const unshown = causes.flatMap(({ problem, isUnshown }) => (isUnshown === true && problem.kind === 'fault' ? [problem] : []))
  if (unshown.length === 0) return []
  const rows = unshown.flatMap(({ fault, says, advice }) => [row(fault, says), row('', advice)])
  return [
    [style.bold('Nothing in the ticket shows that the connection needs this; a product that does more than the ticket says may:'), ...rows],
  ]
}

/** AWS's answer to the step that a cause stops; of two causes that stop one step, AWS spoke about the first. */
function answerOf(causes: readonly TicketCause[], index: number): string | undefined {
  const known = new Set(causes.slice(0, index).map(({ problem }) => awsAnswer(problem)))
  const answer = causes[index] === undefined ? undefined : awsAnswer(causes[index].problem)
  return known.has(answer) ? undefined : answer
}

/** A look at the fields is no answer of AWS, and a HEAD answer says nothing. */
function awsAnswer({ answers }: DiagnosedProblem): string | undefined {
  const [told] = answers.filter(
    ({ code, message }) => code !== 'INPUT' && code !== 'EXPIRES' && code !== 'Unknown' && message !== undefined,
  )
  return told === undefined ? undefined : [told.code, told.message].filter((part) => part !== undefined).join(': ')
}

function details(problem: DiagnosedProblem, style: Style): readonly string[] {
  switch (problem.kind) {
    case 'fault':
      return [
        row('fault', problem.fault),
        row('where', problem.where),
        row('fix', problem.advice),
        ...problem.fix.patches.flatMap(({ diff }) => renderDiff(diff, style)),
      ]
    case 'lookAlikes':
      return [...problem.candidates.map(({ fault, summary }) => row('may be', `${fault}: ${summary}`)), row('next', problem.next)]
    case 'unexplainedDenial':
      return [row('refused', `${problem.action} on ${problem.resource}`)]
    case 'disagreement':
      return problem.unknown.map((what) => row('unknown', what))
    case 'input':
    case 'unknownFailure':
      return []
    default:
      return unreachable(problem)
  }
}

/** Suspects that are worth reading at once. */
const enough = 8

const firstOf = (rows: readonly string[]): readonly string[] => [...rows.slice(0, enough), ...more(rows.length - enough)]

const more = (rest: number): readonly string[] => (rest > 0 ? [row('', `and ${rest} more`)] : [])

function renderError({ error, match }: ReplayedError, { replay }: Reproduction, style: Style): readonly string[] {
  const text = [error.written ?? error.code, error.message].filter((part) => part !== undefined).join(': ')
  const times = error.event !== undefined && error.event.count > 1 ? ` (${error.event.count} times)` : ''
  return [
    style.bold(`the customer's error`) + times,
    row('at', formatPlace(error.at)),
    row(isOfServer(error) || isOfClient(error) ? 'it said' : 'AWS said', text),
    ...(isOfServer(error) && !replay.replayed ? [] : [row('replay', told(match, replay))]),
  ]
}

function told(match: ReplayedError['match'], replay: Reproduction['replay']): string {
  const title = replay.replayed && match.match !== 'none' ? replay.observations.find(({ step }) => step === match.step)?.title : undefined
  const when = title === undefined ? '' : ` when it tried to ${title}`
  if (!replay.replayed && match.match !== 'none' && match.step !== 'save')
    return `did not take place; by the policies AWS would give this error${match.match === 'same' ? ', to the letter' : ''}`
  switch (match.match) {
    case 'same':
      return `met the same error, to the letter${when}`
    case 'alike':
      return `met the same error${when}, but for this: ${match.differences.join('; ')}`
    case 'known':
      return 'did not meet this error, but it is what AWS says where this is wrong'
    case 'behind':
      return 'did not come to this, for something else is refused first; by the policies AWS would give the same error then'
    case 'follows':
      return 'did not meet this error; but it is what AWS answers where the policy that it does not save is not there'
    case 'none':
      return replay.replayed ? 'did not meet this error' : 'did not take place, and the policies do not give this error'
    default:
      return unreachable(match)
  }
}

function renderSuspects({ says, candidates, ruledOut, ask }: Suspects, style: Style): readonly string[] {
  const proven = candidates.filter((one) => one.proven)
  const others = candidates.filter((one) => !one.proven)
  return [
    style.bold(says),
    ...firstOf(proven.map(({ fault, summary }) => row('gives it', `${fault}: ${summary}`))),
    ...firstOf(others.map(({ fault, summary }) => row('may be', `${fault}: ${summary}`))),
    ...(ruledOut.length === 0 ? [] : [row('not', `${ruledOut.join(', ')}: the ticket's own documents show that`)]),
    ...ask
      .slice(0, 3)
      .map(({ what, command, isDeed }, index) =>
        row(isDeed === true ? 'next' : index === 0 ? 'ask for' : 'then for', `${what}${command === undefined ? '' : `  $ ${command}`}`),
      ),
  ]
}

function renderRest(
  { understood, notes, unread, settings, assumptions, replay }: Reproduction,
  style: Style,
): readonly (readonly string[])[] {
  const width = Math.max(...settings.map(({ name }) => name.length))
  return [
    [style.bold('what the ticket has'), ...understood.map(({ at, what, because }) => `  ${formatPlace(at)}: ${what} (${because})`)],
    ...(notes.length === 0
      ? []
      : [
          [
            style.bold('read over, or left out'),
            ...notes.map(({ at, message, help }) => `  ${formatPlace(at)}: ${message}${help === undefined ? '' : ` (${help})`}`),
          ],
        ]),
    ...(unread.length === 0
      ? []
      : [
          [
            style.bold('could not be read, and is taken to be healthy where the ticket does not have it'),
            ...unread.map((each) => `  ${each}`),
          ],
        ]),
    ...(settings.length === 0
      ? []
      : [
          [
            style.bold('the connection that was replayed'),
            ...settings.map(
              ({ name, value, from }) => `  ${name.padEnd(width)} ${value === '' ? '(none)' : value}  ${style.dim(renderSource(from))}`,
            ),
          ],
        ]),
    ...(assumptions.length === 0 ? [] : [[style.bold('assumed'), ...assumptions.map(({ what, because }) => `  ${what}: ${because}`)]]),
    ...(replay.replayed ? [] : [[style.bold('why there was no replay'), ...replay.because.split('\n').map((line) => `  ${line}`)]]),
  ]
}

function renderSource(from: Source): string {
  switch (from.source) {
    case 'option':
      return 'from the command line'
    case 'setting':
      return formatPlace(from.at)
    case 'ticket':
      return `${formatPlace(from.at)}, ${from.because}`
    case 'assumed':
      return `assumed: ${from.because}`
    default:
      return unreachable(from)
  }
}

/** A replayed ticket for scripts. */
export function reproductionData(reproduction: Reproduction): unknown {
  const { setUp, repair, causes, beneath, replay, refused, ...rest } = reproduction
  return {
    ...rest,
    refused: refused.map(({ policy, ...one }) => ({ ...one, type: policy.type })),
    causes: causes.map(({ problem, at, fix, standIns, beyondError, isUnshown, cutOff }) => ({
      ...problem,
      at,
      verdict: fix,
      standIns,
      beyondError,
      isUnshown: isUnshown === true,
      isCutOff: cutOff !== undefined,
    })),
    beneath: beneath.map(({ problem, at, fix }) => ({ ...problem, at, verdict: fix })),
    replay: replay.replayed ? { replayed: true, steps: replay.observations.map(withoutDuration) } : replay,
    connection: setUp.connection,
    mended:
      repair === undefined ? null : { healthy: repair.after.problems.length === 0, left: repair.after.problems.map(({ says }) => says) },
  }
}

function withoutDuration(observation: Observation): Omit<Observation, 'durationMs'> {
  const { durationMs: _, ...step } = observation
  return step
}
