import type { Fixture } from '../../src/fixture/fixture.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'

/** A fixture from its text and its documents, which are named by file. */
export function fixtureOf(text: string, documents: Readonly<Record<string, object>>): Fixture {
  const parsed = parseFixture(text, {
    name: 'set',
    file: 'set/fixture.yaml',
    readFile: (path) => {
      const name = path.replace(/^\.\//, '')
      const document = documents[name]
      const file = `set/${name}`
      return document === undefined
        ? { found: false, file, beside: Object.keys(documents) }
        : { found: true, file, text: JSON.stringify(document, undefined, 2) }
    },
  })
  if (!parsed.ok) throw new Error(parsed.error.map(({ message, help }) => `${message} (${help})`).join('\n'))
  return parsed.value
}

export const policy = (...statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements })

export const trusting = (...arns: readonly string[]): object =>
  policy({ Effect: 'Allow', Principal: { AWS: arns }, Action: 'sts:AssumeRole' })
