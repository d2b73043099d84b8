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

/** What a policy variable stands for: the single value of its key. Names of keys ignore case. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function variableValue(context: RequestContext, key: string): string | undefined {
  const name = key.toLowerCase()
  const values = context.get(name)
  return values?.length === 1 && !multivaluedKeys.has(name) ? values[0] : undefined
}
