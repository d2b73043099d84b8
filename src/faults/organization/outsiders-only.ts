/**
 * The condition of AWS's examples of a data perimeter: everybody but the organization and the services of AWS.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 */
export const outsidersOnly = {
  Sid: 'OurOrganizationOnly',
  Effect: 'Deny',
  Principal: '*',
  Resource: '*',
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
} as const
