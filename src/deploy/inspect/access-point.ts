import { parseArn } from '../../policy/arn.ts'
import { clientsOf } from '../clients.ts'
import type { Json, Reader } from './reader.ts'

/**
 * Reads an access point with its policy. Gives the bucket behind it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html
 */
export async function inspectAccessPoint(reader: Reader, arn: string): Promise<string | undefined> {
  const { account: AccountId = '', region = '', resource = '' } = parseArn(arn) ?? {}
  const Name = resource.replace(/^accesspoint\//, '')
  const option = `--account-id ${AccountId} --name ${Name}`
  const point = { command: `aws s3control get-access-point ${option}`, action: 's3:GetAccessPoint' }
  if (!reader.has(AccountId, point)) return undefined
  const control = await clientsOf(reader.target).s3Control(AccountId, region)
  const shown = await reader.ask(point, () => control.getAccessPoint({ AccountId, Name }))
  if (shown === undefined) return undefined
  const { $metadata: _, ...printed } = shown
  reader.answer(point.command, printed satisfies Json)
  const policy = { command: `aws s3control get-access-point-policy ${option}`, action: 's3:GetAccessPointPolicy' }
  await reader.keep(policy, 'Policy', () => control.getAccessPointPolicy({ AccountId, Name }), 'NoSuchAccessPointPolicy')
  return shown.Bucket
}
