import type { Address } from '../base/cidr.ts'
import type { LoginBlocker } from '../network/admit-login.ts'

/** The addresses as the server sees them, which may be those of a NAT gateway or a bastion. */
export const seen = (blockers: readonly LoginBlocker[]): readonly Address[] =>
  blockers.flatMap((blocker) => (blocker.blocks === 'access' ? [blocker.address] : []))

/** Of the addresses that are kept for documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
export const elsewhere = { family: 'ipv4', first: 0xc000_0200n, last: 0xc000_02ffn, prefixLength: 24 } as const
