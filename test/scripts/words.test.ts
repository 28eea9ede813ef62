import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Entry {
  readonly find: string;
  readonly write: string;
  readonly found: string;
  readonly except?: ReadonlyArray<{ readonly text: string; readonly why: string; readonly example: string }>;
}

interface Hit {
  readonly line: number;
  readonly word: string;
  readonly write: string;
}

const SCRIPT = resolve(__dirname, '../../scripts/words.js');
const { findWords, readWords } = require(SCRIPT) as {
  findWords: (text: string, entries: readonly Entry[]) => Hit[];
  readWords: () => readonly Entry[];
};
const entries = readWords();
const exceptions = entries.flatMap(({ find, except }) => (except ?? []).map((exception) => ({ find, ...exception })));

function words(text: string): string[] {
  return findWords(text, entries).map(({ line, word }) => `${line}: ${word}`);
}

test.each(entries)('finds $find, and has advice', (entry) => {
  const hits = findWords(entry.found, [entry]);
  expect(hits).toMatchObject([{ line: 1, write: entry.write }]);
  expect(entry.write).toMatch(/\w/);
});

test.each(exceptions)('leaves $example', ({ example, why }) => {
  expect(words(example)).toEqual([]);
  expect(why).toMatch(/\w/);
});

test.each([
  ['Show what an assay of memory takes: cowsay, amend, recommend, Nobodys, thereupon', []],
  ['all pass; nothing is wellknown, isWellFormed holds', []],
  ['next to it: no more than 3 files, and 4 more; go along with it', []],
  ['const saidOnce = 1;\nconst isOrganisation = MAX_COLOUR;', ['1: said', '2: Organisation', '2: COLOUR']],
  ['/**\n * Here git has not\n * the object, and lets\n * go of it.\n */', ['2: has not the', '3: lets go']],
  ['# A schedule that comes to\n# pass, NOBODY knows.', ['1: comes to pass', '2: NOBODY']],
  // The phrase has the better advice, so the word in it isn't reported again.
  ['It has to be said.', ['1: has to be said']],
])('%j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

describe('as a command', () => {
  let folder: string;
  const put = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const run = (...paths: string[]): { status: number | null; lines: string[] } => {
    const { status, stdout } = spawnSync('node', [SCRIPT, ...paths], { cwd: folder, encoding: 'utf8' });
    return { status, lines: stdout.split('\n').filter(Boolean) };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'words-'));
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('fails with file, line, word and advice', () => {
    put('src/a.ts', '// Fine.\n// Mends the file.\n');
    put('templates/whoever.md', 'Text\n');
    put('.github/workflows/ci.yml', 'name: Say hello\n');
    put('.ci/run', '# Nobody\n');
    put('.projenrc.ts', '// Somebody\n');
    put('benchmarks/a.js', '// Beside\n');
    put('bin/a.js', '// Colour\n');
    put('scripts/a.sh', '# Artefact\n');
    // Not checked: another folder, the list of words, an ignored file, bytes.
    put('test/a.test.ts', '// upon\n');
    put('scripts/words.yaml', '- find: upon\n');
    put('.gitignore', 'lib\n');
    put('src/lib/a.js', '// upon\n');
    put('docs/picture.png', Buffer.from('upon\0'));
    expect(run()).toEqual({
      status: 1,
      lines: [
        '.ci/run:1: Nobody -> write the actor ("CI", "a repository administrator"), or the passive',
        '.github/workflows/ci.yml:1: Say -> write show, print, report, list, check, set or contain',
        '.projenrc.ts:1: Somebody -> write the actor ("CI", "a repository administrator"), or the passive',
        'benchmarks/a.js:1: Beside -> write next to, with, compared with',
        'bin/a.js:1: Colour -> write -or',
        'scripts/a.sh:1: Artefact -> write artifact',
        'src/a.ts:2: Mends -> write fix, fixes',
        'templates/whoever.md:name: whoever -> write the actor, or "anyone who"',
      ],
    });
  });

  test('passes, and takes paths', () => {
    put('src/a.ts', '// Fine.\n');
    put('src/b.ts', '// Somebody.\n');
    expect(run('src/a.ts')).toEqual({ status: 0, lines: [] });
    expect(run('src/b.ts').status).toBe(1);
  });
});
