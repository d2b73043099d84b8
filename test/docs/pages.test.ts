import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

it('commands that other pages name are there', async () => {
  const { stdout } = await runCli(['--help'])
  const commands = new Set([...stdout.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name))
  for (const name of ['how-to', 'library', 'reports', 'test', 'tutorial']) {
    const page = readFileSync(resolve(`docs/${name}.md`), 'utf8')
    const named = [...page.matchAll(/(?:^|`|\$ | {3})sallyport ([a-z]+)/gm)].map(([, command]) => command)
    expect(named.filter((command) => !commands.has(command))).toEqual([])
  }
})

it('links of the pages lead somewhere', () => {
  for (const name of ['how-to', 'library', 'reports', 'test', 'tutorial']) {
    const page = readFileSync(resolve(`docs/${name}.md`), 'utf8')
    for (const [, link = ''] of page.matchAll(/\]\(([\w./-]+\.md)\)/g)) expect(() => readFileSync(resolve('docs', link))).not.toThrow()
  }
})

it('the reference of commands is what their help says', async () => {
  const { stdout } = await runCli(['reference'])
  expect(readFileSync(resolve('docs/commands.md'), 'utf8'), 'write it again: node dist/cli/main.js reference > docs/commands.md').toBe(
    stdout,
  )
})
