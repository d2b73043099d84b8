// In a project of your own no configuration is needed: there Vitest does not transform what it finds in node_modules.
export default { test: { include: ['examples/vitest-suite/*.test.mjs'], server: { deps: { external: [/\/dist\//] } } } }
