declare const brand: unique symbol

/** A string that only its own parser can make. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
