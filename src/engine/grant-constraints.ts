export type EncryptionContext = Readonly<Record<string, string>>

/** The encryption context of a request must be this one, or contain it. */
export interface GrantConstraints {
  readonly EncryptionContextSubset?: EncryptionContext | undefined
  readonly EncryptionContextEquals?: EncryptionContext | undefined
}

export const meetsConstraints = (
  { EncryptionContextEquals: equals, EncryptionContextSubset: subset }: GrantConstraints,
  context: EncryptionContext,
): boolean =>
  (equals === undefined || (contains(context, equals) && contains(equals, context))) && (subset === undefined || contains(context, subset))

/** Whether every context that the one admits is admitted by the other too. */
export function isAsStrict(constraints: GrantConstraints, than: GrantConstraints): boolean {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints
  if (equals !== undefined) return meetsConstraints(than, equals)
  if (than.EncryptionContextEquals !== undefined) return false
  return than.EncryptionContextSubset === undefined || (subset !== undefined && contains(subset, than.EncryptionContextSubset))
}

/** Keys are the same whatever their case, values are not. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function contains(context: EncryptionContext, wanted: EncryptionContext): boolean {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  return Object.entries(wanted).every(([key, value]) => values.get(key.toLowerCase()) === value)
}

/** The pairs that a grant is bound to; requests about the grant are judged by them (inferred). @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context */
export const constrainedContext = (constraints: GrantConstraints | undefined): EncryptionContext => ({
  ...constraints?.EncryptionContextSubset,
  ...constraints?.EncryptionContextEquals,
})
