import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { type Clients, clientsFor } from '../sandbox/clients.ts'

/** `sallyport sandbox start` as a process of its own. */
export interface StartedSandbox {
  readonly pid: number
  readonly endpoint: string
  /** Of the root user of its first account. */
  readonly clients: () => Clients
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

export async function startedSandbox(options: readonly string[]): Promise<StartedSandbox> {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'sandbox', 'start', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const variables = await exportedBy(child)
  const variable = (name: string): string => variables.get(name) ?? ''
  const credentials = { accessKeyId: variable('AWS_ACCESS_KEY_ID'), secretAccessKey: variable('AWS_SECRET_ACCESS_KEY') }
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  return {
    pid: child.pid ?? 0,
    endpoint: variable('AWS_ENDPOINT_URL'),
    clients: () => clientsFor(variable('AWS_ENDPOINT_URL'), credentials),
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

/** Waits for the last of the variables that it prints. */
function exportedBy(child: ChildProcess): Promise<ReadonlyMap<string, string>> {
  let [printed, said] = ['', '']
  child.stderr?.on('data', (text) => {
    said += text
  })
  return new Promise((found, failed) => {
    child.on('close', (code) => failed(new Error(`the sandbox ended with ${code}: ${said}`)))
    child.stdout?.on('data', (text) => {
      printed += text
      if (!/^export SALLYPORT_CONTROL_URL=.*\n/m.test(printed)) return
      found(new Map([...printed.matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, name = '', value = '']) => [name, value])))
    })
  })
}
