import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

/** The compiled library in the package. */
export const BUNDLE = 'lib/bundle/python-gitops.js';

/**
 * A second version of the library, made from the packed one: one document and every Deployment read differently, one
 * script is new, and one is no longer generated.
 *
 * @param edits more changes: a file, a text in it, and what replaces it
 */
export function packNextVersion(...edits: readonly (readonly [path: string, from: string, to: string])[]): string {
  const folder = support.makeFolder('next');
  support.run('tar', ['-xzf', support.tarball(), '-C', folder], { cwd: folder });
  const root = join(folder, 'package');
  support.edit(join(root, 'package.json'), '"version": "0.0.0"', '"version": "0.1.0"');
  const rollback = join(root, 'templates/docs/ROLLBACK.md');
  writeFileSync(rollback, `${readFileSync(rollback, 'utf8')}\nA sentence of the next version.\n`);
  const scripts = join(root, 'templates/repository/scripts');
  writeFileSync(join(scripts, 'new-script.sh'), readFileSync(join(scripts, 'install-tools.sh')));
  rmSync(join(scripts, 'install-tools.sh'));
  support.edit(join(root, BUNDLE), '"install-tools.sh"', '"new-script.sh"');
  support.edit(join(root, BUNDLE), 'revisionHistoryLimit: 5', 'revisionHistoryLimit: 6');
  for (const [path, from, to] of edits) support.edit(join(root, path), from, to);
  const tarball = join(folder, 'next.tgz');
  support.run('tar', ['-czf', tarball, 'package'], { cwd: folder });
  return tarball;
}
