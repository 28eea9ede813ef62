import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { runHeal } from '../../../src/cli/commands/heal/run';
import { runRestore } from '../../../src/cli/commands/restore/run';
import { JOURNAL } from '../../../src/files/disk/journal';
import { sha256 } from '../../../src/files/tree/hash-manifest';
import { answer, rcWith, repositoryWith } from '../../support/command';
import { contents, git, pathsBelow, read, SHOP, writeFiles } from '../../support/repository';

const OPTIONS = { ...SHOP, apps: { storefront: {}, checkout: {} } };

let folder: string;

beforeEach(() => {
  folder = repositoryWith(OPTIONS);
});

const driftsNow = async (): Promise<string[]> => {
  const { stdout } = await answer(() => runDrift(folder, [], { json: true }));
  return (JSON.parse(stdout) as { files: { path: string; state: string }[] }).files.map(
    ({ path, state }) => `${state} ${path}`,
  );
};

test('one edit of two is healed and saved, the other stays; restore gives it back byte for byte', async () => {
  const generated = read(folder, 'Makefile');
  const edits = { Makefile: `${generated}mine:\r\n`, 'apps/storefront/Dockerfile': 'FROM mine' };
  writeFiles(folder, edits);
  const { code, stdout } = await answer(() => runHeal(folder, ['Makefile'], {}));
  expect(code).toBe(0);
  const [patch] = pathsBelow(folder).filter((path) => path.endsWith('.patch'));
  const name = patch.split('/').at(-1)?.replace('.patch', '');
  expect(stdout.split('\n')).toEqual([
    'healed 1 file:',
    '  Makefile',
    '',
    'These files were edited by hand. Change these options instead:',
    expect.stringMatching(/^ {2}Makefile \(apps\): /),
    `Saved in ${patch}`,
    `To bring it back: npx python-gitops restore ${name}`,
    '',
  ]);
  expect(read(folder, 'Makefile')).toBe(generated);
  expect(await driftsNow()).toEqual(['edited apps/storefront/Dockerfile']);

  const back = await answer(() => runRestore(folder, undefined, {}));
  expect(back).toMatchObject({ code: 0, stderr: '' });
  expect(back.stdout).toContain('Restored the hand edit of these files:\n  Makefile\n');
  expect(read(folder, 'Makefile')).toBe(edits.Makefile);
  expect(await driftsNow()).toEqual(['edited Makefile', 'edited apps/storefront/Dockerfile']);
});

test('--dry-run lists what it would write and save, and changes nothing', async () => {
  writeFiles(folder, { Makefile: 'mine:\n', 'apps/storefront/Dockerfile': 'FROM mine' });
  const before = contents(folder);
  expect(await answer(() => runHeal(folder, ['Makefile'], { dryRun: true }))).toEqual({
    code: 0,
    stdout: [
      'would write 1 file:',
      '  Makefile',
      'would save the hand edits of 1 file first:',
      '  Makefile',
      'Dry run: nothing was changed.',
      '',
    ].join('\n'),
    stderr: '',
  });
  const { stdout } = await answer(() => runHeal(folder, ['Makefile'], { dryRun: true, json: true }));
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    dryRun: true,
    written: ['Makefile'],
    removed: [],
    savedEdits: [],
  });
  expect(contents(folder)).toEqual(before);
});

test('a folder: all of its files, from where one is, and nothing beside it', async () => {
  const app = join(folder, 'apps/storefront');
  rmSync(join(app, 'Dockerfile'));
  chmodSync(join(app, 'scripts/test.sh'), 0o644);
  writeFiles(folder, { 'apps/checkout/Dockerfile': 'FROM mine' });
  const { code, stdout } = await answer(() => runHeal(join(folder, 'apps'), ['storefront'], { json: true }));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    dryRun: false,
    written: ['apps/storefront/Dockerfile', 'apps/storefront/scripts/test.sh'],
    removed: [],
    savedEdits: [],
  });
  expect(await driftsNow()).toEqual(['edited apps/checkout/Dockerfile']);
});

