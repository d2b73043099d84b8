const names: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58', all: '-1' }

/** The number of a protocol, `-1` for all; undefined for what is none. @see https://www.iana.org/assignments/protocol-numbers */
export function protocolNumber(text: string): string | undefined {
  const number = names[text.toLowerCase()] ?? text
  return number === '-1' || (/^\d{1,3}$/.test(number) && Number(number) <= 255) ? String(Number(number)) : undefined
}

/** As security groups have it: a name for the four that have ports or types. */
export function protocolName(text: string): string | undefined {
  const number = protocolNumber(text)
  return Object.keys(names).find((name) => name !== 'all' && names[name] === number) ?? number
}
