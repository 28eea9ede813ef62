import { readdirSync } from 'node:fs';
import { findKustomize } from '../../../src/cli/tools/kustomize';
import { TemporaryBuilder } from '../../../src/cli/tools/temporary-builder';
import { temporaryFolder } from '../../support/repository';

const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
const os = jest.requireActual<typeof import('node:os')>('node:os');

const object = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

const filesOf = (texts: Readonly<Record<string, string>>): Map<string, Buffer> =>
  new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));

const SIDE = {
  'a/kustomization.yaml': 'resources:\n- one.yaml\n- two.yaml\n',
  'a/one.yaml': object('one'),
  'a/two.yaml': object('two'),
};

/** Runs with a temporary folder of its own, which is empty afterwards. */
async function inTemporary(body: (builder: TemporaryBuilder, folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  const spy = jest.spyOn(os, 'tmpdir').mockReturnValue(folder);
  try {
    const builder = new TemporaryBuilder(findKustomize, () => undefined);
    await body(builder, folder);
    await builder.close();
  } finally {
    spy.mockRestore();
  }
  expect(readdirSync(folder)).toEqual([]);
}

test('the other side of a comparison writes only the files that differ, and has no others', () =>
  inTemporary(async (builder) => {
    const { output } = await builder.build(filesOf(SIDE), 'a', []);
    expect(output).toBe(`${object('one')}---\n${object('two')}`);
    const spy = jest.spyOn(fs, 'writeFileSync');
    try {
      const other = { ...SIDE, 'a/two.yaml': object('changed') };
      expect((await builder.build(filesOf(other), 'a', [])).output).toBe(`${object('changed')}---\n${object('one')}`);
      expect(spy.mock.calls.map(([path]) => String(path).split('/').slice(-2).join('/'))).toEqual(['a/two.yaml']);
    } finally {
      spy.mockRestore();
    }
    // A file that kustomize would find, if it were still there.
    const renamed = {
      'a/Kustomization': SIDE['a/kustomization.yaml'],
      'a/one.yaml': SIDE['a/one.yaml'],
      'a/two.yaml': SIDE['a/two.yaml'],
    };
    expect(await builder.build(filesOf(renamed), 'a', [])).toMatchObject({ ok: true, messages: '' });
  }));

test('other files get a new folder, and the folder before is removed', () =>
  inTemporary(async (builder, folder) => {
    await builder.build(filesOf(SIDE), 'a', []);
    const first = readdirSync(folder);
    const { output } = await builder.build(
      filesOf({ 'b/kustomization.yaml': 'resources: [x.yaml]\n', 'b/x.yaml': object('x') }),
      'b',
      [],
    );
    expect(output).toBe(object('x'));
    const second = readdirSync(folder);
    expect([first.length, second.length, first[0] === second[0]]).toEqual([1, 1, false]);
  }));

test('images that kustomize sets do not stay for the next build', () =>
  inTemporary(async (builder) => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - image: a/b\n    name: c\n';
    const files = filesOf({ 'a/kustomization.yaml': 'resources: [p.yaml]\n', 'a/p.yaml': pod });
    expect((await builder.build(files, 'a', ['a/b=a/b:2'])).output).toContain('image: a/b:2\n');
    expect((await builder.build(files, 'a', [])).output).toContain('image: a/b\n');
  }));

test('a failed build has the message of kustomize without the temporary folder', () =>
  inTemporary(async (builder) => {
    const { ok, messages } = await builder.build(filesOf({ 'a/kustomization.yaml': 'resources: [x.yaml]\n' }), 'a', []);
    expect(ok).toBe(false);
    expect(messages).toContain("'a/x.yaml'");
    expect(messages).not.toContain('python-gitops-diff-');
  }));
