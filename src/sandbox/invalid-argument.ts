import type { AwsError } from './error.ts'

/** What S3 says of a header, a parameter or an element that it cannot take; of some it does not repeat the value. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const invalidArgument = (message: string, name: string, value?: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
})
