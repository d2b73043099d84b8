/** Letters and digits that pictures confuse, as one of them. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[1l|!]/g, 'i')
    .replace(/0/g, 'o')
    .replace(/5/g, 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')

export const looksAlike = (one: string, other: string): boolean => folded(one) === folded(other)

const elements = [
  'Version',
  'Id',
  'Statement',
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

const operators = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'ArnLike',
  'ArnEquals',
  'ArnNotLike',
  'IpAddress',
  'NotIpAddress',
  'Bool',
  'Null',
]

const keys = [
  'sts:ExternalId',
  's3:prefix',
  's3:delimiter',
  'aws:SourceIp',
  'aws:SourceVpce',
  'aws:PrincipalArn',
  'aws:PrincipalOrgID',
  'aws:SecureTransport',
]

/** Actions that connections need. */
const actions = [
  's3:ListBucket',
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:GetBucketLocation',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:ListBucketMultipartUploads',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'sts:AssumeRole',
]

/** `ActIon` and `Externalld` of a picture, as what they were; undefined for what is right, or is no word of policies. */
export const mendKey = (text: string): string | undefined => meant(text, [...elements, ...operators, ...keys])

export const mendEffect = (text: string): string | undefined => meant(text, ['Allow', 'Deny'])

/** An action that is misspelt may be the customer's own mistake: only for documents that a picture has damaged elsewhere. */
export const mendAction = (text: string): string | undefined => meant(text, actions)

/** Only characters that look alike may differ, and more than their case. */
function meant(text: string, words: readonly string[]): string | undefined {
  const word = words.find((one) => folded(one) === folded(text))
  return word?.toLowerCase() === text.toLowerCase() ? undefined : word
}
