import { add, edit, found } from '../support';

const APP = 'apps/example-app';
const BASE = `${APP}/k8s/base`;
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  KEY: value\n';

describe('a plaintext Secret', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('plaintext-secret', change);
  const listed = edit(`${BASE}/kustomization.yaml`, '- service.yaml', '- secret.yaml\n- service.yaml');

  test('is reported once, in its file, whatever builds contain it', async () => {
    const lines = await named((files) => {
      listed(files);
      files.set(`${BASE}/secret.yaml`, SECRET);
    });
    expect(lines).toEqual([`${BASE}/secret.yaml | kind: Secret => plaintext Secret token`]);
  });

  test('is reported in a List too', async () => {
    const items = SECRET.trimEnd().split('\n').join('\n  ');
    expect(await named(add({ 'argo/list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${items}\n` }))).toEqual([
      'argo/list.yaml | kind: Secret => plaintext Secret token',
    ]);
  });

  test('is reported without a build', async () => {
    expect(await named(add({ 'argo/token.yaml': SECRET }))).toEqual([
      'argo/token.yaml | kind: Secret => plaintext Secret token',
    ]);
  });

  test('is reported from a generator, at the generator', async () => {
    const lines = await named(
      edit(
        `${BASE}/kustomization.yaml`,
        'resources:',
        'secretGenerator:\n- name: token\n  literals: [KEY=value]\nresources:',
      ),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/kustomization\.yaml \| - name: token => plaintext Secret token-/),
      ]),
    );
  });

  test.each([
    ['an extra manifest', `${APP}/k8s/extra/redis.yaml`],
    ['the folder of sealed secrets', `${APP}/k8s/overlays/dev/secrets/token.yaml`],
    ['a folder that nothing lists', 'notes/token.yml'],
  ])('is reported in %s, as the second document of a file', async (_what, path) => {
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n---\n';
    expect(await named(add({ [path]: map + SECRET }))).toEqual([`${path} | kind: Secret => plaintext Secret token`]);
  });

  test('is reported from a generator without a build, with values or files', async () => {
    const path = `${APP}/k8s/overlays/dev/secrets/kustomization.yaml`;
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n';
    const made = '- name: a\n  literals: [KEY=value]\n- name: b\n  files: [key.pem]\n- name: c\n';
    expect(await named(add({ [path]: component + made }))).toEqual([
      `${path} | - name: a => plaintext Secret a`,
      `${path} | - name: b => plaintext Secret b`,
    ]);
  });

  test('is reported in secret-template.yaml when a build contains it', async () => {
    const lines = await named(
      edit(`${BASE}/kustomization.yaml`, '- service.yaml', '- secret-template.yaml\n- service.yaml'),
    );
    expect(lines).toEqual([`${BASE}/secret-template.yaml | kind: Secret => plaintext Secret example-app-secret`]);
  });

  test.each([
    [
      'that holds nothing',
      add({ 'argo/token.yaml': SECRET.replace(/stringData[^]*/, 'type: kubernetes.io/service-account-token\n') }),
    ],
    [
      'that is sealed',
      add({
        'argo/token.yaml':
          'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\nspec:\n  encryptedData: {A: x}\n',
      }),
    ],
  ])('is not reported: %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });
});

