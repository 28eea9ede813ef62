import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

interface Block {
  readonly document: string;
  readonly line: number;
  readonly kind: string;
  readonly text: string;
}

/** Blocks that are not run here, by what they need. */
const KINDS = ['bash', 'bash cluster', 'bash server', 'bash changes'];

/** Every fenced block of a document whose language is a shell. */
function blocks(folder: string, document: string): Block[] {
  const found: Block[] = [];
  const lines = readFileSync(join(folder, document), 'utf8').split('\n');
  for (let start = 0; start < lines.length; start++) {
    const kind = /^\s*```((?:bash|sh|shell|console)\b.*)$/.exec(lines[start])?.[1].trim();
    if (kind === undefined) continue;
    const end = lines.findIndex((text, index) => index > start && /^\s*```\s*$/.test(text));
    found.push({ document, line: start + 1, kind, text: lines.slice(start + 1, end).join('\n') });
    start = end;
  }
  return found;
}

let folder: string;
let all: Block[];

beforeAll(() => {
  folder = support.repository();
  const documents = [
    ...['README.md', 'ONBOARDING.md', 'IMPLEMENTATION_SUMMARY.md'],
    ...readdirSync(join(folder, 'docs')).map((name) => `docs/${name}`),
  ];
  all = documents.flatMap((document) => blocks(folder, document));
});

test('every block says what it needs', () => {
  const strange = all.filter((block) => !KINDS.includes(block.kind));
  expect(strange.map(({ document, line, kind }) => `${document}:${line} ${kind}`)).toEqual([]);
  expect(all.filter((block) => block.kind === 'bash').length).toBeGreaterThan(3);
});

test('every command that needs nothing but the repository succeeds right after projen new, and changes nothing in it', () => {
  for (const block of all.filter(({ kind }) => kind === 'bash')) {
    const result = support.run('bash', ['-euo', 'pipefail', '-c', block.text], { cwd: folder, expect: null });
    const place = `${block.document}:${block.line}`;
    expect({ place, status: result.status, output: result.status === 0 ? '' : result.all }).toEqual({
      place,
      status: 0,
      output: '',
    });
  }
  expect(support.git(folder, 'status', '--porcelain')).toBe('');
});

test('every block is valid shell', () => {
  for (const block of all) {
    const result = support.run('bash', ['-n', '-c', block.text], { cwd: folder, expect: null });
    expect(`${block.document}:${block.line} ${result.stderr}`).toBe(`${block.document}:${block.line} `);
  }
});
