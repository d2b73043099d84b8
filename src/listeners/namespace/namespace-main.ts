import type { Socket } from 'node:net'
import { ConnectionError } from '../network-hosts.ts'
import type { Answer, Question } from './message.ts'
import { NamespacedNetwork } from './namespaced-network.ts'

// The process that lives in a network namespace. It ends with the one that started it, and the namespace with both.

let network: NamespacedNetwork | undefined

async function answer(question: Question): Promise<{ readonly answer: Answer; readonly socket?: Socket }> {
  const { id } = question
  if (question.ask === 'open') {
    network = new NamespacedNetwork(question.network, question.options)
    await network.open()
    const { authorities, knownHosts } = network.hosts
    return { answer: { id, is: 'open', authorities, knownHosts } }
  }
  if (network === undefined) throw new Error('the network is not open')
  if (question.ask === 'flows') return { answer: { id, is: 'flows', outcomes: await network.ask(question.flows) } }
  const { host, port, from } = question
  return { answer: { id, is: 'connected' }, socket: await network.connect(host, port, from) }
}

function failureOf(id: number, error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error)
  const { code, syscall } = error instanceof ConnectionError ? error : { code: 'ENAMESPACE', syscall: 'connect' }
  return { id, is: 'failed', code, syscall, message }
}

process.on('message', (question: Question) => {
  answer(question).then(
    ({ answer: said, socket }) => process.send?.(said, socket),
    (error: unknown) => process.send?.(failureOf(question.id, error)),
  )
})
process.on('disconnect', () => process.exit())
