import { globalConditionKeys } from '../policy/reference.ts'

const multivaluedKeys: ReadonlySet<string> = new Set(
  globalConditionKeys.filter(({ multivalued }) => multivalued).map(({ key }) => key.toLowerCase()),
)

/**
 * Whether a global key, given in lower case, holds a list. Such keys need set operators and cannot be policy variables.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const isMultivaluedKey = (key: string): boolean => multivaluedKeys.has(key)
