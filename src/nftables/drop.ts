import type { ExplanationCode } from '../network/explanation-code.ts'
import type { Side } from './station.ts'

/** What dropped a packet: the kernel says it by number. */
export type Drop =
  /** `*` is the closing deny. */
  | { readonly by: 'networkAcl'; readonly networkAcl: string; readonly side: Side; readonly ruleNumber: number | '*' }
  | { readonly by: 'securityGroups'; readonly networkInterface: string; readonly side: Side }
  /** Routes, gateways and endpoints are the model's: the packet gets lost where the model says so. */
  | { readonly by: 'way'; readonly code: ExplanationCode; readonly component: string }
  /** Nobody has asked for such a flow. */
  | { readonly by: 'nobodyAsked' }

export function formatDrop(drop: Drop): string {
  switch (drop.by) {
    case 'networkAcl':
      return `the network ACL \`${drop.networkAcl}\`, ${drop.side} rule ${drop.ruleNumber}`
    case 'securityGroups':
      return `the security groups of \`${drop.networkInterface}\`, ${drop.side}`
    case 'way':
      return `the way: ${drop.code} at \`${drop.component}\``
    case 'nobodyAsked':
      return 'the end of the table: nobody has asked for this flow'
  }
}

/** Gives each reason its number. */
export class Drops {
  private readonly drops: Drop[] = [{ by: 'nobodyAsked' }]
  private readonly numbers = new Map<string, number>([[JSON.stringify(this.drops[0]), 1]])

  numberOf(drop: Drop): number {
    const key = JSON.stringify(drop)
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const number = this.drops.push(drop)
    this.numbers.set(key, number)
    return number
  }

  /** The reason that has the number. */
  at(number: number): Drop | undefined {
    return this.drops[number - 1]
  }
}
