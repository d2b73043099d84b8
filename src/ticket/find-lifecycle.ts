import { type MappedText, spanOfText } from '../base/mapped-text.ts'
import type { Findings } from './findings.ts'
import { findBlocks, hclNames } from './hcl-block.ts'
import type { TicketExpiration } from './ticket.ts'

/**
 * Reads the lifecycle rules in Terraform's own language that expire all objects below a prefix.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_lifecycle_configuration
 */
export function findLifecycle(source: MappedText, into: Findings): void {
  const { text } = source
  for (const { type, labels, start, end, inner } of findBlocks(text)) {
    if (type !== 'resource' || labels[0] !== 'aws_s3_bucket_lifecycle_configuration') continue
    const at = spanOfText(source, start, end)
    const name = bucketIn(text, text.slice(inner.start, inner.end))
    into.buckets.push({ at, ...(name === undefined ? {} : { name }), lifecycle: rulesIn(source, inner) })
    into.understand(at, `the lifecycle rules of ${name === undefined ? 'the bucket' : `bucket \`${name}\``}`, 'Terraform makes them')
  }
}

function bucketIn(text: string, body: string): string | undefined {
  const [, written, reference = ''] = /^\s*bucket\s*=\s*(?:"([^"$\n]*)"|([\w.]+))/m.exec(body) ?? []
  return written ?? hclNames(text).get(reference)
}

function rulesIn(source: MappedText, { start, end }: { readonly start: number; readonly end: number }): readonly TicketExpiration[] {
  return findBlocks(source.text, start, end)
    .filter(({ type }) => type === 'rule')
    .flatMap(({ start: from, inner }) => {
      const body = source.text.slice(inner.start, inner.end)
      const days = Number(/\bexpiration\s*\{[^}]*?\bdays\s*=\s*(\d+)/.exec(body)?.[1])
      const isNarrow = /\b(?:tags?|object_size_\w+)\b\s*[={]/.test(body)
      if (!(days > 0) || isNarrow || said(body, 'status') !== 'Enabled') return []
      return [{ at: spanOfText(source, from, inner.end), id: said(body, 'id') ?? 'rule', prefix: said(body, 'prefix') ?? '', days }]
    })
}

const said = (body: string, key: string): string | undefined => new RegExp(String.raw`\b${key}\s*=\s*"([^"$\n]*)"`).exec(body)?.[1]
