/** The SDK's request type as the codec leaves it: required members are there, nothing is writable. */
export type Parsed<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Parsed<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: object extends Pick<T, Key> ? Parsed<T[Key]> : Parsed<Exclude<T[Key], undefined>> }
      : T
