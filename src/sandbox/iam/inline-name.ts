/**
 * The name under which an inline policy is kept, as it was first written; case does not distinguish. Recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/iam/policy_management.json): the list shows that name, GetUserPolicy the one that was asked for.
 */
export function inlineName(inline: ReadonlyMap<string, unknown>, name: string): string {
  if (inline.has(name)) return name
  const lower = name.toLowerCase()
  for (const kept of inline.keys()) if (kept.toLowerCase() === lower) return kept
  return name
}
