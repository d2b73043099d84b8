const spelt: Readonly<Record<string, string>> = { '…': '...', '→': '->', '←': '<-', '│': '|', '─': '-', '“': '"', '”': '"', '’': "'" }

/**
 * The text as the terminal can show it: plain ASCII signs where its locale is not UTF-8. Files and pipes get the text as it is.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
export function terminalText(text: string, stream: { readonly isTTY?: boolean }): string {
  if (stream.isTTY !== true || process.platform === 'win32') return text
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env
  const locale = LC_ALL || LC_CTYPE || LANG || ''
  if (TERM !== 'dumb' && /utf-?8/i.test(locale)) return text
  return text.replace(/[…→←│─“”’]/g, (sign) => spelt[sign] ?? sign)
}
