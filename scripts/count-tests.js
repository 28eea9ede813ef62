// Prints the totals of JUnit reports as one line: `N passed, N failed`. Fails if a report is missing.
const { readFileSync } = require('node:fs');

let passed = 0;
let failed = 0;
for (const path of process.argv.slice(2)) {
  const [, attributes] = /<testsuites ([^>]*)>/.exec(readFileSync(path, 'utf8'));
  const count = (name) => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)[1]);
  const bad = count('failures') + count('errors');
  passed += count('tests') - bad;
  failed += bad;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
