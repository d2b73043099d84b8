import type { AwsError } from '../error.ts'

/** S3's answer to a header that asks for what it does not do. Recorded from AWS. */
export const notImplementedHeader = (header: string, additionalMessage?: string): AwsError => ({
  code: 'NotImplemented',
  message: 'A header you provided implies functionality that is not implemented',
  status: 501,
  fields: { Header: header, ...(additionalMessage === undefined ? {} : { additionalMessage }) },
})

/** As for a header; the sentence is inferred from the header's. */
export const notImplementedParameter = (name: string): AwsError => ({
  code: 'NotImplemented',
  message: 'A query parameter you provided implies functionality that is not implemented',
  status: 501,
  fields: { QueryParameter: name },
})

/** The first of these members that a request sends although we do not do what it asks for. */
export function refuseUnbuilt<Input extends object, Members extends Readonly<Partial<Record<keyof Input & string, string>>>>(
  input: Input,
  members: Members,
): AwsError | undefined {
  for (const member in members) {
    if (Object.hasOwn(input, member)) return notImplementedHeader(members[member] ?? member)
  }
  return undefined
}
