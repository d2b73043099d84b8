/**
 * A document whose denials do not reach the deployer: a bucket that refuses everybody would refuse to be removed as well, and only the root user of
 * its account could help. `deployer` is a pattern of its ARN; a root user needs no help.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 */
export function spareDeployer(document: string, deployer: string | undefined): string {
  if (deployer === undefined) return document
  return JSON.stringify(
    JSON.parse(document, (_, value: unknown) => (isDenial(value) ? spared(value, deployer) : value)),
    undefined,
    2,
  )
}

type Denial = { readonly Effect: 'Deny'; readonly Condition?: unknown }

const isDenial = (value: unknown): value is Denial =>
  typeof value === 'object' && value !== null && 'Effect' in value && value.Effect === 'Deny'

/** Conditions of several operators must all hold; of the two that say the same, the fixture has one at most. */
function spared(statement: Denial, deployer: string): object {
  const { Condition } = statement
  const condition = typeof Condition === 'object' && Condition !== null ? Condition : {}
  const operator = 'ArnNotLike' in condition ? 'ArnNotEquals' : 'ArnNotLike'
  const own: unknown = operator in condition ? Reflect.get(condition, operator) : undefined
  return {
    ...statement,
    Condition: { ...condition, [operator]: { ...(typeof own === 'object' ? own : {}), 'aws:PrincipalArn': deployer } },
  }
}
