import type { Builder, Input } from '../../src/deployed/builds';
import { Builds } from '../../src/deployed/builds';
import type { FileRef } from '../../src/deployed/snapshot';

const contents = { load: (): void => undefined, content: ({ id }: FileRef): Buffer => Buffer.from(id) };

/** An input whose files hold their ids. */
function input(files: Readonly<Record<string, string>>, images: readonly string[] = [], all = files): Input {
  const refs = (entries: Readonly<Record<string, string>>): Map<string, FileRef> =>
    new Map(Object.entries(entries).map(([path, id]) => [path, { id }]));
  return { what: 'web in dev', folder: 'apps/web/k8s/overlays/dev', files: refs(files), all: () => refs(all), images };
}

/** A builder that answers one object for each build, and counts. */
function counting(): Builder & { readonly built: string[][] } {
  const built: string[][] = [];
  return {
    built,
    build: (files, _folder, images) => {
      built.push([...files.keys(), ...images]);
      return Promise.resolve({ ok: true, output: `apiVersion: v1\nkind: X\nname: ${built.length}\n`, messages: '' });
    },
  };
}

test('what both sides read alike is not built, and what several ask for is built once', async () => {
  const builder = counting();
  const builds = new Builds(contents, builder);
  const same = builds.pair(input({ a: '1' }), input({ a: '1' }));
  const other = builds.pair(input({ a: '1' }), input({ a: '2' }));
  const again = builds.pair(input({ a: '1' }), input({ a: '2' }));
  const image = builds.pair(input({ a: '1' }, ['x=y:1']), input({ a: '1' }, ['x=y:2']));
  const fresh = builds.pair(undefined, input({ a: '3' }));
  await builds.run();
  expect(builder.built).toHaveLength(5);
  expect(same()[0]).toEqual(same()[1]);
  expect(again()).toEqual(other());
  expect([image()[0].length, image()[1].length]).toEqual([1, 1]);
  expect([fresh()[0].length, fresh()[1].length]).toEqual([0, 1]);
});

test.each([
  ['a kustomization that says nothing of images gets them here, and no other process', 'kind: Kustomization\n', []],
  ['one that says something of images is edited by kustomize', 'images: []\n', ['docker.io/a/b=docker.io/a/b:2']],
])('%s', async (_what, kustomization, left) => {
  const given: [string | undefined, readonly string[]][] = [];
  const builder: Builder = {
    build: (files, folder, images) => {
      given.push([files.get(`${folder}/kustomization.yaml`)?.toString('utf8'), images]);
      return Promise.resolve({ ok: true, output: '', messages: '' });
    },
  };
  const builds = new Builds(contents, builder);
  const files = { 'apps/web/k8s/overlays/dev/kustomization.yaml': kustomization };
  builds.pair(undefined, input(files, ['docker.io/a/b=docker.io/a/b:2']));
  await builds.run();
  const image = '- name: docker.io/a/b\n  newName: docker.io/a/b\n  newTag: "2"\n';
  expect(given).toEqual([[left.length > 0 ? kustomization : `${kustomization}images:\n${image}`, left]]);
});

test('a kustomization that leads out of its app reads what is there', async () => {
  const builder = counting();
  const builds = new Builds(contents, builder);
  const path = 'apps/web/k8s/overlays/dev/kustomization.yaml';
  const inside = { [path]: '../../base' };
  const outside = { [path]: '../../../../shared' };
  builds.pair(input(inside, [], { ...inside, shared: '1' }), input(inside, [], { ...inside, shared: '2' }));
  builds.pair(input(outside, [], { ...outside, shared: '1' }), input(outside, [], { ...outside, shared: '2' }));
  await builds.run();
  expect(builder.built).toEqual([
    [path, 'shared'],
    [path, 'shared'],
  ]);
});

test('a build that fails says what and why, after those beside it have ended', async () => {
  let ended = 0;
  const builder: Builder = {
    build: async (files) => {
      if (files.has('bad')) return { ok: false, output: '', messages: 'no such file\n' };
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended += 1;
      return { ok: true, output: '', messages: '' };
    },
  };
  const builds = new Builds(contents, builder);
  builds.pair(input({ bad: '1' }), input({ good: '2' }));
  await expect(builds.run()).rejects.toThrow('kustomize cannot build web in dev: no such file');
  expect(ended).toBe(1);
});
