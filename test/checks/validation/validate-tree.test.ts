import { cleanTree, judge, treeOf } from './support';
import { Cache } from '../../../src/checks/validation/cache';
import type { Build, Kustomize } from '../../../src/checks/validation/kustomize';
import type { Computed } from '../../../src/checks/validation/text-results';
import { TextResults } from '../../../src/checks/validation/text-results';
import { validateTree } from '../../../src/checks/validation/validate-tree';
import { temporaryFolder } from '../../support/repository';

/** A kustomize that counts its runs. */
function counting(): Kustomize & { readonly built: string[]; readonly together: string[][]; edits: number } {
  return {
    version: '0',
    built: [],
    together: [],
    edits: 0,
    async build(folder: string): Promise<Build> {
      this.built.push(folder);
      return Promise.resolve({ ok: true, output: '', messages: '' });
    },
    async buildTogether(folders: readonly string[]): Promise<Build> {
      this.built.push(...folders);
      this.together.push([...folders]);
      const marks = folders.map(
        (_folder, index) => `apiVersion: python-gitops/v1\nkind: Beginning\nmetadata:\n  name: "${index}"\n`,
      );
      return Promise.resolve({ ok: true, output: marks.join('---\n'), messages: '' });
    },
    editImages(text: string): string {
      this.edits += 1;
      return text;
    },
  };
}

/** Results that count what is computed, by kind. */
class CountingResults extends TextResults {
  readonly computed: Record<string, number> = {};

  override get<T>(kind: string, text: string, isValid: (value: unknown) => value is T, compute: () => Computed<T>): T {
    const [word] = kind.split(' ');
    return super.get(kind, text, isValid, () => {
      this.computed[word] = (this.computed[word] ?? 0) + 1;
      return compute();
    });
  }
}

test('a tree of any shape is checked to the end', async () => {
  const files = new Map([
    ['kustomization.yaml', 'resources: [".", "..", "../..", ""]\n'],
    ['a/kustomization.yaml', '- not\n- a map\n'],
    ['b/kustomization.yaml', 'resources: {a: 1}\nimages: [1, {name: 2, newTag: 3}]\npatches: text\n'],
    [
      'c/objects.yaml',
      'apiVersion: v1\nkind: List\nitems: text\n---\n---\napiVersion: v1\nkind: 5\n---\napiVersion: v1\nkind: Secret\n',
    ],
    [
      'c/application.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: [], sources: [1, {path: 5}], destination: 3}\n',
    ],
    [
      'c/deployment.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [1, {env: 5, ports: [x]}], volumes: {}}}}\n',
    ],
    ['.github/workflows/a.yml', 'on: 5\njobs: [1]\n'],
    ['.github/workflows/b.yml', 'on: [push, 1]\njobs: {a: 1, b: {needs: 5, steps: [1, {run: 5}, {uses: []}]}}\n'],
    ['.github/workflows/c.yml', 'text\n'],
    ['Dockerfile', 'CMD\n'],
    ['x.sh', '\n'],
  ]);
  const { problems } = await judge(files);
  // The rules report its problems; no rule throws.
  expect(problems.map(({ rule }) => rule)).toContain('schema');
});

describe('work happens once', () => {
  test('for each folder, for whatever reason it is built', async () => {
    const kustomize = counting();
    const files = cleanTree();
    await validateTree({
      tree: treeOf(files),
      kustomize,
      cache: new Cache(undefined),
      folders: ['argo/root-app', 'apps/example-app/k8s/overlays/dev'],
    });
    expect(kustomize.built.sort()).toEqual([
      'apps/example-app/k8s/overlays/dev',
      'apps/example-app/k8s/overlays/prod',
      'apps/example-app/k8s/overlays/staging',
      'argo/root-app',
    ]);
  });

  test('for each content: a second run builds, edits, and parses nothing', async () => {
    const cache = new Cache(temporaryFolder());
    const files = cleanTree();
    const once = async (): Promise<{ built: number; edits: number; computed: Record<string, number> }> => {
      const kustomize = counting();
      const tree = treeOf(files);
      const results = new CountingResults(cache, '/tree');
      tree.keepResultsIn(results);
      await validateTree({ tree, kustomize, cache });
      results.save();
      return { built: kustomize.built.length, edits: kustomize.edits, computed: results.computed };
    };
    expect(await once()).toEqual({ built: 4, edits: 3, computed: { yaml: 20, dockerfile: 1, schema: 2 } });
    expect(await once()).toEqual({ built: 0, edits: 0, computed: {} });
    files.set('apps/example-app/k8s/overlays/prod/sealed-secret.yaml', '{}');
    expect(await once()).toEqual({ built: 1, edits: 0, computed: { yaml: 1 } });
    files.set('apps/example-app/Dockerfile', 'FROM scratch\n');
    expect(await once()).toEqual({ built: 0, edits: 0, computed: { dockerfile: 1 } });
  });

  test('but every time for results that do not depend only on the tree', async () => {
    const cache = new Cache(temporaryFolder());
    const files = new Map([['kustomization.yaml', 'resources: ["https://git.acme.test/base?ref=v1"]\n']]);
    for (let run = 0; run < 2; run++) {
      const kustomize = counting();
      await validateTree({ tree: treeOf(files), kustomize, cache });
      expect(kustomize.built).toEqual(['.']);
    }
  });

  test('another version of kustomize builds again', async () => {
    const cache = new Cache(temporaryFolder());
    const files = cleanTree();
    await validateTree({ tree: treeOf(files), kustomize: counting(), cache });
    const next = { ...counting(), version: '1' };
    await validateTree({ tree: treeOf(files), kustomize: next, cache });
    expect(next.built).toHaveLength(4);
  });
});

test('progress is reported after each build', async () => {
  const told: string[] = [];
  const progress = (done: number, total: number): void => void told.push(`${done} of ${total}`);
  await validateTree({ tree: treeOf(cleanTree()), kustomize: counting(), cache: new Cache(undefined), progress });
  expect(told).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
});

test('a kustomize that does not run is an error, not a problem of the tree', async () => {
  const kustomize = { ...counting(), build: async () => Promise.reject(new Error('kustomize did not run: EACCES')) };
  await expect(validateTree({ tree: treeOf(cleanTree()), kustomize, cache: new Cache(undefined) })).rejects.toThrow(
    'EACCES',
  );
});