test('after a change of the config, what is healed is what it says now, and nothing else passes for a hand edit', async () => {
  const later = { ...OPTIONS, apps: { ...OPTIONS.apps, storefront: { port: 9090 } } };
  writeFiles(folder, { '.projenrc.ts': rcWith(later) });
  const before = await driftsNow();
  expect(new Set(before.map((line) => line.split(' ')[0]))).toEqual(new Set(['outdated']));
  expect((await answer(() => runHeal(folder, ['apps/storefront/Dockerfile'], {}))).code).toBe(0);
  const healed = 'outdated apps/storefront/Dockerfile';
  expect(before).toContain(healed);
  expect(await driftsNow()).toEqual(before.filter((line) => line !== healed));
  expect((await answer(() => runHeal(folder, ['.'], {}))).code).toBe(0);
  expect(await driftsNow()).toEqual([]);
  expect(pathsBelow(folder).filter((path) => path.startsWith('.python-gitops/'))).toEqual([]);
});

test('what is no longer generated is removed, and its line in the manifest too', async () => {
  writeFiles(folder, { '.projenrc.ts': rcWith({ ...OPTIONS, apps: { storefront: {} } }) });
  const { code, stdout } = await answer(() => runHeal(folder, ['apps/checkout'], {}));
  expect([code, stdout.includes('removed')]).toEqual([0, true]);
  expect((await driftsNow()).filter((line) => line.includes('checkout'))).toEqual([]);
});

test('what a run that was killed left undone is still known afterwards', async () => {
  const dockerfile = 'apps/storefront/Dockerfile';
  const entry = { path: dockerfile, ours: [sha256('FROM half-way\n')], saved: [] };
  writeFiles(folder, {
    [JOURNAL]: JSON.stringify({ pids: [1], entries: [entry] }),
    [dockerfile]: 'FROM half-way\n',
    Makefile: 'mine:\n',
  });
  expect((await answer(() => runHeal(folder, ['Makefile'], {}))).code).toBe(0);
  expect(JSON.parse(read(folder, JOURNAL))).toMatchObject({ entries: [entry] });
  expect((await answer(() => runHeal(folder, ['apps'], { json: true }))).stdout).toContain('"savedEdits": []');
});

test('nothing to do is said', async () => {
  const files = contents(folder);
  expect(await answer(() => runHeal(folder, ['Makefile'], {}))).toEqual({
    code: 0,
    stdout: 'These paths are up to date.\n',
    stderr: '',
  });
  expect(contents(folder)).toEqual(files);
});

test('paths that it cannot heal are all named, and nothing is written', async () => {
  writeFiles(folder, { Makefile: 'mine:\n', 'mine.txt': '' });
  const files = contents(folder);
  const starter = 'apps/storefront/src/server.py';
  const release = 'apps/storefront/argo/release/kustomization.yaml';
  const { code, stderr } = await answer(() =>
    runHeal(folder, ['Makefile', starter, release, 'mine.txt', 'Dockerfile'], {}),
  );
  expect(code).toBe(2);
  expect(stderr.split('\n')).toEqual([
    'nothing was healed:',
    `  ${starter} is a starter file, which is yours: git checkout HEAD -- ${starter}`,
    `  ${release} is a release file: git checkout HEAD -- ${release}`,
    '  mine.txt is not generated and contains no generated files: python-gitops owners lists them',
    '  no file Dockerfile in this repository: did you mean apps/checkout/Dockerfile or apps/storefront/Dockerfile?',
    '',
  ]);
  expect(contents(folder)).toEqual(files);
});

test('an edit that is committed is not saved again: git gives it back', async () => {
  git(folder, 'init', '--quiet');
  writeFiles(folder, { Makefile: 'mine:\n' });
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'mine');
  const { stdout } = await answer(() => runHeal(folder, ['Makefile'], {}));
  expect(stdout.trimEnd().split('\n').slice(-3)).toEqual([
    'These files were edited by hand, and the edits are committed. Change these options instead:',
    expect.stringMatching(/^ {2}Makefile \(apps\): /),
    'To bring them back: git checkout HEAD -- Makefile',
  ]);
  expect(pathsBelow(folder).some((path) => path.startsWith('.python-gitops/'))).toBe(false);
  git(folder, 'checkout', 'HEAD', '--', 'Makefile');
  expect(read(folder, 'Makefile')).toBe('mine:\n');
});
