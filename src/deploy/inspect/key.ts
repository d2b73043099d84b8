import type { GrantListEntry, KMS } from '@aws-sdk/client-kms'
import { parseArn } from '../../policy/arn.ts'
import { clientsOf } from '../clients.ts'
import type { Reader } from './reader.ts'

/** Reads a key: its state, its policy, and the grants beside the policy. */
export async function inspectKey(reader: Reader, arn: string): Promise<void> {
  const { account = '', region = '' } = parseArn(arn) ?? {}
  const describe = { command: `aws kms describe-key --key-id ${arn}`, action: 'kms:DescribeKey' }
  if (!reader.has(account, describe)) return
  const kms = await clientsOf(reader.target).kms(account, region)
  const described = await reader.ask(describe, () => kms.describeKey({ KeyId: arn }))
  if (described?.KeyMetadata !== undefined) reader.answer(describe.command, { KeyMetadata: described.KeyMetadata })
  const read = { command: `aws kms get-key-policy --key-id ${arn}`, action: 'kms:GetKeyPolicy' }
  // The calls below do not take an alias.
  const KeyId = described?.KeyMetadata?.Arn ?? arn
  const policy = await reader.ask(read, () => kms.getKeyPolicy({ KeyId, PolicyName: 'default' }))
  if (policy?.Policy !== undefined) reader.answer(read.command, { Policy: JSON.parse(policy.Policy), PolicyName: 'default' })
  const list = { command: `aws kms list-grants --key-id ${KeyId}`, action: 'kms:ListGrants' }
  const Grants = await reader.ask(list, () => grantsOf(kms, KeyId))
  if (Grants !== undefined && Grants.length > 0) reader.answer(list.command, { Grants })
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
async function grantsOf(kms: KMS, KeyId: string): Promise<readonly GrantListEntry[]> {
  const all: GrantListEntry[] = []
  let Marker: string | undefined
  do {
    const page = await kms.listGrants(Marker === undefined ? { KeyId } : { KeyId, Marker })
    all.push(...(page.Grants ?? []))
    Marker = page.Truncated === true ? page.NextMarker : undefined
  } while (Marker !== undefined)
  return all
}
