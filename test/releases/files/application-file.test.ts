import fc from 'fast-check';
import type { ApplicationRelease } from '../../../src/releases/files/application-file';
import {
  applicationFilePath,
  isRevision,
  parseApplicationFile,
  renderApplicationFile,
} from '../../../src/releases/files/application-file';
import { DIGEST, SHA } from '../../support/config-release';
import { HOSTILE_TEXTS, NOT_TEXT } from '../../support/config-values';

const HELD: ApplicationRelease = { kind: 'held', namespace: 'argocd' };
const IMAGE = `docker.io/acme/web=docker.io/acme/web:${SHA}@${DIGEST}`;
const PINNED: ApplicationRelease = { kind: 'pinned', revision: SHA, image: IMAGE };
const TRACKING: ApplicationRelease = { kind: 'tracking' };

const HEADER = [
  '# Release file: moved by python-gitops release. It decides which revision Argo CD deploys, and holds back',
  '# the Application of an environment that was never released.',
  'apiVersion: kustomize.config.k8s.io/v1alpha1',
  'kind: Component',
];

const HELD_LINES = [
  '- patch: |-',
  '    $patch: delete',
  '    apiVersion: argoproj.io/v1alpha1',
  '    kind: Application',
  '    metadata:',
  '      name: web-dev',
  '      namespace: argocd',
];

const PINNED_LINES = [
  '- patch: |-',
  '    - op: replace',
  '      path: /spec/source/targetRevision',
  `      value: ${SHA}`,
  '    - op: add',
  '      path: /spec/source/kustomize',
  '      value:',
  '        images:',
  `        - ${IMAGE}`,
  '  target:',
  '    kind: Application',
  '    name: web-prod',
];

const HELD_FILE = [...HEADER, 'patches:', ...HELD_LINES, ''].join('\n');
const PINNED_FILE = [...HEADER, 'patches:', ...PINNED_LINES, ''].join('\n');

describe('a revision', () => {
  test('is a whole commit', () => {
    expect(isRevision(SHA)).toBe(true);
  });

  test.each([SHA.slice(1), `${SHA}0`, SHA.toUpperCase(), `${SHA}\n`, 'main', 'HEAD', ...NOT_TEXT])(
    'is never %j',
    (value) => {
      expect(isRevision(value)).toBe(false);
    },
  );

  test('is never hostile text', () => {
    expect(HOSTILE_TEXTS.filter(isRevision)).toEqual([]);
  });
});

describe('an application file', () => {
  test('is next to the Applications of its app', () => {
    expect(applicationFilePath('web')).toBe('apps/web/argo/release/kustomization.yaml');
  });

  test('without held or pinned Applications is still a Component that kustomize accepts', () => {
    const text = [...HEADER, 'resources: []', ''].join('\n');
    expect(renderApplicationFile(new Map())).toBe(text);
    expect(renderApplicationFile(new Map([['web-dev', TRACKING]]))).toBe(text);
    expect(parseApplicationFile(text)).toEqual(new Map());
  });

  test('removes the Application of a held environment, in exactly these bytes', () => {
    expect(renderApplicationFile(new Map([['web-dev', HELD]]))).toBe(HELD_FILE);
  });

  test('pins the revision and the image of an environment, in exactly these bytes', () => {
    expect(renderApplicationFile(new Map([['web-prod', PINNED]]))).toBe(PINNED_FILE);
  });

  test('sorts its Applications by name', () => {
    const both = [...HEADER, 'patches:', ...HELD_LINES, ...PINNED_LINES, ''].join('\n');
    const entries: [string, ApplicationRelease][] = [
      ['web-prod', PINNED],
      ['web-staging', TRACKING],
      ['web-dev', HELD],
    ];
    expect(renderApplicationFile(new Map(entries))).toBe(both);
    expect(renderApplicationFile(new Map(entries.reverse()))).toBe(both);
  });

  test('is read back as it was written', () => {
    const name = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,12}$/);
    const release = fc.oneof(
      fc.record({ kind: fc.constant('held' as const), namespace: name }),
      fc.constant(TRACKING),
      fc.record({
        kind: fc.constant('pinned' as const),
        revision: fc.oneof(
          fc.stringMatching(/^[0-9a-f]{40}$/),
          // Commits that YAML reads as numbers when they are not quoted.
          fc.stringMatching(/^[0-9]{40}$/),
          fc.stringMatching(/^[0-9]{36}e[0-9]{3}$/),
        ),
        image: fc.constantFrom(IMAGE, `a.b/c=d.e/c:1e5@${DIGEST}`, 'localhost/web=localhost/web:v1.0.0'),
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(name, release, { maxKeys: 4 }), (releases) => {
        const map = new Map(Object.entries(releases));
        const patched = [...map].filter(([, entry]) => entry.kind !== 'tracking');
        expect(parseApplicationFile(renderApplicationFile(map))).toEqual(new Map(patched));
        // A comment more, and the text goes through the parser.
        expect(parseApplicationFile(`${renderApplicationFile(map)}# comment\n`)).toEqual(new Map(patched));
      }),
      { numRuns: 200 },
    );
  });

  test('is read with comments and other line endings, too', () => {
    const expected = new Map([['web-dev', HELD]]);
    expect(parseApplicationFile(`# mine\n${HELD_FILE}`)).toEqual(expected);
    expect(parseApplicationFile(HELD_FILE.replaceAll('\n', '\r\n'))).toEqual(expected);
  });
});

