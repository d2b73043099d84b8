import { type Located, member } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import { didYouMean, suggest } from '../base/suggest.ts'
import { readConditions } from './parse-condition.ts'
import { readPrincipal } from './parse-principal.ts'
import type { ActionElement, Effect, Policy, PolicyType, PolicyVersion, ResourceElement, Statement } from './policy.ts'
import { policyGrammar, type StatementGrammar } from './policy-grammar.ts'
import { kindOf, type LocatedObject, type PolicyReader, readTextList } from './policy-reader.ts'

/**
 * Reads a policy document of one type. All problems are found at once.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: Located, type: PolicyType): Result<Policy, readonly Problem[]> {
  const { policy, problems } = draftPolicy(document, type)
  return policy !== undefined && problems.length === 0 ? ok(policy) : err(problems)
}

/** Reads the JSON text of a policy. */
export function parsePolicyText(text: string, file: string, type: PolicyType): Result<Policy, readonly Problem[]> {
  const document = parseJson(text, file)
  return document.ok ? parsePolicy(document.value, type) : document
}

/** What can be understood of a document, with what is wrong: for AWS's refusals, which name one problem and have their own order. */
export interface PolicyDraft {
  /** Absent when the document is no object. Elements that cannot be read are left out, or empty. */
  readonly policy?: Policy
  /** In the order of the text. */
  readonly problems: readonly Problem[]
}

export function draftPolicy(document: Located, type: PolicyType): PolicyDraft {
  const problems: Problem[] = []
  const reader: PolicyReader = {
    report: (code, at, message, hint = {}) => {
      problems.push({ code: `policy/${code}`, at, message, ...hint })
    },
  }
  const policy = readPolicy(reader, document, policyGrammar[type])
  return {
    ...(policy === undefined ? {} : { policy }),
    problems: problems.toSorted((a, b) => a.at.start.offset - b.at.start.offset),
  }
}

/** The elements of a policy document. */
export const policyElements = ['Version', 'Id', 'Statement'] as const

/** The elements of a statement. */
export const statementElements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const

function readPolicy(reader: PolicyReader, document: Located, grammar: StatementGrammar): Policy | undefined {
  if (document.kind !== 'object') {
    reader.report('not-an-object', document.at, `a policy is an object, not ${kindOf(document)}`)
    return undefined
  }
  checkElements(reader, document, policyElements, 'a policy')
  const version = readVersion(reader, member(document, 'Version'))
  const id = readText(reader, member(document, 'Id'), 'Id')
  const statements = readStatements(reader, document, grammar)
  return { at: document.at, version, ...(id === undefined ? {} : { id }), statements }
}

function checkElements(reader: PolicyReader, object: LocatedObject, known: readonly string[], name: string): void {
  for (const { key, keyAt } of object.members) {
    if (known.includes(key)) continue
    const nearest = didYouMean(key, known)
    const help = nearest.help === undefined ? { help: `${name} has ${known.map((element) => `\`${element}\``).join(', ')}` } : nearest
    reader.report('unknown-element', keyAt, `\`${key}\` is no element of ${name}`, help)
  }
}

/** An element that is told to be misspelt is not told to be missing as well. */
const isMisspelt = ({ members }: LocatedObject, element: string, known: readonly string[]): boolean =>
  members.some(({ key }) => !known.includes(key) && suggest(key, known) === element)

function readVersion(reader: PolicyReader, value: Located | undefined): PolicyVersion {
  if (value === undefined) return '2008-10-17'
  if (value.kind === 'string' && (value.value === '2012-10-17' || value.value === '2008-10-17')) return value.value
  const help = '`2012-10-17` is the current version of the policy language; the date is not one that you choose'
  reader.report('unknown-version', value.at, `${quoted(value)} is no version of the policy language`, { help })
  return '2012-10-17'
}

function readText(reader: PolicyReader, value: Located | undefined, element: string): string | undefined {
  if (value === undefined || value.kind === 'string') return value?.value
  reader.report('wrong-type', value.at, `\`${element}\` is text, not ${kindOf(value)}`)
  return undefined
}

