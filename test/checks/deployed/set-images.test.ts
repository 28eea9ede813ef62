import fc from 'fast-check';
import { parse } from 'yaml';
import { setImages } from '../../../src/checks/deployed/set-images';
import { inFolder } from '../../support/config-folder';
import { afterSetImage, kustomize } from '../../support/config-kustomize';
import { DIGEST, SHA } from '../../support/config-release';
import { sample } from '../../support/config-sample';

const WEB = 'docker.io/acme/web';
const TAGGED = `${WEB}=${WEB}:${SHA}@${DIGEST}`;
const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

/** An app in the layout of the library: a Component sets the image of the base, then the requested image applies. */
function appWith(kustomization: string): Record<string, string> {
  return {
    'base/kustomization.yaml': 'resources: [pods.yaml]\n',
    'base/pods.yaml': [WEB, 'ghcr.io/acme/other']
      .map(
        (image, index) =>
          `apiVersion: v1\nkind: Pod\nmetadata: { name: pod-${index} }\nspec: { containers: [{ name: a, image: '${image}' }] }\n`,
      )
      .join('---\n'),
    'overlay/release/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: ${WEB}\n  newTag: old\n`,
    'overlay/kustomization.yaml': kustomization,
  };
}

const build = (kustomization: string): string =>
  inFolder(appWith(kustomization), (folder) => kustomize(folder, 'build', 'overlay'));

const set = (kustomization: string, images: readonly string[]): string | undefined =>
  setImages(Buffer.from(kustomization), images)?.toString('utf8');

const OVERLAY = `${HEAD}resources:\n- ../base\ncomponents:\n- release\n`;

test('the images are appended, and everything else stays as it was', () => {
  expect(set(`# Mine.\n${OVERLAY}`, [TAGGED])).toBe(
    `# Mine.\n${OVERLAY}images:\n- digest: ${DIGEST}\n  name: ${WEB}\n  newName: ${WEB}\n  newTag: ${SHA}\n`,
  );
});

const FILES: Readonly<Record<string, string>> = {
  'as the library writes it': OVERLAY,
  'without a newline at its end': OVERLAY.trimEnd(),
  'with a prefix and labels': `${OVERLAY}namePrefix: my-\nlabels:\n- pairs: { a: b }\n`,
  'with a text at its end that keeps its newlines': `${OVERLAY}patches:\n- target: { kind: Pod, name: pod-0 }\n  patch: |+\n    - { op: add, path: /metadata/labels, value: { a: b } }\n\n\n`,
};

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  'a tag and a digest': [TAGGED],
  'a tag': [`${WEB}=${WEB}:v1`],
  'a tag that YAML 1.1 takes for a number': [`${WEB}=${WEB}:012`],
  'another name': [`${WEB}=localhost:5000/moved/web:v2@${DIGEST}`],
  'several images': [TAGGED, 'ghcr.io/acme/other=ghcr.io/acme/other:v3'],
  'an image that nothing uses': ['docker.io/acme/none=docker.io/acme/none:v4'],
};

describe.each(Object.entries(FILES))('a kustomization %s', (_file, kustomization) => {
  test.each(Object.entries(IMAGES))('builds with %s to the same result as kustomize', (_what, images) => {
    const ours = set(kustomization, images);
    expect(build(ours as string)).toBe(build(afterSetImage(kustomization, ...images)));
  });
});

test('any tag has the same meaning as in kustomize', () => {
  const tag = fc.stringMatching(/^[0-9a-z][0-9a-z._e+-]{0,9}$/).filter((text) => !text.includes('+'));
  const { seed, values } = sample(tag, 60);
  const images = values.map((value, index) => `docker.io/acme/app${index}=docker.io/acme/app${index}:${value}`);
  const read = (text: string): unknown =>
    (parse(text, { schema: 'failsafe' }) as { images: { name: string; newTag: string }[] }).images
      .map(({ name, newTag }) => [name, newTag])
      .sort();
  expect({ seed, images: read(set(HEAD, images) as string) }).toEqual({
    seed,
    images: read(afterSetImage(HEAD, ...images)),
  });
});

describe('left to kustomize', () => {
  test.each([
    ['images', `${OVERLAY}images:\n- name: ${WEB}\n  newTag: mine\n`],
    ['images under a name that its reader takes, too', `${OVERLAY}Images:\n- name: ${WEB}\n  newTag: mine\n`],
    ['images in their old form', `${OVERLAY}imageTags:\n- name: ${WEB}\n  newTag: mine\n`],
    ['one line', '{ resources: [../base] }\n'],
    ['an end', `${OVERLAY}...\n`],
    ['two documents', `${OVERLAY}---\n${OVERLAY}`],
    ['no map', '- a\n'],
    ['no YAML', 'a: [\n'],
    ['nothing', ''],
  ])('is a file that has %s', (_what, kustomization) => {
    expect(set(kustomization, [TAGGED])).toBeUndefined();
  });

  test.each([
    ['no name', [`${WEB}:v1`]],
    ['a digest alone', [`${WEB}=${WEB}@${DIGEST}`]],
    ['a name for any', [`${WEB}=*:v1`]],
    ['the name of another one', [TAGGED, TAGGED]],
  ])('is an image that has %s', (_what, images) => {
    expect(set(OVERLAY, images)).toBeUndefined();
  });

  test('is a file that is not text', () => {
    expect(
      setImages(Buffer.concat([Buffer.from(`${OVERLAY}# `), Buffer.from([0xff, 0x0a])]), [TAGGED]),
    ).toBeUndefined();
  });
});
