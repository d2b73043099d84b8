export default { description: 'a fixture in TypeScript' as string, accounts: {} }
