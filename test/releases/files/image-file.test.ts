import fc from 'fast-check';
import { parseYaml } from '../../../src/releases/files/component';
import type { ImageRelease } from '../../../src/releases/files/image-file';
import { imageFilePath, initialImage, parseImageFile, renderImageFile } from '../../../src/releases/files/image-file';
import { DIGEST, onlyApp, SHA, shopRepository } from '../../support/config-release';
import { sample } from '../../support/config-sample';
import { readYaml11 } from '../../support/config-yaml11';

const NAME = 'docker.io/acme/web';

/** An image file with these lines below its images. */
function withEntry(...lines: string[]): string {
  return ['apiVersion: kustomize.config.k8s.io/v1alpha1', 'kind: Component', 'images:', ...lines, ''].join('\n');
}

const GOOD = withEntry(`- name: ${NAME}`, '  newTag: v1');

describe('an image file', () => {
  test('is in the overlay of its environment', () => {
    expect(imageFilePath('web', 'prod')).toBe('apps/web/k8s/overlays/prod/release/kustomization.yaml');
  });

  test('with only a tag has exactly these bytes', () => {
    expect(renderImageFile({ baseName: NAME, image: { name: NAME, tag: 'dev-latest' } })).toBe(
      [
        '# Release file: moved by CI (python-gitops release, or kustomize edit set image). It holds the image only.',
        'apiVersion: kustomize.config.k8s.io/v1alpha1',
        'kind: Component',
        'images:',
        '- name: docker.io/acme/web',
        '  newTag: dev-latest',
        '',
      ].join('\n'),
    );
  });

  test('with a digest and another name has exactly these bytes', () => {
    const image = { name: 'ghcr.io/old/web', tag: SHA, digest: DIGEST };
    expect(renderImageFile({ baseName: NAME, image })).toBe(
      [
        '# Release file: moved by CI (python-gitops release, or kustomize edit set image). It holds the image only.',
        'apiVersion: kustomize.config.k8s.io/v1alpha1',
        'kind: Component',
        'images:',
        `- digest: ${DIGEST}`,
        '  name: docker.io/acme/web',
        '  newName: ghcr.io/old/web',
        `  newTag: ${SHA}`,
        '',
      ].join('\n'),
    );
  });

  test.each(['on', 'y', '1e5', '012', '1_000', '0x1F', '1.0', '29182e64', 'null', '2001-01-01', '1', '0b11'])(
    'quotes the tag %s, which is a text and not what YAML 1.1 takes it for',
    (tag) => {
      expect(renderImageFile({ baseName: NAME, image: { name: NAME, tag } })).toContain(`\n  newTag: "${tag}"\n`);
    },
  );

  test('is read back as it was written, and by another parser, too', () => {
    const name = fc.constantFrom(NAME, 'localhost/web', 'localhost:5000/a/b', 'ghcr.io/old/web');
    const tag = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
      fc.stringMatching(/^[0-9]{1,8}e[0-9]{1,3}$/),
      fc.stringMatching(/^[0-9][0-9_.]{0,8}$/),
      fc.constantFrom('on', 'off', 'yes', 'no', 'y', 'n', 'true', 'null', '0x1F', '2001-01-01', '1_000'),
    );
    const digest = fc.option(fc.constant(DIGEST), { nil: undefined });
    const release = fc.record({ baseName: name, image: fc.record({ name, tag, digest }) });
    fc.assert(
      fc.property(release, (one) => {
        expect(parseImageFile(renderImageFile(one))).toEqual(one);
        // A comment more, and the text goes through the parser.
        expect(parseImageFile(`${renderImageFile(one)}# comment\n`)).toEqual(one);
      }),
      { numRuns: 200 },
    );
    const { seed, values } = sample(release, 300);
    const files = readYaml11(values.map(renderImageFile)) as { images: [{ newTag: unknown }] }[];
    expect({ seed, tags: files.map((file) => file.images[0].newTag) }).toEqual({
      seed,
      tags: values.map((one) => one.image.tag),
    });
  });

  test('is read with comments, other line endings and a byte order mark, too', () => {
    const release: ImageRelease = { baseName: NAME, image: { name: NAME, tag: 'v1' } };
    for (const text of [GOOD, `# mine\n${GOOD}# also\n`, GOOD.replaceAll('\n', '\r\n'), `\ufeff${GOOD}`]) {
      expect(parseImageFile(text)).toEqual(release);
    }
  });
});

