import type { Call } from '../operation.ts'

/** The ARN of the user or role that calls; of the root user or a federated one its own. */
export const identityArn = ({ caller: { principal } }: Call): string | undefined =>
  principal.type === 'assumedRole' ? principal.roleArn : 'arn' in principal ? principal.arn : undefined
