import { globalConditionKeys } from '../policy/reference.ts'
import type { RequestContext } from './request.ts'

/**
 * Global keys that hold a list, lower-cased. They cannot be policy variables.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const multivaluedKeys: ReadonlySet<string> = new Set(
  globalConditionKeys.filter(({ multivalued }) => multivalued).map(({ key }) => key.toLowerCase()),
)

/**
 * What a policy variable stands for: the single value of its key, whose name is given in lower case.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function variableValue(context: RequestContext, key: string): string | undefined {
  const values = context.get(key)
  return values?.length === 1 && !multivaluedKeys.has(key) ? values[0] : undefined
}
