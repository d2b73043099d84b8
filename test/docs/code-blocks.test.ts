import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'

const pages = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]
const textOf = (page: string): string => readFileSync(resolve(page), 'utf8')

interface Block {
  readonly language: string
  readonly text: string
}

/** Blocks of code, those in lists too. */
const blocksOf = (page: string): readonly Block[] =>
  [...textOf(page).matchAll(/^( *)```(\w*)[^\n]*\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))

/** The options of each command, as the reference has them; that it is true, another test says. */
const options = new Map(
  textOf('docs/commands.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [, command = ''] = /^`sallyport ((?:[a-z]+ ?)+)/.exec(section) ?? []
      return [
        command.trim(),
        new Set([...section.matchAll(/^\| `[^|]*?(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long]) => [short, long])),
      ]
    }),
)

/** `sallyport gate --base v1` of a line that has more than that. */
const callsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, ' ')
    .split(/\n|&&|\|\||[|;]|\$\(/)
    .map((part) => part.replace(/\s#.*$/, '').trim())
    .flatMap((part) => /^(?:\$ )?(?:npx )?sallyport +(.+)$/.exec(part)?.[1] ?? [])

function slipOf(call: string): string | undefined {
  const words = call.split(' -- ')[0]?.split(/\s+/) ?? []
  const [name = '', sub = ''] = words
  const command = options.has(`${name} ${sub}`) ? `${name} ${sub}` : name
  const known = options.get(command)
  if (known === undefined) return `no command \`${command}\``
  const used = words.flatMap((word) => /^(--?[a-zA-Z][\w-]*)/.exec(word)?.[1] ?? [])
  const [unknown] = used.filter((option) => !known.has(option) && option !== '--help')
  return unknown === undefined ? undefined : `\`${command}\` has no \`${unknown}\``
}

describe('code blocks of the documents', () => {
  it('are found, and name commands', () => {
    expect(options.get('test')?.has('--watch')).toBe(true)
    expect(pages.flatMap(blocksOf).flatMap(({ text }) => callsIn(text)).length).toBeGreaterThan(50)
    expect(slipOf('test --wach')).toBe('`test` has no `--wach`')
  })

  it.each(pages)('%s names commands and options that are there', (page) => {
    const blocks = blocksOf(page).filter(({ language }) => ['sh', 'console', 'yaml', ''].includes(language))
    expect(
      blocks.flatMap(({ text }) => callsIn(text)).flatMap((call) => (slipOf(call) === undefined ? [] : `${call}: ${slipOf(call)}`)),
    ).toEqual([])
  })

  it.each(pages)('%s has YAML and JSON that can be read', (page) => {
    for (const { language, text } of blocksOf(page)) {
      if (language === 'json') expect(() => JSON.parse(text), text).not.toThrow()
      if (language === 'yaml') for (const document of parseAllDocuments(text)) expect(document.errors, text).toEqual([])
    }
  })
})
