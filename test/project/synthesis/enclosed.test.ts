import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runValidate } from '../../../src/cli/commands/validate/run';
import type { FindingsError } from '../../../src/common/findings';
import { answer, rcWith } from '../../support/command';
import { expectUntouched, findingsOf, git, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

/** A repository in a folder of another one. */
function enclosed(path: string): { outer: string; folder: string } {
  const outer = temporaryFolder();
  const folder = join(outer, path);
  mkdirSync(folder, { recursive: true });
  synthIn(folder);
  writeFiles(folder, { '.projenrc.ts': rcWith(SHOP) });
  git(outer, 'init', '--quiet');
  return { outer, folder };
}

const refusal = (outer: string): object => ({
  code: 'path-conflict',
  path: '.',
  must: 'be the root of a repository: elsewhere, GitHub runs no workflows, and Argo CD finds no paths',
  got: `a folder of the repository ${outer}`,
  fix: 'use a folder outside of it, or run git init here first',
});

test.each(['shop', 'services/shop', 'a/b/c/shop'])('synth refuses %s, a folder of another repository', (path) => {
  const { outer, folder } = enclosed(path);
  expectUntouched(folder, () => {
    expect(findingsOf(() => synthIn(folder, { ...SHOP, pythonVersion: '3.12' }))).toEqual([refusal(outer)]);
  });
});

test.each([
  ['its own repository', (folder: string) => void git(folder, 'init', '--quiet')],
  ['a submodule or worktree', (folder: string) => writeFiles(folder, { '.git': 'gitdir: elsewhere\n' })],
])('%s inside of another one is accepted', (_what, init) => {
  const { folder } = enclosed('services/shop');
  init(folder);
  expect(synthIn(folder)).toContain('nothing to change');
});

test('validate refuses it, too', async () => {
  const { outer, folder } = enclosed('services/shop');
  const error: unknown = await answer(() => runValidate(folder, undefined, {})).catch((thrown: unknown) => thrown);
  expect((error as FindingsError).findings).toEqual([refusal(outer)]);
});
