/**
 * How S3 gives a bucket policy back: without white space, in its own order, lists of one without their brackets, as was recorded. That numbers and
 * truth values come back as text is inferred from what Terraform takes for equal.
 *
 * @see https://github.com/justincormack/argmin/blob/main/crates/s3-tests/tests/bucket_policy.rs
 */
export function normalizePolicy(text: string): string {
  const policy: unknown = JSON.parse(text)
  if (!isObject(policy)) return text
  const { Statement } = policy
  const statements = (Array.isArray(Statement) ? (Statement as readonly unknown[]) : [Statement]).map((statement) =>
    isObject(statement) ? ordered(statement, statementOrder, normalizeElement) : statement,
  )
  return JSON.stringify({ ...ordered(policy, ['Version', 'Id'], (value) => value), Statement: statements })
}

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const statementOrder = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']

const ordered = (value: JsonObject, order: readonly string[], each: (value: unknown) => unknown): JsonObject =>
  Object.fromEntries(order.filter((name) => value[name] !== undefined).map((name) => [name, each(value[name])]))

/** Of principals by their type and conditions by operator and key, the lists are what stands innermost. */
function normalizeElement(value: unknown): unknown {
  if (Array.isArray(value)) {
    const values = (value as readonly unknown[]).map(normalizeElement)
    return values.length === 1 ? values[0] : values
  }
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normalizeElement(inner)]))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}
