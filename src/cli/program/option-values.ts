import { InvalidArgumentError, Option } from 'commander'
import type { Shard } from '../test/select-cases.ts'

/** A whole number that is not below the least. */
export const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`expected a whole number of at least ${least}.`)
    return value
  }

export const percent = (text: string): number => {
  const value = Number(text)
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('expected a number from 0 to 100; paths go before it.')
  return value
}

/** `1/4`. */
export const shard = (text: string): Shard => {
  const [, index = 0, count = 0] = (/^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []).map(Number)
  if (index < 1 || index > count) throw new InvalidArgumentError('expected two numbers as 1/4, the first not above the second.')
  return { index, count }
}

/** An option that may be given several times. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** Spelt out, because the reporters themselves are loaded only when they are needed. */
export const reporterNames = 'pretty, dot, json, ndjson, junit, sarif, tap, github, markdown, lcov, html, blob'

/** Milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (number === '') throw new InvalidArgumentError('expected a time as 30s, 90m, 2h or 1d.')
  return Number(number) * 1000 * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1)
}

export const parameterOption = (): Option =>
  new Option('--parameter <name=value...>', 'values of template parameters, of imported exports, of variables of Terraform')

export const varFileOption = (): Option =>
  new Option('--var-file <file...>', "values of Terraform's variables for `.tf` files, beside those that it reads by itself")

export const enforceOption = (): Option =>
  new Option(
    '--enforce <who>',
    'who decides about packets: our model, or the kernel of this Linux machine (nftables in a network namespace)',
  )
    .choices(['model', 'kernel'])
    .default('model')
