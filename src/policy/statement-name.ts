/**
 * How sentences call a statement: by its Sid, else by its place, counted from 1. The console writes an empty Sid, which names nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export const statementName = ({ sid, index }: { readonly sid?: string; readonly index: number }): string =>
  `statement ${sid === undefined || sid === '' ? index + 1 : sid}`
