import fc from 'fast-check';
import { findKustomize } from '../../../src/cli/tools/kustomize';
import { formatImage } from '../../../src/common/image-reference';
import { VERSIONS } from '../../../src/config/defaults';
import { toYaml, toYamlStream } from '../../../src/files/tree/yaml';
import type { ApplicationRelease } from '../../../src/releases/files/application-file';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import { parseYaml } from '../../../src/releases/files/component';
import type { ImageRelease } from '../../../src/releases/files/image-file';
import { parseImageFile, renderImageFile } from '../../../src/releases/files/image-file';
import { inFolder } from '../../support/config-folder';
import { afterSetImage, kustomize, tagLines } from '../../support/config-kustomize';
import { DIGEST, SHA } from '../../support/config-release';
import { sample } from '../../support/config-sample';

const NAME = 'docker.io/acme/web';
const OTHER = `sha256:${'cd'.repeat(32)}`;

/** The line that holds the tag, as we write it. */
function ourLine(tag: string): string {
  const text = renderImageFile({ baseName: NAME, image: { name: NAME, tag } });
  return (/^ {2}(newTag: .*)$/m.exec(text) as RegExpExecArray)[1];
}

/** An image file that holds a line as kustomize wrote it. */
function withLine(line: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: ${NAME}\n  ${line}\n`;
}

/** Tags as builds give them: commits whole and short, versions, dates, branches. */
const TAG = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^[0-9a-f]{7,12}$/),
  fc.stringMatching(/^[0-9]{5,8}e[0-9]{1,2}$/),
  fc.stringMatching(/^[0-9]{1,12}$/),
  fc.stringMatching(/^v?[0-9]{1,3}\.[0-9]{1,3}(\.[0-9]{1,3})?$/),
  fc.stringMatching(/^20[0-9]{2}-0[1-9]-[012][1-8]$/),
  fc.stringMatching(/^[a-z]{1,6}(-[a-z0-9]{1,6}){0,2}$/),
);

describe('the pinned kustomize', () => {
  test('is installed', () => {
    expect(kustomize('/', 'version').trim()).toBe(`v${VERSIONS.kustomize}`);
    expect(findKustomize()).toContain('kustomize');
  });
});

describe('an image file is in kustomize’s own form: edit set image only changes values', () => {
  const RELEASES: Readonly<Record<string, ImageRelease['image']>> = {
    'a tag': { name: NAME, tag: 'dev-latest' },
    'a commit': { name: NAME, tag: SHA },
    'a tag and a digest': { name: NAME, tag: SHA, digest: DIGEST },
    'another digest': { name: NAME, tag: SHA, digest: OTHER },
    'a tag of digits with one e': { name: NAME, tag: '29182e64' },
    'a tag that YAML 1.1 takes for a truth value': { name: NAME, tag: 'on' },
    'another name': { name: 'ghcr.io/old/web', tag: SHA },
    'another name and a digest': { name: 'localhost:5000/old/web', tag: '012', digest: DIGEST },
    'a very long name': { name: `ghcr.io/${'long/'.repeat(40)}web`, tag: SHA, digest: DIGEST },
  };
  /** Without another name, an image is set by its own one; the base’s name is the key. */
  const argument = (image: ImageRelease['image']): string =>
    image.name === NAME ? formatImage(image) : `${NAME}=${formatImage(image)}`;
  const render = (image: ImageRelease['image']): string => renderImageFile({ baseName: NAME, image });

  test.each(Object.entries(RELEASES))('setting %s again changes no byte', (_name, image) => {
    expect(afterSetImage(render(image), argument(image))).toBe(render(image));
  });

  test.each(Object.entries(RELEASES))(
    'setting %s over any other image gives what this library would write',
    (_name, image) => {
      for (const before of Object.values(RELEASES)) {
        expect(afterSetImage(render(before), argument(image))).toBe(render(image));
      }
    },
  );

  test('tags of builds are written as kustomize writes them', () => {
    const { seed, values } = sample(TAG, 1000);
    // Commits such as 6438e8918 and e360421 are no numbers for kustomize, and some for other readers: we quote them.
    const tags = values.filter(
      (tag) => !/^[0-9]*e-?[0-9]+$/.test(tag) || (tag[0] !== 'e' && Number.isFinite(Number(tag))),
    );
    const lines = tagLines(tags);
    const different = tags
      .map((tag, index) => [ourLine(tag), lines[index]])
      .filter(([ours, theirs]) => ours !== theirs);
    expect({ seed, different }).toEqual({ seed, different: [] });
  });

  test.each([
    'yes',
    'N',
    'Off',
    'null',
    'TRUE',
    '012',
    '09',
    '1_000',
    '1.',
    '1.0',
    '1.5_0',
    '0x1F',
    '0b11',
    '1e5',
    '2001-1-1',
    'v1.0.0',
    'nan',
    'Infinity',
    // Forms that YAML 1.2 and Go read as numbers, and YAML 1.1 does not.
    '0o17',
    '0O17',
    '0X1F',
    '0B11',
    '1e5_0',
  ])('the tag %s is written by us as kustomize writes it', (tag) => {
    expect([ourLine(tag)]).toEqual(tagLines([tag]));
  });

  test('every tag that kustomize writes is read back, even without quotes', () => {
    const odd = fc.stringMatching(/^[0-9][0-9xXoObBeE_.-]{0,9}$/);
    const large = fc.stringMatching(/^[0-9]{1,4}e[0-9]{3,6}$/);
    const { seed, values } = sample(fc.oneof(TAG, odd, large), 1000);
    const lines = tagLines(values);
    const unread = values
      .map((tag, index) => ({ line: lines[index], tag, read: parseImageFile(withLine(lines[index]))?.image.tag }))
      .filter(({ tag, read }) => read !== tag)
      .slice(0, 10);
    expect({ seed, unread }).toEqual({ seed, unread: [] });
  });
});

describe('a build with release files', () => {
  const application = (name: string): object => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { source: { path: 'x', repoURL: 'https://github.com/acme/shop', targetRevision: 'main' } },
  });
  const build = (component: string, ...objects: object[]): string =>
    inFolder(
      {
        'kustomization.yaml': 'resources: [objects.yaml]\ncomponents: [release]\n',
        'objects.yaml': toYamlStream(objects),
        'release/kustomization.yaml': component,
      },
      (folder) => kustomize(folder, 'build', '.'),
    );

  test('runs the image of the image file', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ image: NAME, name: 'a' }] },
    };
    const image = (release: ImageRelease['image']): unknown =>
      (parseYaml(build(renderImageFile({ baseName: NAME, image: release }), pod)) as typeof pod).spec.containers[0]
        .image;
    expect(image({ name: NAME, tag: '29182e64' })).toBe(`${NAME}:29182e64`);
    expect(image({ name: NAME, tag: SHA, digest: DIGEST })).toBe(`${NAME}:${SHA}@${DIGEST}`);
    expect(image({ name: 'ghcr.io/old/web', tag: 'v1' })).toBe('ghcr.io/old/web:v1');
  });

  test('omits held Applications, pins pinned ones and keeps tracking ones', () => {
    const releases = new Map<string, ApplicationRelease>([
      ['web-dev', { kind: 'tracking' }],
      ['web-staging', { kind: 'held', namespace: 'argocd' }],
      ['web-prod', { kind: 'pinned', revision: SHA, image: `${NAME}=${NAME}:${SHA}@${DIGEST}` }],
    ]);
    const objects = ['web-dev', 'web-prod', 'web-staging'].map(application);
    const output = build(renderApplicationFile(releases), ...objects);
    expect(output.split('---\n').map(parseYaml)).toEqual([
      application('web-dev'),
      {
        ...application('web-prod'),
        spec: {
          source: {
            kustomize: { images: [`${NAME}=${NAME}:${SHA}@${DIGEST}`] },
            path: 'x',
            repoURL: 'https://github.com/acme/shop',
            targetRevision: SHA,
          },
        },
      },
    ]);
  });

  test('works if all Applications are held back, and if none are', () => {
    const held = new Map<string, ApplicationRelease>([['web-dev', { kind: 'held', namespace: 'argocd' }]]);
    expect(build(renderApplicationFile(held), application('web-dev'))).toBe('');
    expect(parseYaml(build(renderApplicationFile(new Map()), application('web-dev')))).toEqual(application('web-dev'));
  });

  test('reads text as text: a commit of digits is not a number for Argo CD', () => {
    const digits = '1234567890123456789012345678901234567890';
    const pin: ApplicationRelease = { kind: 'pinned', revision: digits, image: `${NAME}=${NAME}:${digits}` };
    const output = build(renderApplicationFile(new Map([['web-dev', pin]])), application('web-dev'));
    expect(output).toContain(`targetRevision: "${digits}"\n`);
    expect(toYaml({ targetRevision: digits })).toBe(`targetRevision: "${digits}"\n`);
  });
});
