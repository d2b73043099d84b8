/** What of an SDK client the detour needs. */
interface DetouredClient {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<unknown>) => (args: { request?: unknown }) => Promise<unknown>,
      options: { readonly step: 'finalizeRequest'; readonly priority: 'low' },
    ): void
  }
}

/** An endpoint that a client may put names before: `111122223333.localhost`, `NAME-111122223333.localhost`. */
export const localhostOf = (endpoint: string): string => endpoint.replace('127.0.0.1', 'localhost')

/** Sends what a client means for a name below `localhost` to the loopback address: not every system resolves such names. */
export function throughLocalhost<Client>(client: Client): Client {
  const { middlewareStack } = client as Client & DetouredClient
  const detour = (next: (args: never) => Promise<unknown>) => (args: { request?: unknown }) => {
    if (typeof args.request === 'object' && args.request !== null) Object.assign(args.request, { hostname: '127.0.0.1' })
    return next(args as never)
  }
  middlewareStack.add(detour, { step: 'finalizeRequest', priority: 'low' })
  return client
}
