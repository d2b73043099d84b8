import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { member } from '../../src/base/located.ts'
import { parseYaml } from '../../src/base/parse-yaml.ts'
import { admits } from '../../src/network/admits.ts'
import { networkShape } from '../../src/network/network-shape.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import { flowOf } from './networks.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/network.md'), 'utf8')

it('the network of docs/network.md is right, and lets the product in', () => {
  const tree = parseYaml(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '', 'docs/network.md')
  const value = tree.ok && tree.value.kind === 'object' ? member(tree.value, 'network') : undefined
  if (value === undefined) throw new Error('the document has no network')
  const accounts = new Map([
    ['vendor', '444455556666'],
    ['customer', '111122223333'],
  ])
  const network = parseNetwork(value, { accounts })
  expect(network.ok ? [] : network.error.map(({ message }) => message)).toEqual([])
  if (!network.ok) return
  expect(admits(network.value, flowOf(network.value, { from: 'app-1', to: 'warehouse' })).outcome).toBe('open')
})

it('docs/network.md names every key of a network', () => {
  const { properties } = networkShape.schema
  const keys = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  expect(keys.length).toBeGreaterThan(15)
  expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([])
})
