import { err, ok, type Result } from '../base/result.ts'
import { parsePolicyText } from '../policy/parse-policy.ts'
import type { Policy } from '../policy/policy.ts'

/** How requests to one service come from a place in a network: what AWS knows of their way. */
export type Way =
  | { readonly from: 'internet'; readonly sourceIp: string }
  | {
      readonly from: 'vpcEndpoint'
      readonly vpc: string
      readonly vpcEndpoint: string
      readonly vpcSourceIp: string
      readonly type: 'Gateway' | 'Interface'
      /** Of the endpoint; absent: full access. */
      readonly policy?: Policy
    }

/** The ways from one place, by the prefix of the service; a service that is not among them is not reached. */
export type Door = ReadonlyMap<string, Way>

/** Reads `{ "s3": { "from": "internet", "sourceIp": "…" }, … }`, with the endpoint's policy as a document. */
export function parseDoor(text: string): Result<Door, string> {
  const root = read(text)
  if (!isRecord(root)) return err('the ways are an object by service')
  const door = new Map<string, Way>()
  for (const [service, value] of Object.entries(root)) {
    const way = isRecord(value) ? wayOf(value) : undefined
    if (way === undefined || typeof way === 'string') return err(way ?? `the way to \`${service}\` is not readable`)
    door.set(service, way)
  }
  return ok(door)
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function wayOf({
  from,
  sourceIp,
  vpc,
  vpcEndpoint,
  vpcSourceIp,
  type,
  policy,
}: Readonly<Record<string, unknown>>): Way | string | undefined {
  if (from === 'internet') return typeof sourceIp === 'string' ? { from, sourceIp } : undefined
  if (from !== 'vpcEndpoint' || typeof vpc !== 'string' || typeof vpcEndpoint !== 'string' || typeof vpcSourceIp !== 'string')
    return undefined
  if (type !== 'Gateway' && type !== 'Interface') return undefined
  const way = { from, vpc, vpcEndpoint, vpcSourceIp, type } as const
  if (policy === undefined) return way
  const parsed = parsePolicyText(JSON.stringify(policy), vpcEndpoint, 'vpcEndpoint')
  return parsed.ok ? { ...way, policy: parsed.value } : `the policy of \`${vpcEndpoint}\`: ${parsed.error[0]?.message ?? 'is not readable'}`
}

/** The address that logs show. */
export const addressOf = (way: Way): string => (way.from === 'internet' ? way.sourceIp : way.vpcSourceIp)
