import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

// A page that is walked: blocks with `file=` are written, and of `console` blocks each `$ sallyport …` is run; the lines below it stand in what it prints,
// in this order.
const folder = mkdtempSync(join(tmpdir(), 'sallyport-docs-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Step {
  readonly command: string
  readonly told: readonly string[]
}

function stepsOf(block: string): readonly Step[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = '', ...told] = text.trimEnd().split('\n')
      return { command, told }
    })
}

it('the tutorial can be followed to the letter', { timeout: 300_000 }, async () => {
  const page = readFileSync(resolve('docs/tutorial.md'), 'utf8')
  let cwd = folder
  for (const [, file, text = ''] of page.matchAll(/^```(?:console|\w+ file=(\S+))\n(.*?)^```$/gms)) {
    if (file !== undefined) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
      continue
    }
    for (const { command, told } of stepsOf(text)) {
      const [program, ...args] = command.split(' ')
      if (program === 'cd') {
        cwd = join(cwd, args[0] ?? '')
        continue
      }
      expect(program).toBe('sallyport')
      const { stdout, stderr, code } = await runCli(args, { cwd, env: { ...process.env, CI: '', GITHUB_ACTIONS: '' } })
      expect([0, 1], `${command}\n${stderr}`).toContain(code)
      const printed = `${stdout}${stderr}`
      let from = 0
      for (const line of told) {
        const at = printed.indexOf(line.trim(), from)
        expect(at, `${command} prints \`${line.trim()}\`; it prints\n${printed}`).toBeGreaterThanOrEqual(0)
        from = at
      }
    }
  }
})
