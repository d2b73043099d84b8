const dot = 46
const zero = 48
/** `255.255.255.255`. */
const longest = 15

/**
 * An IPv4 address in dotted decimal as a number of 32 bits: four parts without leading zeros, nothing looser. Read digit by digit, because
 * every request brings one.
 */
export function parseIpv4(text: string): number | undefined {
  if (text.length > longest) return undefined
  let value = 0
  let parts = 0
  let part = -1
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === dot) {
      if (part < 0) return undefined
      value = value * 256 + part
      parts += 1
      part = -1
      continue
    }
    const digit = character - zero
    if (digit < 0 || digit > 9 || part === 0) return undefined
    part = part < 0 ? digit : part * 10 + digit
    if (part > 255) return undefined
  }
  return parts === 3 && part >= 0 ? value * 256 + part : undefined
}