describe('a manifest that is never deployed', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('unlisted-manifest', change);
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n';

  test.each([
    [
      'next to a kustomization',
      `${BASE}/map.yaml`,
      `list it under resources in ${BASE}/kustomization.yaml, or remove it`,
    ],
    [
      'in a folder below one',
      `${BASE}/more/map.yaml`,
      `list it under resources in ${BASE}/kustomization.yaml, or remove it`,
    ],
    ['among the extra manifests', `${APP}/k8s/extra/map.yaml`, 'no kustomization lists it'],
  ])('is reported: %s', async (_what, path) => {
    expect(await named(add({ [path]: map }))).toEqual([
      `${path} => no kustomization lists this file, so it is never deployed`,
    ]);
  });

  test('is reported for a Component that no overlay lists, too', async () => {
    const path = `${APP}/k8s/overlays/dev/secrets/kustomization.yaml`;
    expect(
      await named(add({ [path]: 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: []\n' })),
    ).toEqual([`${path} => no overlay lists this Component, so it is never deployed`]);
  });

  test.each([
    [
      'a patch',
      (files: Map<string, string>) => {
        edit(`${BASE}/kustomization.yaml`, 'resources:', 'patches:\n- path: patch.yaml\nresources:')(files);
        files.set(
          `${BASE}/patch.yaml`,
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: example-app\n  labels: {a: b}\n',
        );
      },
    ],
    ['what a person applies', add({ 'argo/bootstrap.yaml': map })],
    ['data that is no manifest', add({ [`${BASE}/values.yaml`]: 'level: INFO\n' })],
    ['the template of a secret', () => undefined],
  ])('is not reported: %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });
});

describe('S5: the files of an app', () => {
  const rest = add({ 'apps/billing/src/invoices.py': '' });

  test('without a config applies to each folder with code', async () => {
    expect(await found('S5-missing-file', rest)).toEqual([
      expect.stringContaining('the app billing has no Dockerfile'),
      expect.stringContaining('the app billing has no Makefile'),
      expect.stringContaining('the app billing has no k8s/base/kustomization.yaml'),
    ]);
  });

  test('are not required of leftovers of a removed app', async () => {
    expect(
      await found('S5-missing-file', rest, {
        apps: [{ app: 'example-app', image: 'docker.io/acme/example-app', workloads: ['example-app'] }],
      }),
    ).toEqual([]);
  });
});

describe('S5: a checklist', () => {
  test.each([
    ['a tick', '- [x] `src/nothing.py` - done\n'],
    ['a line of a report', '```\nsrc/nothing.py      ✓ Present\n```\n'],
  ])('is reported when it is wrong: %s', async (_what, text) => {
    const lines = await found('S5-missing-file', add({ 'DONE.md': text }));
    expect(lines).toEqual([expect.stringContaining('=> lists src/nothing.py as present, but it is missing')]);
  });

  test.each([
    ['a box without a tick', '- [ ] `src/nothing.py`\n'],
    ['a path from the folder of the document', '- [x] `setup.md`\n'],
    ['a path from the folder of the heading', '## The app (apps/example-app/)\n\n- [x] `src/server.py`\n'],
    ['a sentence', '- [x] `make test` passes\n'],
  ])('passes: %s', async (_what, text) => {
    expect(await found('S5-missing-file', add({ 'docs/DONE.md': text, 'docs/setup.md': '' }))).toEqual([]);
  });

  test('an app with a prebuilt image needs no Dockerfile', async () => {
    const lines = await found('S5-missing-file', add({ 'apps/redis/k8s/kustomization.yaml': 'resources: []\n' }));
    expect(lines).toEqual([]);
  });
});

describe('a file that does not parse', () => {
  test.each([
    ['by where it ends to be YAML', 'a: [1\n', 'yaml', 'argo/a.yaml', 'invalid YAML: '],
    ['by a key that is there twice', 'a: 1\na: 2\n', 'yaml', 'argo/a.yaml | a: 2', 'duplicate key in a map'],
    [
      'by its conflict',
      '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n',
      'merge-conflict',
      'argo/a.yaml | <<<<<<< HEAD',
      'unresolved merge conflict',
    ],
  ] as const)('is reported %s', async (_what, text, rule, place, message) => {
    expect(await found(rule, add({ 'argo/a.yaml': text }))).toEqual([expect.stringContaining(message)]);
    expect((await found(rule, add({ 'argo/a.yaml': text })))[0]).toContain(place);
  });

  test.each([
    ['%YAML 1.1\n---\n', '', 'the directive %YAML 1.1, which kustomize refuses'],
    ['', '...\napiVersion: v1\nkind: Secret\n', 'a document after ... without ---, which kustomize ignores'],
    ['', '--- {apiVersion: v1, kind: Secret}\n', 'a document on the line of its ---, which kustomize refuses'],
  ])('is one for kustomize too: %j before, %j after', async (before, after, message) => {
    const text = `${before}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${after}`;
    expect(await found('yaml', add({ 'argo/a.yaml': text }))).toEqual([expect.stringContaining(message)]);
  });

  test('in the kustomization of a base is the only problem, without failing builds', async () => {
    const broken = add({ [`${BASE}/kustomization.yaml`]: 'resources: [\n' });
    expect(await found('yaml', broken)).toHaveLength(1);
    expect(await found('build', broken)).toEqual([]);
  });

  test('is not reported in test data, charts, and templates', async () => {
    const broken = add({
      'apps/example-app/test/broken.yaml': 'a: [',
      'charts/x/templates/a.yaml': '{{ if }}',
      'templates/a.yaml': 'a: [',
    });
    expect(await found('yaml', broken)).toEqual([]);
  });

  test('is not confused with an underlined heading', async () => {
    expect(await found('merge-conflict', add({ 'README.md': 'Title\n=======\n<<<<<<< not at both\n' }))).toEqual([]);
  });
});

describe('deprecated kustomize fields', () => {
  const change = edit(
    `${BASE}/kustomization.yaml`,
    'resources:',
    'vars: []\nimageTags: []\nsecretGenerator:\n- name: a\n  env: a.env\nresources:',
  );

  test('are reported at their line, once, and not again as a warning', async () => {
    const both = (files: Map<string, string>): void => {
      change(files);
      files.set(`${BASE}/a.env`, '');
    };
    expect((await found('S13-deprecated-field', both)).sort()).toEqual([
      `${BASE}/kustomization.yaml | env: a.env => the field env is deprecated`,
      `${BASE}/kustomization.yaml | imageTags: [] => the field imageTags is deprecated`,
      `${BASE}/kustomization.yaml | vars: [] => the field vars is deprecated`,
    ]);
    expect(await found('kustomize-warning', both)).toEqual([]);
  });
});

describe('an object that the API server would reject', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('schema', change);

  test('is reported in its file, once for all overlays', async () => {
    expect(await named(edit(`${BASE}/deployment.yaml`, 'containerPort: 5000', 'containerPort: "5000"'))).toEqual([
      `${BASE}/deployment.yaml | containerPort: "5000" => Deployment example-app: ` +
        'spec.template.spec.containers[0].ports[0].containerPort must be an integer, got "5000"',
    ]);
  });

  test('because of a patch is reported at the overlay', async () => {
    const path = `${APP}/k8s/overlays/prod/kustomization.yaml`;
    expect(await named(edit(path, 'value: 3', 'value: three'))).toEqual([
      `${path} => Deployment example-app: spec.replicas must be an integer, got "three"`,
    ]);
  });

  test('is reported when it is only applied by hand', async () => {
    expect(await named(edit('argo/root-app.yaml', 'destination:', 'destinatoin:'))).toEqual([
      'argo/root-app.yaml | spec: => Application root: spec lacks the field destination',
      'argo/root-app.yaml | destinatoin: => Application root: spec.destinatoin has the unknown field destinatoin',
    ]);
  });

  test('under a name that kustomize changed is still reported in its file', async () => {
    const lines = await named((files) => {
      edit(`${APP}/k8s/overlays/prod/kustomization.yaml`, 'namespace:', 'namePrefix: prod-\nnamespace:')(files);
      edit(`${BASE}/service.yaml`, 'port: 80', 'prot: 80')(files);
    });
    expect([...new Set(lines.map((line) => line.split(' => ')[0]))]).toEqual([
      `${BASE}/service.yaml | - name: http`,
      `${BASE}/service.yaml | prot: 80`,
    ]);
  });
});
