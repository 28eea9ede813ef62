import { availableParallelism } from 'node:os';
import type { SnapshotBuilder, BuildInput } from '../../../src/checks/deployed/builds';
import { Builds } from '../../../src/checks/deployed/builds';
import type { FileRef } from '../../../src/checks/deployed/snapshot';
import { findKustomize } from '../../../src/cli/tools/kustomize';
import { TemporaryBuilder } from '../../../src/cli/tools/temporary-builder';

const contents = { load: (): void => undefined, content: ({ id }: FileRef): Buffer => Buffer.from(id) };

/** An input whose files have their ID as content. */
function input(files: Readonly<Record<string, string>>, images: readonly string[] = [], all = files): BuildInput {
  const refs = (entries: Readonly<Record<string, string>>): Map<string, FileRef> =>
    new Map(Object.entries(entries).map(([path, id]) => [path, { id }]));
  return { what: 'web in dev', folder: 'apps/web/k8s/overlays/dev', files: refs(files), all: () => refs(all), images };
}

/** A builder that returns one object per build, and counts builds. */
function counting(): SnapshotBuilder & { readonly built: string[][] } {
  const built: string[][] = [];
  return {
    built,
    build: (files, _folder, images) => {
      built.push([...files.keys(), ...images]);
      return Promise.resolve({ ok: true, output: `apiVersion: v1\nkind: X\nname: ${built.length}\n`, messages: '' });
    },
  };
}

