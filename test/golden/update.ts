/**
 * Writes the golden trees anew, from what the cases render now: `npx ts-node --project test/tsconfig.json
 * test/golden/update.ts`. It is a script of its own and no mode of the test, so that no run of the tests can make
 * itself pass; what it changed is for a person to read in `git diff test/golden`.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CASES, renderOf } from '../support/render-cases';
import { golden, GOLDEN } from '../support/render-golden';

for (const [name, options] of Object.entries(CASES)) {
  const files = golden(renderOf(options));
  const root = join(GOLDEN, name);
  rmSync(root, { recursive: true, force: true });
  for (const { path, content, executable } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    if (executable) chmodSync(target, 0o755);
  }
  console.log(`${name}: ${files.length} files`);
}
