import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SRC = join(__dirname, '..', '..', '..', 'src');

function sources(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

/** Not the public API of projen: a new version may change it. */
const INTERNALS = [
  'synthesizeContent',
  'projen/lib/_resolve',
  'projen/lib/cleanup',
  'projen/lib/util/dax',
  '__new__',
  'PROJEN_MARKER',
  'FILE_MANIFEST',
];

/** Exceptions, with the reason. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The hidden option arrives with the others, and must not be frozen.
  'project/synthesis/creation.ts': ['__new__'],
};

test("one file uses what isn't projen's public API", () => {
  const found = sources().flatMap((path) => {
    const name = relative(SRC, path);
    const text = readFileSync(path, 'utf8');
    return INTERNALS.filter((word) => text.includes(word) && !ALLOWED[name]?.includes(word)).map(
      (word) => `${name}: ${word}`,
    );
  });
  expect(found.filter((line) => !line.startsWith('project/projen/internals.ts: '))).toEqual([]);
  // Otherwise the list is out of date.
  expect(found).toContain('project/projen/internals.ts: synthesizeContent');
});

test('only these files start git: one class, and files that need a single command and read no commits', () => {
  const starting = sources().filter((path) =>
    /\b(?:spawn|spawnSync|execFile)\(\s*'git'/.test(readFileSync(path, 'utf8')),
  );
  expect(starting.map((path) => relative(SRC, path)).sort()).toEqual([
    'checks/validation/source-tree.ts',
    'cli/commands/owners/run.ts',
    'cli/commands/seal/value.ts',
    'clients/git/first-commit.ts',
    'clients/git/process.ts',
    'clients/git/remote.ts',
    'files/disk/committed.ts',
    'files/disk/saved-edits.ts',
  ]);
});
