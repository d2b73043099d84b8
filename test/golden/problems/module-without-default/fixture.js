export const fixture = { description: 'not the default export' }