function readStatements(reader: PolicyReader, document: LocatedObject, grammar: StatementGrammar): readonly Statement[] {
  const value = member(document, 'Statement')
  if (value === undefined) {
    if (!isMisspelt(document, 'Statement', policyElements)) reader.report('missing-statement', document.at, 'the policy has no `Statement`')
    return []
  }
  const items = value.kind === 'array' ? value.items : [value]
  if (items.length === 0) reader.report('empty-statement', value.at, 'the policy has no statements')
  return items.flatMap((item, index) => readStatement(reader, item, index, grammar))
}

function readStatement(reader: PolicyReader, value: Located, index: number, grammar: StatementGrammar): readonly Statement[] {
  if (value.kind !== 'object') {
    reader.report('not-an-object', value.at, `a statement is an object, not ${kindOf(value)}`)
    return []
  }
  checkElements(reader, value, statementElements, 'a statement')
  const sid = readText(reader, member(value, 'Sid'), 'Sid')
  const principal = readPrincipal(reader, value, grammar)
  const resource = readResource(reader, value, grammar)
  const condition = member(value, 'Condition')
  return [
    {
      at: value.at,
      index,
      ...(sid === undefined ? {} : { sid }),
      effect: readEffect(reader, value),
      ...(principal === undefined ? {} : { principal }),
      action: readAction(reader, value),
      ...(resource === undefined ? {} : { resource }),
      conditions: readConditions(reader, condition),
      ...(condition === undefined ? {} : { conditionAt: condition.at }),
    },
  ]
}

/** `allow` is not `Allow`: IAM refuses it. */
function readEffect(reader: PolicyReader, statement: LocatedObject): Effect {
  const value = member(statement, 'Effect')
  if (value === undefined) {
    if (!isMisspelt(statement, 'Effect', statementElements))
      reader.report('missing-effect', statement.at, 'the statement has no `Effect`', { help: 'add `"Effect": "Allow"`' })
  } else if (value.kind === 'string' && (value.value === 'Allow' || value.value === 'Deny')) return value.value
  else {
    const nearest = value.kind === 'string' ? didYouMean(value.value, ['Allow', 'Deny']) : {}
    reader.report('unknown-effect', value.at, `${quoted(value)} is neither \`Allow\` nor \`Deny\``, nearest)
  }
  return 'Deny'
}

function readAction(reader: PolicyReader, statement: LocatedObject): ActionElement {
  const found = readOneOf(reader, statement, 'Action', 'NotAction')
  if (found === undefined && !isMisspelt(statement, 'Action', statementElements))
    reader.report('missing-action', statement.at, 'the statement has no `Action`')
  return found ?? { element: 'Action', at: statement.at, patterns: [] }
}

function readResource(reader: PolicyReader, statement: LocatedObject, grammar: StatementGrammar): ResourceElement | undefined {
  const found = readOneOf(reader, statement, 'Resource', 'NotResource')
  if (found === undefined && grammar.resource === 'yes' && !isMisspelt(statement, 'Resource', statementElements))
    reader.report('missing-resource', statement.at, 'the statement has no `Resource`', {
      help: 'add `"Resource"` with the ARNs it is about',
    })
  if (found !== undefined && grammar.resource === 'no')
    reader.report('prohibited-resource', found.at, `${grammar.name} has no \`${found.element}\``, {
      help: 'remove it: the role is the resource',
    })
  return found
}

interface ListElement<Element extends string> {
  readonly element: Element
  readonly at: Span
  readonly patterns: ReturnType<typeof readTextList>
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: never both. */
function readOneOf<Plain extends string, Negated extends string>(
  reader: PolicyReader,
  statement: LocatedObject,
  plain: Plain,
  negated: Negated,
): ListElement<Plain | Negated> | undefined {
  const both = statement.members.filter(({ key }) => key === plain || key === negated)
  const [first, second] = both
  if (second !== undefined) reader.report('both-elements', second.keyAt, `a statement has \`${plain}\` or \`${negated}\`, not both`)
  if (first === undefined) return undefined
  const element = first.key === plain ? plain : negated
  return { element, at: first.value.at, patterns: readTextList(reader, first.value, element) }
}

const quoted = (value: Located): string =>
  value.kind === 'string' ? `\`${value.value}\`` : value.kind === 'number' ? `\`${value.text}\`` : kindOf(value)
