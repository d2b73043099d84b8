import type { AwsError } from '../error.ts'

/** Recorded from AWS. */
export const malformedXml: AwsError = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
}