describe('anything else than an application file', () => {
  const held = (from: string, to: string): string => replaced(HELD_FILE, from, to);
  const pinned = (from: string, to: string): string => replaced(PINNED_FILE, from, to);

  test.each([
    ['nothing', ''],
    ['a comment', '# Release file\n'],
    ['a list', '- a\n'],
    ['no YAML', 'a: b: c\n'],
    ['a conflict', `<<<<<<< HEAD\n${HELD_FILE}=======\n${PINNED_FILE}>>>>>>> main\n`],
    ['another kind', held('kind: Component', 'kind: Kustomization')],
    ['another version of the API', held('kustomize.config.k8s.io/v1alpha1', 'v1')],
    ['a key that it may not have', `${HELD_FILE}images: []\n`],
    ['its own resources', `${HELD_FILE}resources:\n- ../other\n`],
    ['patches as an object', `${[...HEADER].join('\n')}\npatches: {}\n`],
    ['a patch that is a text', `${[...HEADER].join('\n')}\npatches:\n- x\n`],
    ['a patch from a file', `${[...HEADER].join('\n')}\npatches:\n- path: x.yaml\n`],
    ['a patch that is no YAML', held('$patch: delete', '$patch: : delete')],
    ['an Application twice', HELD_FILE + HELD_LINES.map((line) => `${line}\n`).join('')],
    ['a patch that changes something else', held('$patch: delete', 'spec: {}')],
    ['a held Application without a name', held('      name: web-dev\n', '')],
    ['a held Application without a namespace', held('\n      namespace: argocd', '')],
    ['another object that is taken out', held('kind: Application', 'kind: AppProject')],
    ['another API whose object is taken out', held('argoproj.io/v1alpha1', 'example.com/v1')],
    ['a pin of a branch', pinned(SHA, 'main')],
    ['a pin of a short revision', pinned(`value: ${SHA}`, `value: ${SHA.slice(0, 12)}`)],
    ['a pin of another place', pinned('/spec/source/targetRevision', '/spec/source/repoURL')],
    ['a pin that takes the revision away', pinned('op: replace', 'op: remove')],
    ['a pin of another place for the image', pinned('path: /spec/source/kustomize', 'path: /spec/source/helm')],
    ['a pin without an image', pinned(`        images:\n        - ${IMAGE}`, '        images: []')],
    ['a pin of two images', pinned(`        - ${IMAGE}`, `        - ${IMAGE}\n        - ${IMAGE}`)],
    ['a pin of an image that is a number', pinned(IMAGE, '5')],
    ['a pin of something that is no image', pinned(IMAGE, '$(id)')],
    [
      'a pin that changes more of how it is built',
      pinned('        images:', '        namePrefix: x-\n        images:'),
    ],
    ['a pin with a third change', pinned('  target:', '    - {op: remove, path: /spec/syncPolicy}\n  target:')],
    ['a pin without a target', pinned('\n  target:\n    kind: Application\n    name: web-prod', '')],
    ['a pin of another kind of object', pinned('    kind: Application', '    kind: AppProject')],
    ['a pin without a name', pinned('\n    name: web-prod', '')],
    ['a pin of more than one object', pinned('    name: web-prod', '    name: web-prod\n    labelSelector: a=b')],
    ['a patch with options', pinned('  target:', '  options:\n    allowNameChange: true\n  target:')],
  ])('%s', (_name, text) => {
    expect(parseApplicationFile(text)).toBeUndefined();
  });

  test('is never an error', () => {
    const lines = [...HELD_FILE.split('\n'), ...PINNED_FILE.split('\n'), '{', '"', '- ', '? ', '<<: *a', '!!set x'];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...lines)).map((some) => some.join('\n')),
    );
    fc.assert(
      fc.property(text, (some) => {
        const releases = parseApplicationFile(some);
        if (releases) expect(parseApplicationFile(renderApplicationFile(releases))).toEqual(releases);
      }),
      { numRuns: 200 },
    );
  });
});

/** Replaces a part that must be there: a change that changes nothing would test nothing. */
function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the file has no ${from}`);
  return text.replace(from, () => to);
}

describe('the reason of a pin', () => {
  const REASONED: ApplicationRelease = { kind: 'pinned', revision: SHA, image: IMAGE, pin: 'carts: lost "orders"' };
  const METADATA = ['metadata:', '  annotations:', `    pin.python-gitops/web-prod: 'carts: lost "orders"'`];
  const FILE = [...HEADER, ...METADATA, 'patches:', ...PINNED_LINES, ''].join('\n');

  test('is an annotation of the Component, and is read back', () => {
    expect(renderApplicationFile(new Map([['web-prod', REASONED]]))).toBe(FILE);
    expect(parseApplicationFile(FILE)).toEqual(new Map([['web-prod', REASONED]]));
  });

  test.each([
    ['of an Application that is not pinned', FILE.replace('web-prod:', 'web-dev:')],
    ['that is no text', FILE.replace(`'carts: lost "orders"'`, '{}')],
    ['under another name', FILE.replace('pin.python-gitops/', 'note/')],
    ['with a label', FILE.replace('  annotations:', '  labels: {}\n  annotations:')],
    ['without annotations', [...HEADER, 'metadata: {}', 'patches:', ...PINNED_LINES, ''].join('\n')],
  ])('is refused: one %s', (_what, text) => {
    expect(text).not.toBe(FILE);
    expect(parseApplicationFile(text)).toBeUndefined();
  });
});
