import { didYouMean } from '../base/suggest.ts'
import { type Finding, finding, type Lint } from './lint-finding.ts'
import type { Text } from './policy.ts'
import { actionsMatching, findService, servicePrefixes } from './reference.ts'

/**
 * Actions that no request can have: their statement says nothing by them, in a Deny as well.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const lintActions: Lint = ({ statement }) => {
  const { element, patterns } = statement.action
  const findings = patterns.flatMap(lintAction)
  const isEmpty = element === 'Action' && findings.length === patterns.length
  return isEmpty ? findings.map((of) => ({ ...of, never: true })) : findings
}

function lintAction({ text, at }: Text): readonly Finding[] {
  if (text === '*') return []
  const [prefix = '', name, ...more] = text.split(':')
  if (name === undefined || more.length > 0 || /[\s,]/.test(text)) {
    const help = /,/.test(text) ? 'write a list with one action each' : 'write the service, one colon and the name: `s3:GetObject`'
    return [finding('malformed-action', at, `\`${text}\` is no action and never matches`, { help })]
  }
  if (prefix === '*') return []
  const service = findService(prefix)
  if (service === undefined)
    return [finding('unknown-service', at, `\`${prefix}\` is no service of AWS`, didYouMean(prefix, servicePrefixes))]
  if (actionsMatching(text).length > 0) return []
  if (/[*?]/.test(name)) return [finding('unknown-action', at, `\`${text}\` matches no action of ${service.name}`)]
  const names = [...service.actions.values()].map(({ action }) => action)
  return [finding('unknown-action', at, `\`${text}\` is no action of ${service.name}`, didYouMean(text, names))]
}
