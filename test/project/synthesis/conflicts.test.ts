import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compiledCommand, folderWithRc, rcWith } from '../../support/command';
import { commitAll, git, read, SHOP, synthIn, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

let folder: string;

beforeEach(() => {
  folder = folderWithRc(rcWith(SHOP));
  synthIn(folder, SHOP);
  writeFiles(folder, { '.gitignore.mine': '' });
});

/** Replaces the middle line of a file with the two sides of a merge. */
function conflict(path: string): number {
  const lines = read(folder, path).split('\n');
  const middle = Math.floor(lines.length / 2);
  const side = lines[middle];
  lines.splice(middle, 1, '<<<<<<< HEAD', side, '=======', `${side}x`, '>>>>>>> other');
  writeFiles(folder, { [path]: lines.join('\n') });
  return middle + 1;
}

const RELEASES = [
  'apps/storefront/k8s/overlays/dev/release/kustomization.yaml',
  'apps/storefront/argo/release/kustomization.yaml',
];

describe.each([
  '.generated.sha256',
  'apps/storefront/.generated.sha256',
  '.projen/tasks.json',
  '.projen/files.json',
  '.gitignore',
  '.gitattributes',
  'tsconfig.projen.json',
  'Makefile',
  'argo/root-app/kustomization.yaml',
])('a merge conflict in %s', (path) => {
  test('is reported by drift, disturbs no other command, and is gone after a synth', () => {
    const before = read(folder, path);
    const line = conflict(path);
    const found = compiledCommand(folder, ['drift']);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(`merge conflict in line ${line}; resolve it in .projenrc.ts`);
    expect(compiledCommand(folder, ['owners', 'Makefile'])).toMatchObject({ code: 0, stderr: '' });
    const healed = compiledCommand(folder, ['synth']);
    expect(healed).toMatchObject({ code: 0, stderr: '' });
    if (!path.endsWith('.sha256')) {
      expect(healed.stdout).toMatch(/\): had a merge conflict; now matches \.projenrc\.ts\n/);
    }
    expect(read(folder, path)).toBe(before);
  });
});

test.each(RELEASES)('one in the release file %s is left for a person to resolve', (path) => {
  const line = conflict(path);
  const text = read(folder, path);
  const drift = compiledCommand(folder, ['drift']);
  expect([drift.code, drift.stdout.includes(`got a merge conflict in line ${line}`)]).toEqual([1, true]);
  for (const command of ['synth', 'owners']) {
    const { code, stderr } = compiledCommand(folder, [command]);
    expect([command, code]).toEqual([command, 1]);
    expect(stderr).toContain(`got  a merge conflict in line ${line}`);
    expect(stderr).toContain(`keep the side that should run: git checkout --ours -- ${path}, or --theirs`);
  }
  expect(read(folder, path)).toBe(text);
});

test.each(['package.json', '.projenrc.ts'])('one in %s is one line with its place and what to do', (path) => {
  const line = conflict(path);
  const message =
    `python-gitops: ${path}:${line}: merge conflict: combine both sides, then remove the lines that start with ` +
    '<<<<<<<, =======, and >>>>>>>\n';
  for (const command of ['drift', 'synth', 'owners', 'validate']) {
    expect([command, compiledCommand(folder, [command])]).toEqual([command, { code: 2, stdout: '', stderr: message }]);
  }
  expect(existsSync(join(folder, '.python-gitops'))).toBe(false);
});

test('two branches that each add an app: after resolving .projenrc.ts, synth does the rest', () => {
  const withApps = (...names: string[]): object => ({
    ...SHOP,
    apps: Object.fromEntries(['storefront', ...names].map((name) => [name, {}])),
  });
  commitAll(folder);
  const branch = (name: string, ...apps: string[]): void => {
    git(folder, 'checkout', '--quiet', '-b', name, 'main');
    writeFiles(folder, { '.projenrc.ts': rcWith(withApps(...apps)) });
    synthIn(folder, withApps(...apps));
    commitAll(folder);
  };
  branch('one', 'alpha');
  branch('two', 'beta');
  expect(() => git(folder, 'merge', '--quiet', 'one')).toThrow('Automatic merge failed');
  const conflicts = git(folder, 'diff', '--name-only', '--diff-filter=U').split('\n');
  // Not the files of apps: pull requests for different apps never conflict there.
  expect(conflicts.filter((path) => path.startsWith('apps/'))).toEqual([]);
  expect(conflicts).toEqual(expect.arrayContaining(['.projenrc.ts', '.generated.sha256']));

  const both = withApps('alpha', 'beta');
  writeFiles(folder, { '.projenrc.ts': rcWith(both) });
  expect(compiledCommand(folder, ['synth'])).toMatchObject({ code: 0, stderr: '' });
  expect(compiledCommand(folder, ['drift'])).toMatchObject({ code: 0, stderr: '' });
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--no-edit');
  const other = folderWithRc(rcWith(both));
  synthIn(other, both);
  const listed = git(folder, 'ls-files').split('\n');
  for (const path of listed.filter((name) => !['.gitignore.mine'].includes(name))) {
    expect([path, read(folder, path)]).toEqual([path, read(other, path)]);
  }
});
