/** An outcome that the caller must look at: a value, or an error that is data and not an exception. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

/** Closes every switch over a union. */
export function unreachable(value: never): never {
  throw new Error(`internal error: unhandled case ${JSON.stringify(value)}`)
}