describe('anything else than an image file', () => {
  test.each([
    ['nothing', ''],
    ['a comment', '# Release file\n'],
    ['a text', 'hello\n'],
    ['a list', '- a\n'],
    ['no YAML', 'a: b: c\n'],
    ['a conflict', `<<<<<<< HEAD\n${GOOD}=======\n${GOOD}>>>>>>> main\n`],
    ['two documents', `${GOOD}---\n${GOOD}`],
    ['a key twice', `${GOOD}kind: Component\n`],
    ['another kind', GOOD.replace('kind: Component', 'kind: Kustomization')],
    ['another version of the API', GOOD.replace('v1alpha1', 'v1')],
    ['no images', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n'],
    ['images as an object', GOOD.replace('images:\n- name', 'images:\n  name')],
    ['no image', GOOD.replace(/images:[\s\S]*/, 'images: []\n')],
    ['two images', `${GOOD}- name: docker.io/acme/other\n  newTag: v1\n`],
    ['patches next to the image', `${GOOD}patches: []\n`],
    ['resources next to the image', `${GOOD}resources:\n- ../../../../../other\n`],
    ['an entry that is a text', withEntry('- web:v1')],
    ['no name', withEntry('- newTag: v1')],
    ['a number for a name', withEntry('- name: 5', '  newTag: v1')],
    ['no tag', withEntry(`- name: ${NAME}`)],
    ['a digest without a tag', withEntry(`- name: ${NAME}`, `  digest: ${DIGEST}`)],
    ['a number for a tag', withEntry(`- name: ${NAME}`, '  newTag: 1.0')],
    ['a truth value for a tag', withEntry(`- name: ${NAME}`, '  newTag: on')],
    ['an octal number for a tag', withEntry(`- name: ${NAME}`, '  newTag: 012')],
    ['an impossible tag', withEntry(`- name: ${NAME}`, '  newTag: "$(id)"')],
    ['a broken digest', withEntry('- digest: sha256:abc', `  name: ${NAME}`, '  newTag: v1')],
    ['an empty digest', withEntry('- digest: ""', `  name: ${NAME}`, '  newTag: v1')],
    ['null for another name', withEntry(`- name: ${NAME}`, '  newName:', '  newTag: v1')],
    ['an impossible other name', withEntry(`- name: ${NAME}`, '  newName: "$(id) x"', '  newTag: v1')],
    ['an empty other name', withEntry(`- name: ${NAME}`, '  newName: ""', '  newTag: v1')],
    ['another name with a tag in it', withEntry(`- name: ${NAME}`, '  newName: ghcr.io/a/b:v2', '  newTag: v1')],
    [
      'a suffix for the tag, which would change the image',
      withEntry(`- name: ${NAME}`, '  newTag: v1', '  tagSuffix: -x'),
    ],
    ['a key that kustomize does not know', withEntry(`- name: ${NAME}`, '  newTag: v1', '  note: x')],
  ])('%s', (_name, text) => {
    expect(parseImageFile(text)).toBeUndefined();
  });

  test('is never an error', () => {
    const lines = fc.array(
      fc.constantFrom(...GOOD.split('\n'), '- ', '{', '"', '<<: *a', '&a', '!!binary x', '? ', '%'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          lines.map((l) => l.join('\n')),
        ),
        (text) => {
          const release = parseImageFile(text);
          if (release) expect(parseImageFile(renderImageFile(release))).toEqual(release);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('such as an alias bomb is rejected without being expanded', () => {
    const levels = Array.from({ length: 20 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(10).slice(0, -1)}]`);
    expect(parseYaml(['a0: &a0 [x]', ...levels.slice(1)].join('\n'))).toBeUndefined();
  });
});

describe('the first image of an environment', () => {
  const app = onlyApp(shopRepository());

  test.each([
    [0, 'dev-latest'],
    [1, 'staging-latest'],
    [2, 'v1.0.0'],
  ])('at place %d has the seed’s tag %s and the name in the base', (index, tag) => {
    const release = initialImage(app, app.environments[index]);
    expect(release).toEqual({ baseName: NAME, image: { name: NAME, tag } });
  });
});
