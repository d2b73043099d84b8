import type { SentCall } from '../deploy/target.ts'

/** What calls may cost, in US dollars. */
export interface Cost {
  readonly calls: number
  readonly dollars: number
}

/**
 * List prices of us-east-1 in November 2026, without a free tier: an order of magnitude, no bill. IAM, STS and Organizations cost nothing. A KMS key
 * that is deleted again within the hour costs a fraction of its dollar a month.
 *
 * @see https://aws.amazon.com/s3/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 */
export function costOf(calls: readonly Pick<SentCall, 'service' | 'operation'>[]): Cost {
  return { calls: calls.length, dollars: calls.reduce((sum, call) => sum + priceOf(call), 0) }
}

const perKey = 1 / 730

function priceOf({ service, operation }: Pick<SentCall, 'service' | 'operation'>): number {
  if (service === 'kms') return (operation === 'CreateKey' ? perKey : 0) + 0.03 / 10_000
  if (service !== 's3' || operation.startsWith('Delete') || operation.startsWith('Abort')) return 0
  return /^(Put|Create|Complete|Upload|List)/.test(operation) ? 0.005 / 1000 : 0.0004 / 1000
}
