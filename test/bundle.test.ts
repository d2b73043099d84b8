import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const dist = join(import.meta.dirname, '../dist')
const bundled = [
  ...['cli/main', 'cli/library'].map((entry) => `${entry}.js`),
  ...readdirSync(join(dist, 'chunks')).map((file) => `chunks/${file}`),
]
const sources = new Map(bundled.map((file) => [file, readFileSync(join(dist, file), 'utf8')]))

it('a bundled source has no character that takes two bytes, which would double all of it in memory', () => {
  const wide = [...sources].filter(([, text]) => /[^\0-\xff]/.test(text)).map(([file]) => file)
  expect(wide).toEqual([])
})

it('no CommonJS package is imported, which node would parse for its exports', () => {
  const packages = /^import\b[^;]*?\bfrom "(commander|ipaddr\.js|saxes|yaml)"/m
  expect([...sources].flatMap(([file, text]) => (packages.test(text) ? [file] : []))).toEqual([])
})

it('the data that few ask for stands in files of their own, which are found from where they are asked for', () => {
  const asked = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/createRequire\(import\.meta\.url\)\("(\.[^"]+\.cjs)"\)/g)].map(([, path = '']) => join(dist, file, '..', path)),
  )
  expect(asked).toHaveLength(2)
  expect(asked.filter((path) => !existsSync(path))).toEqual([])
})
