import { parseResourceTemplate } from './arn.ts'
import { operatorFacts } from './condition-operator.ts'
import { type Finding, finding, type Lint } from './lint-finding.ts'
import type { Text } from './policy.ts'
import { parseTemplate, variablesOf } from './template.ts'

/**
 * Variables that are not filled in: in a policy of 2008-10-17, before the fifth colon of a resource, and under operators that take none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
export const lintVariables: Lint = ({ policy, statement }) => {
  const resources = statement.resource?.patterns ?? []
  const values = statement.conditions.flatMap((condition) => condition.values.map((value) => ({ ...value, operator: condition.operator })))
  if (policy.version === '2008-10-17') return [...resources, ...values].filter(hasVariable).map(inOldVersion)
  return [
    ...resources
      .filter((text) => countVariables(text) > variablesOf(parseResourceTemplate(text.text, policy.version)).length)
      .map(beforeResource),
    ...values
      .filter((value) => hasVariable(value) && !operatorFacts(value.operator.name).variables)
      .map((value) => underOperator(value, value.operator.text)),
  ]
}

const countVariables = ({ text }: Text): number => variablesOf(parseTemplate(text, '2012-10-17')).length
const hasVariable = (text: Text): boolean => countVariables(text) > 0

const inOldVersion = ({ text, at }: Text): Finding =>
  finding('variable-in-old-version', at, `\`${text}\` is taken literally: policies of 2008-10-17 have no variables`, {
    help: 'begin the policy with `"Version": "2012-10-17"`',
  })

const beforeResource = ({ text, at }: Text): Finding =>
  finding('variable-before-resource', at, `\`${text}\` has a variable before its fifth colon, which is taken literally`, {
    help: 'variables work in the resource part of an ARN only',
  })

const underOperator = ({ text, at }: Text, operator: string): Finding =>
  finding('variable-not-filled', at, `\`${text}\` is taken literally: \`${operator}\` takes no variables`, {
    help: 'string and ARN operators take them',
  })
