const isLoopback = (endpoint: string | undefined): endpoint is string =>
  endpoint !== undefined && /^https?:\/\/127\.0\.0\.1[:/]/.test(endpoint)

/** An endpoint that the SDK may put names before, as `111122223333.localhost`: it takes no address for that. */
export const nameableEndpoint = (endpoint: string | undefined): string | undefined =>
  isLoopback(endpoint) ? endpoint.replace('127.0.0.1', 'localhost') : endpoint

/** Where requests are to be sent to the loopback address after they were signed for a name below `localhost`, which not every system resolves. */
export const loopbackDetour = { step: 'finalizeRequest', priority: 'low', name: 'sallyportLoopback' } as const

/** Sends a request to `endpoint` that was made for a name before it. */
export function sendToLoopback(request: unknown, endpoint: string | undefined): void {
  if (isLoopback(endpoint) && typeof request === 'object' && request !== null) Object.assign(request, { hostname: '127.0.0.1' })
}
