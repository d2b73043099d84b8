import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Located, plain } from '../../src/base/located.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import { type Edit, splice } from '../../src/base/splice.ts'
import { unifiedDiff } from '../../src/base/unified-diff.ts'

const scalar = fc.constantFrom<unknown>(null, true, 1, 'x', '', 'a/b~c', '"\n')
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a/b', '~', '', '__proto__'), tie('json'), { maxKeys: 3 }),
  ),
}))

/** A text with its own layout: indented by some unit, or all on one line, and with either line break. */
const text = fc
  .tuple(json, fc.constantFrom(undefined, 1, 2, 4, '\t'), fc.boolean(), fc.boolean())
  .map(([value, indent, carriageReturns, blankAround]) => {
    const lines = JSON.stringify(value, undefined, indent)
    const around = blankAround ? ` ${lines}\n` : lines
    return carriageReturns ? around.replaceAll('\n', '\r\n') : around
  })

const read = (of: string): Located => {
  const result = parseJson(of, '')
  if (!result.ok) throw new Error(result.error[0]?.message)
  return result.value
}

const below = (value: Located): readonly Located[] => {
  if (value.kind === 'array') return [value, ...value.items.flatMap(below)]
  return value.kind === 'object' ? [value, ...value.members.flatMap((member) => below(member.value))] : [value]
}

/** The same edit on the value, without text. */
function patched(value: unknown, tokens: readonly string[], edit: Edit): unknown {
  const [token, ...rest] = tokens
  if (token === undefined) return edit.edit === 'remove' ? undefined : edit.value
  if (Array.isArray(value)) {
    const at = token === '-' ? value.length : Number(token)
    if (rest.length > 0) return value.with(at, patched(value[at], rest, edit))
    if (edit.edit === 'replace') return value.with(at, edit.value)
    return edit.edit === 'add' ? value.toSpliced(at, 0, edit.value) : value.toSpliced(at, 1)
  }
  const entries = Object.entries(value as object)
  if (rest.length === 0 && edit.edit === 'remove') return fromEntries(entries.filter(([key]) => key !== token))
  if (rest.length === 0 && edit.edit === 'add') return fromEntries([...entries, [token, edit.value]])
  return fromEntries(entries.map(([key, of]) => [key, key === token ? patched(of, rest, edit) : of]))
}

const fromEntries = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries)
const tokensOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

/** An edit that has a place in the text. */
const anyEdit = (of: string): fc.Arbitrary<Edit> => {
  const values = below(read(of))
  const replacing = fc
    .tuple(fc.constantFrom(...values), json)
    .map(([{ at }, value]): Edit => ({ edit: 'replace', at: at.pointer ?? '', value }))
  const removable = values.slice(1)
  const removing = fc
    .constantFrom(...(removable.length > 0 ? removable : values))
    .map(({ at }): Edit => ({ edit: 'remove', at: at.pointer ?? '' }))
  const adding = values.flatMap((value): readonly string[] => {
    if (value.kind === 'array') return [...value.items.map((item) => item.at.pointer ?? ''), `${value.at.pointer}/-`]
    return value.kind === 'object' ? [`${value.at.pointer}/new`] : []
  })
  const add =
    adding.length === 0 ? [] : [fc.tuple(fc.constantFrom(...adding), json).map(([at, value]): Edit => ({ edit: 'add', at, value }))]
  return fc.oneof(replacing, ...add, ...(removable.length > 0 ? [removing] : []))
}

const textAndEdit = text.chain((of) => fc.tuple(fc.constant(of), anyEdit(of)))

/** How many characters two texts share at their beginnings. */
const sharedPrefix = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}

describe('the laws of edits', () => {
  it('an edit of the text is the edit of the value', () => {
    fc.assert(
      fc.property(textAndEdit, ([before, edit]) => {
        const after = splice(before, [edit])
        const expected = patched(plain(read(before)), tokensOf(edit.at), edit)
        expect(after.ok && JSON.stringify(plain(read(after.value)))).toBe(JSON.stringify(expected))
      }),
      { numRuns: 1000 },
    )
  })

  it('all bytes outside the edited value, or its list, stay', () => {
    fc.assert(
      fc.property(textAndEdit, ([before, edit]) => {
        const after = splice(before, [edit])
        if (!after.ok) throw new Error('no place')
        const pointer = edit.edit === 'replace' ? edit.at : edit.at.slice(0, edit.at.lastIndexOf('/'))
        const around = below(read(before)).find(({ at }) => at.pointer === pointer)
        if (around === undefined) throw new Error('no value')
        const { start, end } = around.at
        expect(sharedPrefix(before, after.value)).toBeGreaterThanOrEqual(start.offset)
        expect(after.value.endsWith(before.slice(end.offset))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('all other values of the list keep their text', () => {
    fc.assert(
      fc.property(textAndEdit, ([before, edit]) => {
        const after = splice(before, [edit])
        if (!after.ok) throw new Error('no place')
        const textOf = (of: string, { at }: Located): string => of.slice(at.start.offset, at.end.offset)
        const kept = below(read(before)).filter(
          ({ at }) => !edit.at.startsWith(at.pointer ?? '') && !(at.pointer ?? '').startsWith(edit.at),
        )
        const found = new Set(below(read(after.value)).map((value) => textOf(after.value, value)))
        for (const value of kept) expect(found).toContain(textOf(before, value))
      }),
      { numRuns: 500 },
    )
  })

  it('removing what was added gives the text back', () => {
    fc.assert(
      fc.property(textAndEdit, ([before, edit]) => {
        if (edit.edit !== 'add') return
        const list = below(read(before)).find(({ at }) => `${at.pointer}/-` === edit.at)
        const length = list?.kind === 'array' ? list.items.length : 0
        const back = splice(before, [edit, { edit: 'remove', at: edit.at.replace(/\/-$/, `/${length}`) }])
        expect(back).toEqual({ ok: true, value: before })
      }),
      { numRuns: 500 },
    )
  })

  it('a diff, applied, gives the other text', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'c\r\n', '\n'), { maxLength: 30 })
    const anyText = fc.tuple(lines, fc.constantFrom('', 'end')).map(([of, end]) => of.join('') + end)
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        expect(applied(before, unifiedDiff(before, after, 'f'))).toBe(after)
      }),
      { numRuns: 1000 },
    )
  })
})

/** Applies a unified diff, and checks every line that it says is there. */
function applied(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const out: string[] = []
  let at = 0
  for (const hunk of diff.split(/^@@ /m).slice(1)) {
    const [header = '', ...body] = hunk.match(/[^\n]*\n|[^\n]+$/g) ?? []
    const [, start = '', count = '1'] = /^-(\d+)(?:,(\d+))?/.exec(header) ?? []
    const from = Number(start) - (count === '0' ? 0 : 1)
    out.push(...lines.slice(at, from))
    at = from
    body.forEach((line, index) => {
      const content = body[index + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1)
      if (line.startsWith('\\')) return
      if (!line.startsWith('+')) expect(lines[at++]).toBe(content)
      if (!line.startsWith('-')) out.push(content)
    })
  }
  return [...out, ...lines.slice(at)].join('')
}
