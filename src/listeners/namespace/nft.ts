import { execFile } from 'node:child_process'

/** More lines than these do not fit one message to the kernel where the user is not root. */
const mostLines = 400

/** Hands a text to a program of the namespace. Rejects with what it says. */
export function feed(program: 'nft' | 'ip', args: readonly string[], input: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) done(stdout)
      else fail(new Error(`${program}: ${stderr.trim() || error.message}`))
    })
    // A program that ends early has said why.
    child.stdin?.on('error', () => {}).end(input)
  })
}

/** Adds rules, in the order given. What is added in one piece takes effect at once. */
export async function addRules(commands: readonly string[]): Promise<void> {
  for (let from = 0; from < commands.length; from += mostLines) {
    await feed('nft', ['-f', '-'], `${commands.slice(from, from + mostLines).join('\n')}\n`)
  }
}

/** Ports of clients whose packets were dropped, each with the number of the reason. */
export async function readDropped(): Promise<ReadonlyMap<number, number>> {
  const answer: unknown = JSON.parse(await feed('nft', ['-j', 'list', 'set', 'inet', 'sallyport', 'dropped'], ''))
  const pairs = [...JSON.stringify(answer).matchAll(/\{"concat":\[(\d+),(\d+)\]\}/g)]
  return new Map(pairs.map(([, port, number]) => [Number(port), Number(number)]))
}
