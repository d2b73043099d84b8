import { unreachable } from '../base/result.ts'
import { formatPlace } from '../base/span.ts'
import type {
  ConditionTrace,
  Decision,
  DecisionReason,
  ElementTrace,
  LayerName,
  LayerTrace,
  Mismatch,
  PolicyTrace,
  StatementTrace,
} from './decision.ts'
import { type ExceptionName, exceptionRules } from './exception-rules.ts'

/** The policy types as the IAM user guide calls them. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html */
export const layerTitle: Readonly<Record<LayerName, string>> = {
  identity: 'identity-based policies',
  resource: 'resource-based policy',
  permissionsBoundary: 'permissions boundary',
  session: 'session policies',
  serviceControl: 'service control policies',
  resourceControl: 'resource control policies',
  vpcEndpoint: 'VPC endpoint policy',
}

const elementTitle: Readonly<Record<ElementTrace['element'], string>> = {
  principal: 'Principal',
  notPrincipal: 'NotPrincipal',
  action: 'Action',
  notAction: 'NotAction',
  resource: 'Resource',
  notResource: 'NotResource',
  condition: 'Condition',
}

/** The decision tree as indented text, one fact a line. */
export function renderTrace(decision: Decision): string {
  const lines = [
    `${decision.outcome}${decision.crossAccount ? ' (cross-account)' : ''}`,
    ...decision.by.map((reason) => `  because ${renderReason(reason)}`),
    ...decision.exceptions.filter((name) => !settles(decision, name)).map((name) => `  note: ${exceptionRules[name].says}`),
    ...decision.because.flatMap(layerLines),
  ]
  return lines.join('\n')
}

const settles = ({ by }: Decision, name: ExceptionName): boolean =>
  by.some((reason) => reason.reason === 'exception' && reason.exception === name)

function renderReason(reason: DecisionReason): string {
  switch (reason.reason) {
    case 'explicitDeny':
      return `${layerTitle[reason.layer]} deny it at ${formatPlace(reason.statement.at)}`
    case 'allow':
      return `${layerTitle[reason.layer]} allow it at ${formatPlace(reason.statement.at)}`
    case 'noAllow':
      return `no statement of ${layerTitle[reason.layer]}${levelSuffix(reason.level)} allows it`
    case 'exception':
      return exceptionRules[reason.exception].says
    default:
      return unreachable(reason)
  }
}

const levelSuffix = (level: number | undefined): string => (level === undefined ? '' : ` (level ${level} from the root)`)

function layerLines(layer: LayerTrace): string[] {
  const policies = layer.because.flatMap(policyLines)
  const head = `${layerTitle[layer.layer]}${levelSuffix(layer.level)}: ${layer.outcome}`
  return [head, ...(policies.length === 0 ? ['  no policy is attached'] : policies)].map(indent)
}

const policyLines = (policy: PolicyTrace): string[] => [
  `  ${policy.name}${policy.arn === undefined ? '' : ` (${policy.arn})`}`,
  ...policy.because.flatMap(statementLines),
]

function statementLines(statement: StatementTrace): string[] {
  const sid = statement.sid === undefined ? '' : ` ${statement.sid}`
  const misses = statement.because.filter((element) => !element.matches)
  const near = statement.effect === 'Allow' && new Set(misses.map((miss) => miss.element)).size === 1 ? ', nearly' : ''
  const verdict = statement.applies ? 'applies' : `does not apply${near}`
  return [
    `    ${verdict}: ${statement.effect}${sid} at ${formatPlace(statement.at)}`,
    ...statement.because.map((element) => `      ${renderElement(element)}`),
  ]
}

function renderElement(element: ElementTrace): string {
  const title = elementTitle[element.element]
  if (element.node === 'condition') return renderCondition(element)
  if (element.matches) return `${title} matches${element.pattern === undefined ? '' : `: \`${element.pattern.text}\``}`
  return `${title} does not match at ${formatPlace(element.at)}: ${renderMismatch(element.why)}`
}

const quoted = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ')

/** One clause that holds both sides: what the policy says and what the request has. */
export function renderMismatch(why: Mismatch): string {
  switch (why.code) {
    case 'noPatternMatches':
      return `\`${why.actual}\` is in none of ${quoted(why.patterns)}`
    case 'excludedByPattern':
      return `\`${why.actual}\` is left out by \`${why.pattern}\``
    case 'variableUnresolved':
      return `the request has no value for ${quoted(why.variables)} in ${quoted(why.patterns)}`
    case 'elementMissing':
      return 'the statement has none, so it names nobody'
    default:
      return unreachable(why)
  }
}

/** One operator with one key against what the request sent. */
export function renderCondition(trace: ConditionTrace): string {
  const { operator, key } = trace.condition
  const sent =
    trace.actual === undefined
      ? 'the request does not send it'
      : `the request sends ${trace.actual.length === 0 ? 'an empty list' : quoted(trace.actual)}`
  const unresolved = trace.unresolved.length === 0 ? '' : `; no value for ${quoted(trace.unresolved)}`
  return `Condition ${operator.text} ${key} ${trace.matches ? 'holds' : `does not hold at ${formatPlace(trace.at)}`}: wants ${quoted(trace.expected)}, ${sent}${unresolved}`
}

const indent = (line: string): string => `  ${line}`
