import { parseArn } from './arn.ts'
import type { PrincipalPattern } from './policy.ts'

/**
 * Whether a principal is written in a form that can name somebody. Whether it exists is another question.
 *
 * A wildcard stands alone or not at all: `role/etl-*` is refused.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function isPrincipalShape({ type, text }: PrincipalPattern): boolean {
  switch (type) {
    case '*':
      return true
    case 'AWS':
      return text === '*' || isAccountId(text) || isUniqueId(text) || isPrincipalArn(text)
    case 'Service':
      return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(text)
    case 'Federated':
      return text !== '' && !/[*?\s]/.test(text)
    case 'CanonicalUser':
      return /^[0-9a-f]{64}$/.test(text)
  }
}

const isAccountId = (text: string): boolean => /^\d{12}$/.test(text)

/** What a principal turns into when it is deleted, and the id of an origin access identity's user. */
/** `AIDA…`, which AWS shows in the place of a user that was deleted. */
export const isUniqueId = (text: string): boolean => /^A(?:IDA|ROA|GPA|NPA|SIA|KIA)[A-Z0-9]{12,}$/.test(text)

function isPrincipalArn(text: string): boolean {
  const arn = parseArn(text)
  if (arn === undefined || /[*?]/.test(text) || arn.region !== '') return false
  if (arn.service === 'sts') return isAccountId(arn.account) && /^(?:assumed-role\/[^/]+\/[^/]+|federated-user\/[^/]+)$/.test(arn.resource)
  if (arn.service !== 'iam') return false
  if (arn.account === 'cloudfront') return arn.resource.startsWith('user/CloudFront Origin Access Identity ')
  return isAccountId(arn.account) && (arn.resource === 'root' || /^(?:user|role)\/\S+$/.test(arn.resource))
}
