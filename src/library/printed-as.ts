import * as fc from 'fast-check'

/**
 * The value, shown by fast-check as this text: what a person would write, without places and empty maps.
 *
 * @see https://fast-check.dev/docs/core-blocks/runners/#customize-the-reports
 */
export const printedAs = <T extends object>(value: T, text: string): T =>
  Object.defineProperty(value, fc.toStringMethod, { value: () => text, enumerable: false })
