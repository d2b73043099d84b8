import { didYouMean } from '../base/suggest.ts'
import { operatorFacts } from './condition-operator.ts'
import { type Finding, finding, type Lint, type LintContext, listed } from './lint-finding.ts'
import type { Condition } from './policy.ts'
import {
  type ActionReference,
  actionsMatching,
  type ConditionKeyReference,
  findConditionKey,
  findService,
  globalConditionKeys,
  isKey,
} from './reference.ts'

/**
 * Conditions on keys that do not exist or that the actions never send: they are never met, or always.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const lintConditionKeys: Lint = (context) =>
  context.statement.conditions.flatMap((condition) => {
    if (findConditionKey(condition.key) === undefined) return isOfIssuer(condition.key) ? [] : [unknownKey(condition, context)]
    return lintKnownKey(condition, context)
  })

/** A provider of identities, whose keys begin with its host: `oidc.eks.us-east-1.amazonaws.com/id/…:sub`. */
const isOfIssuer = (key: string): boolean => /^[^:]*\.[^:]*:[^:]+$/.test(key)

function unknownKey(condition: Condition, { statement }: LintContext): Finding {
  const { key, keyAt } = condition
  const services = new Set([key, ...statement.action.patterns.map(({ text }) => text)].map((text) => text.split(':')[0] ?? ''))
  const known = [...globalConditionKeys, ...[...services].flatMap((prefix) => findService(prefix)?.conditionKeys ?? [])]
  const { help } = didYouMean(
    key,
    known.map((reference) => reference.key),
  )
  return finding('unknown-condition-key', keyAt, `\`${key}\` is no condition key that AWS documents, so ${outcomeOf(condition)}`, {
    never: !isMetWithoutKey(condition),
    ...(help === undefined ? {} : { help }),
  })
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists */
function isMetWithoutKey({ operator, values }: Condition): boolean {
  if (operator.name === 'Null') return values.some(({ text }) => text.toLowerCase() === 'true')
  if (operator.quantifier === 'ForAnyValue') return false
  return operator.ifExists || operator.quantifier === 'ForAllValues' || operatorFacts(operator.name).negates !== undefined
}

const outcomeOf = (condition: Condition): string => `this condition is ${isMetWithoutKey(condition) ? 'always' : 'never'} met`

/** Keys that come with every request, as far as the caller has them; those about tags come with few actions. */
const isEverywhere = (key: string): boolean =>
  globalConditionKeys.some((reference) => isKey(reference, key)) && !/^aws:(?:RequestTag\/|ResourceTag\/|TagKeys$)/i.test(key)

function lintKnownKey(condition: Condition, { statement }: LintContext): readonly Finding[] {
  const { key, keyAt } = condition
  if (statement.action.element === 'NotAction' || isEverywhere(key)) return []
  const patterns = statement.action.patterns.map(({ text }) => ({ text, actions: text === '*' ? undefined : actionsMatching(text) }))
  if (patterns.some(({ actions }) => actions === undefined)) return []
  const sends = senderOf(key)
  const silent = patterns.filter(({ actions = [] }) => actions.length > 0 && !actions.some(sends)).map(({ text }) => text)
  const never = !isMetWithoutKey(condition)
  const isSilent = silent.length === patterns.length
  if (silent.length === 0 || !(isSilent || (never && statement.effect === 'Allow'))) return []
  const outcome = isSilent ? outcomeOf(condition) : `this statement never allows ${silent.length === 1 ? 'it' : 'them'}`
  const verb = silent.length === 1 ? 'never sends' : 'never send'
  return [
    finding('key-never-sent', keyAt, `${listed(silent)} ${verb} \`${key}\`, so ${outcome}`, { never: never && isSilent, ...helpFor(key) }),
  ]
}

/** Whether an action sends the key. The names of each service's keys are compared once. */
function senderOf(key: string): (action: ActionReference) => boolean {
  const named = new Map<string, ReadonlySet<ConditionKeyReference>>()
  return ({ service, conditionKeys }) => {
    const keys = named.get(service) ?? new Set(findService(service)?.conditionKeys.filter((reference) => isKey(reference, key)))
    named.set(service, keys)
    return conditionKeys.some((reference) => keys.has(reference))
  }
}

function helpFor(key: string): { readonly help?: string } {
  const prefix = key.split(':')[0] ?? ''
  const senders = [...(findService(prefix)?.actions.values() ?? [])].filter(senderOf(key)).map(({ action }) => action)
  return senders.length === 0 ? {} : { help: `it comes with ${listed(senders)}` }
}