test('equal sides are not built, and a shared input is built once', async () => {
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
  ['a kustomization without image fields gets images without another process', 'kind: Kustomization\n', []],
  ['a kustomization with image fields is edited by kustomize', 'images: []\n', ['docker.io/a/b=docker.io/a/b:2']],
])('%s', async (_what, kustomization, left) => {
  const given: [string | undefined, readonly string[]][] = [];
  const builder: SnapshotBuilder = {
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

test('a kustomization that refers to files outside of its app reads them', async () => {
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

describe('folders that Argo CD builds together', () => {
  const told = (app: string, id: string): BuildInput => {
    const folder = `apps/${app}/argo`;
    const files = new Map([[`${folder}/kustomization.yaml`, { id }]]);
    return { what: `the Applications of ${app}`, folder, files, all: () => files, images: [], isJoined: true };
  };
  const object = (name: string): string => `apiVersion: v1\nkind: X\nmetadata:\n  name: ${name}\n`;

  /** Builds each folder to one object named after its content; fails for bad content. */
  function naming(): SnapshotBuilder & { readonly folders: string[]; readonly done: string[] } {
    const [folders, done]: string[][] = [[], []];
    return {
      folders,
      done,
      build: (files, folder) => {
        folders.push(folder);
        const texts = [...files].map(([path, content]) => [path, content.toString('utf8')]);
        const own = texts.filter(([path]) => path.startsWith('apps/'));
        const isBad = own.some(([, text]) => text === 'bad');
        const outputs = own.map(([, text], index) => {
          const mark = `apiVersion: python-gitops/v1\nkind: Beginning\nmetadata:\n  name: "${index}"\n---\n`;
          return `${folder === 'together' ? mark : ''}${object(text)}`;
        });
        return Promise.resolve({ ok: !isBad, output: outputs.join('---\n'), messages: isBad ? 'broken' : '' });
      },
      progress: (count, total) => done.push(`${count} of ${total}`),
    };
  }

  test('take one process per side for many apps, and each app gets its own objects', async () => {
    const builder = naming();
    const builds = new Builds(contents, builder);
    const apps = Array.from({ length: 10 }, (_, index) => `app${index}`);
    const pairs = apps.map((app) => builds.pair(told(app, `${app}-old`), told(app, `${app}-new`)));
    await builds.run();
    expect(builder.folders).toEqual(['together', 'together']);
    expect(builder.done).toEqual(['10 of 20', '20 of 20']);
    expect(pairs.map((pair) => pair().map(([one]) => one.metadata))).toEqual(
      apps.map((app) => [{ name: `${app}-old` }, { name: `${app}-new` }]),
    );
  });

  test('are built alone when there is only one', async () => {
    const builder = naming();
    const builds = new Builds(contents, builder);
    const pair = builds.pair(told('web', 'old'), told('web', 'new'));
    await builds.run();
    expect(builder.folders).toEqual(['apps/web/argo', 'apps/web/argo']);
    expect(
      pair()
        .flat()
        .map(({ metadata }) => metadata),
    ).toEqual([{ name: 'old' }, { name: 'new' }]);
  });

  test('report which of them cannot be built', async () => {
    const builder = naming();
    const builds = new Builds(contents, builder);
    for (const [app, id] of Object.entries({ one: 'good', two: 'bad', three: 'better' })) {
      builds.pair(undefined, told(app, id));
    }
    await expect(builds.run()).rejects.toThrow('kustomize failed to build the Applications of two: broken');
    expect(builder.folders).toEqual(['together', 'apps/one/argo', 'apps/two/argo']);
  });

  test('are built one by one when the output has no markers', async () => {
    const { build, ...rest } = naming();
    const builder: SnapshotBuilder = {
      ...rest,
      build: async (files, folder, images) => {
        const built = await build(files, folder, images);
        return folder === 'together' ? { ...built, output: object('stranger') } : built;
      },
    };
    const builds = new Builds(contents, builder);
    const pairs = ['one', 'two'].map((app) => builds.pair(undefined, told(app, app)));
    await builds.run();
    expect(rest.folders).toEqual(['together', 'apps/one/argo', 'apps/two/argo']);
    expect(pairs.map((pair) => pair()[1].map(({ metadata }) => metadata))).toEqual([
      [{ name: 'one' }],
      [{ name: 'two' }],
    ]);
  });
});

describe('overlays of many apps', () => {
  const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ';
  const IMAGE = ['docker.io/a/b=docker.io/a/b:2'];

  /** An overlay with a base, and a file that neither of them lists. */
  function overlay(app: string, own = '', images: readonly string[] = []): BuildInput {
    const folder = `apps/${app}/k8s/overlays/dev`;
    const files = new Map(
      Object.entries({
        [`${folder}/kustomization.yaml`]: `resources:\n- ../../base\n${own}`,
        [`apps/${app}/k8s/base/kustomization.yaml`]: 'resources:\n- map.yaml\n',
        [`apps/${app}/k8s/base/map.yaml`]: `${OBJECT}${app}\n`,
        [`apps/${app}/k8s/base/template.yaml`]: `${OBJECT}unused\n`,
      }).map(([path, id]) => [path, { id }]),
    );
    return { what: `${app} in dev`, folder, files, all: () => files, images };
  }

  /** The pinned kustomize, which notes the folder and the number of files of each of its processes. */
  function real(): SnapshotBuilder & { readonly processes: string[]; close(): Promise<void> } {
    const builder = new TemporaryBuilder(findKustomize, () => undefined);
    const processes: string[] = [];
    return {
      processes,
      close: () => builder.close(),
      build: (files, folder, images) => {
        processes.push(`${folder}, ${files.size} files`);
        return builder.build(files, folder, images);
      },
    };
  }

  /** Builds each side of these pairs; returns the processes, and the name, namespace, and labels of its objects. */
  async function run(
    pairs: readonly (readonly [BuildInput | undefined, BuildInput | undefined])[],
  ): Promise<{ processes: string[]; built: string[][][] }> {
    const builder = real();
    const builds = new Builds(contents, builder);
    const results = pairs.map((pair) => builds.pair(...pair));
    try {
      await builds.run();
    } finally {
      await builder.close();
    }
    const built = results.map((pair) =>
      pair().map((objects) => objects.map((object) => JSON.stringify(object.metadata))),
    );
    return { processes: builder.processes.sort(), built };
  }

  test('take one process per side, which gets the files that it reads', async () => {
    const apps = Array.from({ length: 10 }, (_, index) => `a${index}`);
    const { processes, built } = await run(
      apps.map((app) => [overlay(app), overlay(app, 'namespace: next\n', app === 'a0' ? IMAGE : [])]),
    );
    // Three files of each app, the kustomization of all, and ten marks.
    expect(processes).toEqual(['together, 41 files', 'together, 41 files']);
    expect(built).toEqual(apps.map((name) => [[`{"name":"${name}"}`], [`{"name":"${name}","namespace":"next"}`]]));
  });

  test('are built side after side, when there are many, so that the files of both are written once', async () => {
    const apps = Array.from({ length: 201 }, (_, index) => `a${index}`);
    const last: string[] = [];
    const builder: SnapshotBuilder = {
      build: (files) => {
        const paths = [...files.keys()];
        last.push(paths.at(-1) as string);
        const count = paths.filter((path) => /^together\/\d+\.yaml$/.test(path)).length;
        const mark = (name: number): string =>
          `apiVersion: python-gitops/v1\nkind: Beginning\nmetadata:\n  name: "${name}"\n`;
        const output = Array.from({ length: count }, (_, index) => mark(index)).join('---\n');
        return Promise.resolve({ ok: true, output, messages: '' });
      },
    };
    const builds = new Builds(contents, builder);
    for (const app of apps) builds.pair(overlay(app), overlay(app, 'namespace: next\n'));
    await builds.run();
    expect(last).toHaveLength(18);
    // Each processor builds the other side next.
    const distances = last.map((path, index) => last.lastIndexOf(path) - index);
    expect(Math.max(...distances)).toBeLessThanOrEqual(availableParallelism());
    expect(distances.filter((distance) => distance > 0)).toHaveLength(9);
  });

  test('are built alone where others could change them, with all files', async () => {
    const { processes } = await run([
      [undefined, overlay('a')],
      [undefined, overlay('b')],
      [undefined, overlay('c', 'nameSuffix: -x\n')],
      [undefined, overlay('d', 'images: []\n', IMAGE)],
    ]);
    expect(processes).toEqual([
      'apps/c/k8s/overlays/dev, 4 files',
      'apps/d/k8s/overlays/dev, 4 files',
      'together, 9 files',
    ]);
  });

  test('report which of them cannot be built, as alone', async () => {
    const broken = overlay('b', 'patches: [{patch: "- {op: remove, path: /data/x}", target: {name: b}}]\n');
    const messageOf = async (inputs: readonly BuildInput[]): Promise<string> => {
      const error: unknown = await run(inputs.map((one) => [undefined, one])).catch((reason: unknown) => reason);
      return (error as Error).message;
    };
    const message = await messageOf([broken]);
    expect(message).toMatch(/^kustomize failed to build b in dev: Error: .*remove operation does not apply/);
    expect(await messageOf([overlay('a'), broken, overlay('c')])).toBe(message);
  });
});

test('a failed build is reported with its reason, after parallel builds have ended', async () => {
  let ended = 0;
  const builder: SnapshotBuilder = {
    build: async (files) => {
      if (files.has('bad')) return { ok: false, output: '', messages: 'no such file\n' };
      await new Promise((resolve) => setTimeout(resolve, 50));
      ended += 1;
      return { ok: true, output: '', messages: '' };
    },
  };
  const builds = new Builds(contents, builder);
  builds.pair(input({ bad: '1' }), input({ good: '2' }));
  await expect(builds.run()).rejects.toThrow('kustomize failed to build web in dev: no such file');
  expect(ended).toBe(1);
});
