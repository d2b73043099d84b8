import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random } from '../random.ts'

/** A password as it is kept: nobody can read it there. */
export interface Password {
  readonly salt: string
  readonly hash: string
}

const hashOf = (salt: string, text: string): string => createHash('sha256').update(salt).update(text).digest('hex')

export function newPassword(text: string, random: Random): Password {
  const salt = random.bytes(16).toString('hex')
  return { salt, hash: hashOf(salt, text) }
}

export const isPassword = ({ salt, hash }: Password, text: string): boolean =>
  timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(salt, text)))
