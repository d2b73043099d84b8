import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import { displayPath } from '../fixture/load.ts'
import { formatNetwork } from '../network/format-network.ts'
import { isDescribeAnswer } from '../network/import-describe.ts'
import type { Network } from '../network/network.ts'
import { parseNetwork } from '../network/parse-network.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { loadNetwork } from './load-network.ts'
import { printProblems } from './print-problems.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'
import { saveFiles } from './save-files.ts'

/** Whether files are answers of `aws ec2 describe-*`: several, a folder of them, or one. */
export function areDescribeAnswers(paths: readonly string[]): boolean {
  const [path = '', another] = paths
  return another !== undefined || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true || isAnswer(path)
}

function isAnswer(path: string): boolean {
  try {
    const tree = parseJson(readFileSync(path, 'utf8'), path)
    return tree.ok && isDescribeAnswer(tree.value)
  } catch {
    return false
  }
}

export interface NetworkImportOptions {
  readonly out: string
  readonly account: string
  readonly region: string
  readonly partial?: boolean
}

/** Answers of `aws ec2 describe-*` as a fixture that has their network. */
export async function importNetwork(paths: readonly string[], options: NetworkImportOptions): Promise<ExitCode> {
  const loaded = await loadNetwork(paths, { region: options.region })
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const network = loaded.value
  process.stderr.write(renderProblems(network.notes, readSource))
  const { text, lost } = formatNetwork(network)
  for (const each of lost) process.stderr.write(`${options.partial === true ? 'note: ' : ''}${each}\n`)
  if (lost.length > 0 && options.partial !== true) {
    process.stderr.write('nothing is written; --partial writes what can be known\n')
    return exitCode.input
  }
  const files = filesOf(text, network, paths, options)
  const file = displayPath(join(options.out, 'network.yaml'))
  const again = parseYaml(files.get('network.yaml') ?? '', file)
  const checked = again.ok ? parseNetwork(again.value) : again
  if (!checked.ok) return printProblems(checked) ?? exitCode.input
  saveFiles(
    options.out,
    Array.from(files, ([path, content]) => ({ path, text: content })),
  )
  process.stdout.write(`${file}: ${countedParts(network)}\n`)
  return exitCode.ok
}

function filesOf(
  text: object,
  { vpcs }: Network,
  paths: readonly string[],
  { account }: NetworkImportOptions,
): ReadonlyMap<string, string> {
  const ids = [...new Set([...vpcs.values()].map((vpc) => vpc.account ?? account))]
  const accounts = Object.fromEntries(ids.map((id) => [ids.length === 1 ? 'owner' : `account-${id}`, id]))
  const description = `The network that ${paths.map(displayPath).join(', ')} describes`
  const head = '# Imported from answers of aws ec2 describe-*.\n'
  return new Map([
    ['fixture.yaml', `${head}${stringify({ description, accounts, network: './network.yaml' }, { lineWidth: 0 })}`],
    ['network.yaml', `${head}${stringify(text, { lineWidth: 0, flowCollectionPadding: true })}`],
  ])
}

export function countedParts({
  vpcs,
  subnets,
  securityGroups,
  networkAcls,
  routeTables,
  networkInterfaces,
  vpcEndpoints,
}: Network): string {
  const parts = {
    VPCs: vpcs,
    subnets,
    'security groups': securityGroups,
    'network ACLs': networkAcls,
    'route tables': routeTables,
    endpoints: vpcEndpoints,
    interfaces: networkInterfaces,
  }
  return Object.entries(parts)
    .filter(([, { size }]) => size > 0)
    .map(([name, { size }]) => `${size} ${name}`)
    .join(', ')
}
