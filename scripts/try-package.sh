#!/usr/bin/env bash
# Packs the package, installs it in an empty folder, and uses it as a newcomer does. Also what publint and attw say of it.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm run --silent build
tarball=$folder/$(npm pack --silent --pack-destination "$folder")
size=$(stat -c %s "$tarball")
echo "packed: $((size / 1024)) kB"
((size < 12 * 1024 * 1024)) || { echo "the package is larger than 12 MB"; exit 1; }
npx publint --strict "$tarball"
npx --yes @arethetypeswrong/cli@0.18.5 --profile esm-only "$tarball"

cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "$tarball"
echo "installed: $(du -sk node_modules | cut -f1) kB in $(find node_modules -name package.json -path '*node_modules/*' -maxdepth 4 | wc -l) packages"
npx sallyport init . >init.txt 2>errors.txt || { cat init.txt errors.txt; exit 1; }
[ ! -s errors.txt ] || { echo "something stands on standard error:"; cat errors.txt; exit 1; }
tail -3 init.txt
head -1 scenarios/first.yaml
npx sallyport doctor
node --input-type=module -e "
  import { loadFixture, catalogue } from 'sallyport'
  const { ok, value } = await loadFixture('policies/first')
  if (!ok || value.roles.size !== 1 || catalogue.length < 30) process.exit(1)
  console.log('the package can be imported')"
# The same package on every Node that is supported: the answers are alike, and nothing stands on standard error.
for version in 20.20.2 22.23.3 24.21.0 26.10.0; do
  binaries=node-$(node -p '`${process.platform}-${process.arch}`')
  npm install --silent --no-audit --no-fund --no-package-lock --prefix "node-$version" "$binaries@$version"
  node=$folder/node-$version/node_modules/$binaries/bin/node
  cli=node_modules/sallyport/dist/cli/main.js
  shipped=node_modules/sallyport/scenarios
  {
    "$node" "$cli" --help
    "$node" "$cli" test scenarios -r tap --seed 1
    "$node" "$cli" test "$shipped"/{s3-input-iam-user,postgres,mysql,mongodb,sftp}.yaml -r tap --seed 1
    "$node" "$cli" sandbox exec --tls -- "$node" -e 'console.log(process.env.AWS_ENDPOINT_URL.split(":")[0])'
    "$node" --input-type=module -e "
      import { catalogue, loadFixture, startSandbox } from 'sallyport'
      await (await startSandbox()).close()
      console.log(catalogue.length, (await loadFixture('policies/first')).ok)"
  } >"out-$version.txt" 2>"err-$version.txt" || { cat "out-$version.txt" "err-$version.txt"; exit 1; }
  [ ! -s "err-$version.txt" ] || { echo "Node $version says on standard error:"; cat "err-$version.txt"; exit 1; }
  cmp "out-$version.txt" out-20.20.2.txt || { echo "Node $version answers otherwise"; exit 1; }
  echo "Node $("$node" --version): as it should"
done

npm install --silent --no-audit --no-fund vitest@"$(node -p "require('$root/package.json').devDependencies.vitest")" fast-check@"$(node -p "require('$root/package.json').devDependencies['fast-check']")"
cat >policies.test.mjs <<'JS'
import fc from 'fast-check'
import { loadFixture } from 'sallyport'
import { anyRequest } from 'sallyport/arbitraries'
import { decisionOn, expect, test } from 'sallyport/vitest'
test('the vendor reads what it should', async () => {
  const { value } = await loadFixture('policies/first')
  expect(decisionOn(value, { as: 'VendorReader', action: 's3:GetObject', resource: 'arn:aws:s3:::acme-exports/daily/x' })).toBeAllowed()
  fc.assert(fc.property(anyRequest, ({ action }) => action.startsWith('s3:')))
})
JS
npx vitest run
