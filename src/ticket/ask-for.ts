import type { S3Connection } from '../connectors/connection.ts'
import type { FaultLayer } from '../faults/fault.ts'
import { roleNameOf } from '../faults/subject.ts'

/** What to ask the customer for, and the command that prints it. */
export interface Request {
  readonly what: string
  readonly command?: string
  /** It is something to do, and nothing to ask for. */
  readonly isDeed?: boolean
}

/** The document or fact that shows a fault of a layer. @see https://docs.aws.amazon.com/cli/latest/reference/ */
export function askFor(layer: FaultLayer, { roleArn, bucket, caller, kmsKeyArn }: S3Connection): Request {
  const role = roleNameOf(roleArn ?? '')
  const who = roleArn === undefined ? `user ${caller}` : `role ${role}`
  const [option, name] = roleArn === undefined ? ['user', caller] : ['role', role]
  switch (layer) {
    case 'connection-input':
      return { what: 'the settings of the connection, copied and not typed' }
    case 'credentials':
      return { what: `the access keys of user ${caller}`, command: `aws iam list-access-keys --user-name ${caller}` }
    case 'trust-policy':
      return { what: `the trust policy of role ${role}`, command: `aws iam get-role --role-name ${role}` }
    case 'region-endpoint':
      return { what: `the region of bucket ${bucket}`, command: `aws s3api get-bucket-location --bucket ${bucket}` }
    case 'identity-policy':
      return {
        what: `all policies of ${who}`,
        command: `aws iam list-${option}-policies --${option}-name ${name}; aws iam list-attached-${option}-policies --${option}-name ${name}`,
      }
    case 'permissions-boundary':
      return { what: `the permissions boundary of ${who}`, command: `aws iam get-${option} --${option}-name ${name}` }
    case 'organization':
      return {
        what: 'the policies of the organization, from its administrators',
        command:
          'aws organizations list-policies --filter SERVICE_CONTROL_POLICY; aws organizations list-policies --filter RESOURCE_CONTROL_POLICY',
      }
    case 'session-policy':
      return { what: 'the session policy that the product passes, from its own settings' }
    case 'requester-pays':
      return { what: `who pays for requests to bucket ${bucket}`, command: `aws s3api get-bucket-request-payment --bucket ${bucket}` }
    case 'stored-objects':
      return { what: `the versions and storage classes of the files`, command: `aws s3api list-object-versions --bucket ${bucket}` }
    case 'encryption-settings':
      return { what: `the default encryption of bucket ${bucket}`, command: `aws s3api get-bucket-encryption --bucket ${bucket}` }
    case 'bucket-policy':
      return { what: `the policy of bucket ${bucket}`, command: `aws s3api get-bucket-policy --bucket ${bucket}` }
    case 'vpc-endpoint-policy':
      return { what: 'the policy of the VPC endpoint', command: 'aws ec2 describe-vpc-endpoints' }
    case 'public-access-block':
      return { what: `the public access block of bucket ${bucket}`, command: `aws s3api get-public-access-block --bucket ${bucket}` }
    case 'object-ownership':
      return { what: `the object ownership of bucket ${bucket}`, command: `aws s3api get-bucket-ownership-controls --bucket ${bucket}` }
    case 'kms-key-policy': {
      const key = kmsKeyArn ?? 'KEY'
      return { what: 'the policy of the key', command: `aws kms get-key-policy --policy-name default --key-id ${key}` }
    }
    case 'access-point':
      return {
        what: 'the access point and its policy',
        command:
          'aws s3control get-access-point --account-id ID --name NAME; aws s3control get-access-point-policy --account-id ID --name NAME',
      }
    case 'glue':
      return { what: `the policies of ${who} about Glue, and that of the catalog`, command: 'aws glue get-resource-policy' }
    case 'lake-formation':
      return { what: 'what Lake Formation grants', command: 'aws lakeformation list-permissions; aws lakeformation list-resources' }
    case 'security-group':
    case 'nacl':
    case 'route':
    case 'dns':
    case 'server':
    case 'db-auth':
    case 'tunnel':
    case 'ensemble':
      return { what: 'the network of the server', command: 'aws ec2 describe-security-groups' }
  }
}
