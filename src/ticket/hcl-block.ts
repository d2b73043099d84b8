/** A block of Terraform's language: `condition { … }`, `data "aws_iam_policy_document" "read" { … }`. */
export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly start: number
  /** Between the braces. */
  readonly inner: { readonly start: number; readonly end: number }
  readonly end: number
}

/** The blocks of a stretch of text; blocks inside blocks are for another call. */
export function findBlocks(text: string, from = 0, to = text.length): readonly HclBlock[] {
  const found: HclBlock[] = []
  const head = /^[ \t]*(?:[-+~][ \t]+)?([a-z_]+)((?:[ \t]+"[\w./-]+")*)[ \t]*\{/gm
  head.lastIndex = from
  for (let match = head.exec(text); match !== null && match.index < to; match = head.exec(text)) {
    const [whole, type = '', labels = ''] = match
    const start = match.index + whole.length
    const close = closingOf(text, start)
    found.push({ type, labels: labels.match(/[\w./-]+/g) ?? [], start: match.index, inner: { start, end: close }, end: close + 1 })
    head.lastIndex = close + 1
  }
  return found
}

/** Where the brace is closed that is open at an offset. */
function closingOf(text: string, start: number): number {
  const sign = /"(?:[^"\\\n]|\\.)*"|(?:#|\/\/)[^\n]*|[{}]/g
  sign.lastIndex = start
  let depth = 1
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    depth += match[0] === '{' ? 1 : match[0] === '}' ? -1 : 0
    if (depth === 0) return match.index
  }
  return text.length
}

/** What names of the same text stand for: buckets, variables with a default, locals. */
export function hclNames(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { type, labels, inner } of findBlocks(text)) {
    const body = text.slice(inner.start, inner.end)
    const said = (key: string): string | undefined => new RegExp(String.raw`^\s*${key}\s*=\s*"([^"$\n]*)"`, 'm').exec(body)?.[1]
    if (type === 'resource' && labels[0] === 'aws_s3_bucket' && said('bucket') !== undefined) {
      const [bucket, name] = [`aws_s3_bucket.${labels[1] ?? ''}`, said('bucket') ?? '']
      names.set(`${bucket}.arn`, `arn:aws:s3:::${name}`).set(`${bucket}.id`, name).set(`${bucket}.bucket`, name)
    }
    if (type === 'variable' && said('default') !== undefined) names.set(`var.${labels[0] ?? ''}`, said('default') ?? '')
    if (type === 'locals')
      for (const [, key = '', value = ''] of body.matchAll(/^\s*(\w+)\s*=\s*"([^"$\n]*)"/gm)) names.set(`local.${key}`, value)
  }
  return names
}
