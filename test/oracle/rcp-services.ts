/** Of the services that the generators use, those that RCPs bind. */
export const rcpServices: readonly string[] = ['s3', 'sts', 'kms', 'sqs']
