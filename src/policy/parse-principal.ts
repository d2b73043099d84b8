import type { Located } from '../base/located.ts'
import { didYouMean } from '../base/suggest.ts'
import type { PrincipalElement, PrincipalPattern } from './policy.ts'
import type { StatementGrammar } from './policy-grammar.ts'
import { kindOf, type LocatedObject, type PolicyReader, readTextList } from './policy-reader.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const

/** Reads `Principal` or `NotPrincipal`, where the type of the policy has them. */
export function readPrincipal(reader: PolicyReader, statement: LocatedObject, grammar: StatementGrammar): PrincipalElement | undefined {
  const [first, second] = statement.members.filter(({ key }) => key === 'Principal' || key === 'NotPrincipal')
  if (second !== undefined) reader.report('both-elements', second.keyAt, 'a statement has `Principal` or `NotPrincipal`, not both')
  if (first === undefined) {
    if (grammar.principal === 'yes') reader.report('missing-principal', statement.at, 'the statement has no `Principal`', whoHelp)
    return undefined
  }
  const element = first.key === 'Principal' ? 'Principal' : 'NotPrincipal'
  if ((element === 'Principal' ? grammar.principal : grammar.notPrincipal) === 'no')
    reader.report(
      element === 'Principal' ? 'prohibited-principal' : 'prohibited-not-principal',
      first.keyAt,
      `${grammar.name} has no \`${element}\``,
      prohibitedHelp(grammar),
    )
  return { element, at: first.value.at, patterns: readPatterns(reader, first.value, element) }
}

const whoHelp = { help: 'say who the statement is about: `"Principal": { "AWS": "arn:aws:iam::111122223333:role/NAME" }`' }

const prohibitedHelp = ({ principal }: StatementGrammar): { readonly help: string } =>
  principal === 'no'
    ? { help: 'remove it: the policy is about whom it is attached to' }
    : { help: 'list the principals in `Principal`, and exceptions in a condition on `aws:PrincipalArn`' }

function readPatterns(reader: PolicyReader, value: Located, element: string): readonly PrincipalPattern[] {
  if (value.kind === 'string' && value.value === '*') return [{ type: '*', text: '*', at: value.at }]
  if (value.kind !== 'object') {
    const help = value.kind === 'string' ? { help: `write \`{ "AWS": "${value.value}" }\`` } : whoHelp
    const found = value.kind === 'string' ? `\`${value.value}\`` : kindOf(value)
    reader.report('principal-not-an-object', value.at, `\`${element}\` is \`"*"\` or an object, not ${found}`, help)
    return []
  }
  if (value.members.length === 0) reader.report('empty-principal', value.at, `\`${element}\` names nobody`, whoHelp)
  return value.members.flatMap(({ key, keyAt, value: names }) => {
    const type = principalTypes.find((candidate) => candidate === key)
    if (type !== undefined) return readTextList(reader, names, key).map((text) => ({ type, ...text }))
    const nearest = didYouMean(key, principalTypes)
    const help = nearest.help === undefined ? { help: 'the types are `AWS`, `Service`, `Federated` and `CanonicalUser`' } : nearest
    reader.report('unknown-principal-type', keyAt, `\`${key}\` is no type of principal`, help)
    return []
  })
}
