import type { AwsError } from '../error.ts'

/**
 * What Organizations answers; the codes are those of its API reference, the sentences inferred from its descriptions and users' reports,
 * but for those about handshakes and resource policies: they were recorded (github.com/radkawar/stackd, testdata/aws/iam:
 * organizations_handshakes.json, organizations_resource_policy.json).
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
 */
const sentences = {
  AWSOrganizationsNotInUseException: 'Your account is not a member of an organization.',
  AccountAlreadyClosedException: 'You attempted to close an account that is already closed.',
  AccountAlreadyRegisteredException: 'The specified account is already a delegated administrator for this AWS service.',
  AccountNotFoundException: "You specified an account that doesn't exist.",
  AccountNotRegisteredException: 'The specified account is not a delegated administrator for this AWS service.',
  AlreadyInOrganizationException: 'The provided account is already a member of an organization.',
  ChildNotFoundException: "You specified a child that doesn't exist.",
  CreateAccountStatusNotFoundException: "You specified a create account request that doesn't exist.",
  DestinationParentNotFoundException: "You specified a parent that doesn't exist.",
  DuplicateAccountException: 'You specified an account that is already present in the specified destination.',
  DuplicateHandshakeException: 'A handshake with the specified type and parameters already exists for the given parties.',
  DuplicateOrganizationalUnitException: 'An OU with the same name already exists.',
  DuplicatePolicyAttachmentException: 'The specified policy is already attached to the specified target.',
  DuplicatePolicyException: 'A policy with the specified name and type already exists.',
  HandshakeAlreadyInStateException: 'The handshake is already in the requested state.',
  HandshakeConstraintViolationException: 'The organization already has all features enabled.',
  HandshakeNotFoundException: "You specified a handshake that doesn't exist.",
  InvalidHandshakeTransitionException:
    'You cannot perform this operation on a handshake in its current state, such as attempting to cancel a handshake that was previously accepted or attempting to accept a handshake that was declined.',
  MasterCannotLeaveOrganizationException: 'You cannot remove the management account from the organization.',
  OrganizationNotEmptyException: 'You must remove all accounts, units and policies before you delete the organization.',
  OrganizationalUnitNotEmptyException: 'You must remove all accounts and OUs from this OU first.',
  OrganizationalUnitNotFoundException: "You specified an organizational unit that doesn't exist.",
  ParentNotFoundException: "You specified a parent that doesn't exist.",
  PolicyInUseException: 'You must detach the policy from all roots, OUs and accounts first.',
  PolicyNotAttachedException: 'The specified policy is not attached to the specified target.',
  PolicyNotFoundException: "You specified a policy that doesn't exist.",
  PolicyTypeAlreadyEnabledException: 'The specified policy type is already enabled.',
  PolicyTypeNotEnabledException: 'This operation can be performed only for enabled policy types.',
  ResourcePolicyNotFoundException: 'No resource-based policy found.',
  RootNotFoundException: "You specified a root that doesn't exist.",
  SourceParentNotFoundException: "You specified a parent that doesn't exist.",
  TargetNotFoundException: "You specified a target that doesn't exist.",
} as const

export const organizationsError = (code: keyof typeof sentences): AwsError => ({ code, message: sentences[code], status: 400 })

/** With the reason by which clients tell it from others of its code. */
export const withReason = (error: AwsError, Reason: string): AwsError => ({ ...error, fields: { Reason } })

export const alreadyMember: AwsError = withReason(
  { code: 'HandshakeConstraintViolationException', message: 'The AWS account is already a member of an organization.', status: 400 },
  'ALREADY_IN_AN_ORGANIZATION',
)

export const constraintViolation = (message: string): AwsError => ({ code: 'ConstraintViolationException', message, status: 400 })

export const invalidInput = (message: string): AwsError => ({ code: 'InvalidInputException', message, status: 400 })

/** To members that ask for what the management account alone may do. */
export const notManagement: AwsError = {
  code: 'AccessDeniedException',
  message: "You don't have permissions to access this resource.",
  status: 400,
}
