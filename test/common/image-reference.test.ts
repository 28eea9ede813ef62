import fc from 'fast-check';
import { formatImage, isDigest, isImageName, isTag, parseImage } from '../../src/common/image-reference';
import { DIGEST, SHA } from '../support/config-release';
import { HOSTILE_TEXTS, NOT_TEXT } from '../support/config-values';

describe('a tag', () => {
  test.each(['v1.0.0', 'dev-latest', SHA, '1', '_', 'A_b.c-d', '1e5', 't'.repeat(128)])('may be %j', (value) => {
    expect(isTag(value)).toBe(true);
  });

  test.each(['.1', '-1', 'a:b', 'a@b', 'a/b', 'a+b', 't'.repeat(129), ...NOT_TEXT])('is never %j', (value) => {
    expect(isTag(value)).toBe(false);
  });

  test('is never a hostile text', () => {
    expect(HOSTILE_TEXTS.filter(isTag)).toEqual([]);
  });
});

describe('a digest', () => {
  test('is a SHA-256 in lower case', () => {
    expect(isDigest(DIGEST)).toBe(true);
  });

  test.each([
    'sha256:',
    DIGEST.slice(0, -1),
    `${DIGEST}0`,
    `${DIGEST}\n`,
    DIGEST.toUpperCase(),
    DIGEST.replace('sha256', 'sha512'),
    DIGEST.replace('sha256:', ''),
    DIGEST.replace('ab', 'xy'),
    ...NOT_TEXT,
  ])('is never %j', (value) => {
    expect(isDigest(value)).toBe(false);
  });
});

describe('the name of an image', () => {
  test.each(['docker.io/acme/web', 'localhost/web', 'localhost:5000/a/b-c', 'a.b/c_d/e__f/g.h'])(
    'may be %j',
    (value) => {
      expect(isImageName(value)).toBe(true);
    },
  );

  test.each([
    'Docker.io/acme/web',
    'docker.io/Acme/web',
    'docker.io/acme/web:v1',
    'docker.io/acme/web@sha256:ab',
    'docker.io//web',
    'docker.io/web/',
    '/web',
    '-docker.io/web',
    'docker.io/-web',
    'docker.io/$(id)',
    'docker.io/we b',
    'docker.io/web\n',
    ...NOT_TEXT,
  ])('is never %j', (value) => {
    expect(isImageName(value)).toBe(false);
  });

  test('is never a hostile text', () => {
    expect(HOSTILE_TEXTS.filter(isImageName)).toEqual([]);
  });
});

describe('an image in one text', () => {
  test.each([
    ['docker.io/acme/web:v1', { name: 'docker.io/acme/web', tag: 'v1' }],
    [`docker.io/acme/web:v1@${DIGEST}`, { name: 'docker.io/acme/web', tag: 'v1', digest: DIGEST }],
    ['localhost:5000/web:v1', { name: 'localhost:5000/web', tag: 'v1' }],
    [':v1', { tag: 'v1' }],
    [`:${SHA}@${DIGEST}`, { tag: SHA, digest: DIGEST }],
  ])('%s is taken apart', (text, image) => {
    expect(parseImage(text)).toEqual(image);
  });

  test.each([
    '',
    ':',
    'web',
    'docker.io/acme/web',
    'localhost:5000/web',
    'web:',
    'web:v1@',
    'web:v1@sha256:abc',
    `web@${DIGEST}`,
    `:v1@${DIGEST}@${DIGEST}`,
    'Web:v1',
    'web:v1:v2@',
    'web:.v1',
    'web:v1 ',
    ' web:v1',
    'web:v1\n',
    'a b:v1',
    'web=other:v1',
    'docker.io/acme/web=docker.io/acme/other:v1',
    '$(id):v1',
    'web:$(id)',
    'web:${{ x }}',
  ])('%j is invalid', (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  test('is parsed again after formatting', () => {
    const name = fc.constantFrom('localhost/web', 'docker.io/acme/web', 'localhost:5000/a/b-c', 'a.b/c_d');
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    const digest = fc.option(
      fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.record({ name, tag, digest }), (image) => {
        expect(parseImage(formatImage(image))).toEqual(image);
      }),
      { numRuns: 200 },
    );
  });

  test('fails fast on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const image = parseImage(text);
        if (image) expect(isTag(image.tag)).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect(parseImage(`${'a:'.repeat(5000)}@`)).toBeUndefined();
  });
});
