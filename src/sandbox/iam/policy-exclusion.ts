import type { PolicyIdentifier } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import { compilePattern, matchesPattern } from '../../policy/pattern.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { invalidInput } from './errors.ts'
import { checkPolicyArn } from './managed-policy.ts'
import type { SourcePolicy } from './policy-source.ts'

/** Which policies a simulation leaves out. */
export interface Exclusion {
  readonly excludes: (policy: SourcePolicy) => boolean
  readonly excludesBoundary: boolean
}

/**
 * Reads the policies that a simulation of a principal leaves out: by type, by ARN, or by name and owner. What matches nothing is ignored.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html
 */
export function parseExclusions(identifiers: readonly Parsed<PolicyIdentifier>[] = []): Result<Exclusion, AwsError> {
  const tests: ((policy: SourcePolicy) => boolean)[] = []
  for (const identifier of identifiers) {
    const test = parseIdentifier(identifier)
    if (!test.ok) return test
    tests.push(test.value)
  }
  return ok({
    excludes: (policy) => tests.some((test) => test(policy)),
    excludesBoundary: identifiers.some(({ PolicyType }) => PolicyType === 'permission-boundary'),
  })
}

function parseIdentifier({
  PolicyType,
  PolicyArn,
  InlinePolicyIdentifier,
}: Parsed<PolicyIdentifier>): Result<(policy: SourcePolicy) => boolean, AwsError> {
  if (PolicyArn !== undefined) return parseArnPattern(PolicyArn)
  if (InlinePolicyIdentifier === undefined) return ok(({ kind }) => kind === PolicyType)
  const { PolicyName, AttachmentType, AttachmentName } = InlinePolicyIdentifier
  const owner = parseName(AttachmentName)
  if (!owner.ok) return owner
  return ok(
    (policy) =>
      policy.kind === 'inline' &&
      policy.policyName === PolicyName &&
      policy.attachmentType === AttachmentType &&
      owner.value(policy.attachmentName),
  )
}

function parseArnPattern(arn: string): Result<(policy: SourcePolicy) => boolean, AwsError> {
  const checked = checkPolicyArn(arn)
  const head = arn.slice(0, arn.lastIndexOf('/'))
  if (!checked.ok || /[*?]/.test(head)) return err(invalidInput(`ARN ${arn} is not valid.`))
  const matches = parseName(arn)
  return matches.ok ? ok((policy) => 'arn' in policy && matches.value(policy.arn)) : matches
}

/** One star and any number of question marks. */
function parseName(text: string): Result<(name: string) => boolean, AwsError> {
  if (text.split('*').length > 2) return err(invalidInput(`${text} has more than one wildcard.`))
  const pattern = compilePattern(text)
  return ok((name) => matchesPattern(pattern, name))
}
