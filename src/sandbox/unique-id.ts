import type { AccountId } from '../policy/account-id.ts'
import type { Random } from './random.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export type UniqueIdPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'AIPA' | 'ANPA' | 'ANVA' | 'AKIA' | 'ASCA' | 'APKA' | 'ASIA' | 'ACCA' | 'SAMLSP'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** `AROA…` with 21 characters. Access keys (`AKIA…`, `ASIA…`) have 20, and their account can be read back from them. */
export function uniqueId(prefix: UniqueIdPrefix, account: AccountId, random: Random): string {
  return prefix + (prefix === 'AKIA' || prefix === 'ASIA' ? accessKeyBody(account, random) : random.text(17, base32))
}

export const secretAccessKey = (random: Random): string => random.text(40, secretAlphabet)

/** Eighty bits in base 32: a one, forty bits of account, the rest random, as in keys that AWS issues since 2019. */
function accessKeyBody(account: AccountId, random: Random): string {
  const noise = BigInt(`0x${random.bytes(5).toString('hex')}`) & 0x7f_ffff_ffffn
  let rest = (1n << 79n) | (BigInt(account) << 39n) | noise
  let text = ''
  for (let index = 0; index < 16; index += 1) {
    text = base32[Number(rest & 31n)] + text
    rest >>= 5n
  }
  return text
}

/** Reads the account back from an access key id; undefined for a text that is none. */
export function accountOfAccessKey(accessKeyId: string): string | undefined {
  const body = /^A[KS]IA([A-Z2-7]{16})$/.exec(accessKeyId)?.[1]
  if (body === undefined) return undefined
  let bits = 0n
  for (const character of body) bits = (bits << 5n) | BigInt(base32.indexOf(character))
  return String((bits >> 39n) & 0xff_ffff_ffffn).padStart(12, '0')
}
