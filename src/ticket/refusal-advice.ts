import { mendArn } from './mend-arn.ts'
import type { TicketPolicy } from './ticket.ts'

/**
 * What to change so that AWS saves the document, by the words of its refusal and the text that it is about; undefined where the words say it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function adviceOnRefusal(
  message: string,
  { bucket = 'BUCKET', holder, accessPoint }: TicketPolicy,
  written: string | undefined,
): string | undefined {
  const meant = mendArn(written ?? '')
  if (meant !== undefined && /failed legacy parsing|invalid resource/.test(message))
    return `Write ${meant}: the ARN of a bucket has three colons in a row, and ${written} lacks one.`
  const role = holder?.type === 'role' ? holder.name : 'the role'
  const ofPoint = `Name this access point alone, as ${accessPoint} for listing and ${accessPoint}/object/* for the files behind it.`
  const advice: readonly (readonly [words: RegExp, advice: string])[] = [
    ...(accessPoint === undefined ? [] : [[/^Policy has invalid resource/, ofPoint] as const]),
    [
      /^Action does not apply to any resource/,
      `Name what the action is about: arn:aws:s3:::${bucket}/* for files, arn:aws:s3:::${bucket} for listing.`,
    ],
    [
      /^Policy has invalid resource/,
      `Name this bucket alone, as arn:aws:s3:::${bucket} for listing and arn:aws:s3:::${bucket}/* for its files.`,
    ],
    [/^Policy has invalid action/, 'Correct the name of the action: permissions of S3 begin with `s3:`.'],
    [
      /^Conditions do not apply/,
      'Put the actions that do not know this condition into a statement of their own, as s3:prefix goes with s3:ListBucket alone.',
    ],
    [/^Policy has an invalid condition key/, 'Correct the name of the condition key.'],
    [
      /^Invalid principal in policy/,
      'Name a user, a role or an account that exists, as arn:aws:iam::111122223333:role/NAME, without wildcards.',
    ],
    [/^Invalid IP address/, 'Write addresses as 203.0.113.7 or 203.0.113.0/24.'],
    [/must be in ARN format/, 'Write the Resource as an ARN: arn:aws:s3:::BUCKET for the bucket, arn:aws:s3:::BUCKET/* for its files.'],
    [/can not contain region information/, 'Leave region and account out of the ARN: arn:aws:s3:::BUCKET has three colons in a row.'],
    [/^Partition /, 'Correct the beginning of the ARN: arn:aws: in most accounts.'],
    [/must contain resources/, 'Add a Resource to the statement.'],
    [/must contain actions/, 'Add an Action to the statement.'],
    [/should not specify a principal/, `Take the Principal away: this is about what ${role} may do, and not about who may.`],
    [/Has prohibited field Resource/, 'Take the Resource away: a trust policy is about the role that it belongs to.'],
    [
      /may only specify STS AssumeRole actions/,
      'Move the other actions to the permissions of the role: its trust policy takes sts: alone.',
    ],
    [/failed legacy parsing/, 'Write "Effect": "Allow" or "Effect": "Deny", in these letters.'],
    [/must be unique/, 'Give each statement a Sid of its own, or none.'],
  ]
  return advice.find(([words]) => words.test(message))?.[1]
}
