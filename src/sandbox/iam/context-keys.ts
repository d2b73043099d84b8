import { parseResourceTemplate } from '../../policy/arn.ts'
import type { Policy, Statement } from '../../policy/policy.ts'
import { parseTemplate, variablesOf } from '../../policy/template.ts'
import { firstOfEach } from './first-of-each.ts'

/** The context keys that policies ask for, in their conditions and as variables, each once and in the order of the text. */
export function contextKeysOf(policies: readonly Policy[]): string[] {
  const keys = policies.flatMap(({ statements, version }) => statements.flatMap((statement) => keysOf(statement, version)))
  return [...firstOfEach(keys, (key) => key.toLowerCase())]
}

function keysOf({ resource, conditions }: Statement, version: Policy['version']): readonly string[] {
  const inResources = (resource?.patterns ?? []).flatMap(({ text }) => variablesOf(parseResourceTemplate(text, version)))
  const inConditions = conditions.flatMap(({ key, values }) => [
    key,
    ...values.flatMap(({ text }) => variablesOf(parseTemplate(text, version)).map((variable) => variable.key)),
  ])
  return [...inResources.map(({ key }) => key), ...inConditions]
}
