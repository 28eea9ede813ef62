import fc from 'fast-check';
import type { ReleaseMessage } from '../../../src/releases/files/message';
import { formatMessage, parseMessage, shortTag } from '../../../src/releases/files/message';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const IMAGE = `docker.io/acme/web:${SHA}@sha256:${'a'.repeat(64)}`;
const MESSAGE: ReleaseMessage = { verb: 'release', app: 'web', environment: 'dev', image: IMAGE };

test('a message has a summary in its subject, and everything in its trailers', () => {
  const message: ReleaseMessage = {
    ...MESSAGE,
    verb: 'rollback',
    environment: 'prod',
    revision: 'f'.repeat(40),
    rolledBack: 'e'.repeat(40),
    reason: 'errors: many',
    run: 'https://github.com/acme/shop/actions/runs/1',
  };
  expect(formatMessage(message)).toBe(
    `release(web): roll prod back to 0123456789ab\n\n` +
      'Release-Kind: rollback\n' +
      'Release-App: web\n' +
      'Release-Environment: prod\n' +
      `Release-Image: ${IMAGE}\n` +
      `Release-Revision: ${'f'.repeat(40)}\n` +
      `Release-Rolled-Back: ${'e'.repeat(40)}\n` +
      'Release-Reason: errors: many\n' +
      'Release-Run: https://github.com/acme/shop/actions/runs/1\n',
  );
});

test.each<[Partial<ReleaseMessage>, string]>([
  [{}, 'release(web): 0123456789ab to dev'],
  [{ verb: 'promote', from: 'dev', environment: 'prod' }, 'release(web): promote 0123456789ab from dev to prod'],
  [{ verb: 'promote', environment: 'prod' }, 'release(web): promote 0123456789ab to prod'],
  [{ verb: 'pin' }, 'release(web): pin dev at 0123456789ab'],
  [{ verb: 'unpin' }, 'release(web): unpin dev'],
])('the subject of %j', (more, subject) => {
  expect(formatMessage({ ...MESSAGE, ...more }).split('\n')[0]).toBe(subject);
});

test('what was written is read again, whatever a reason holds', () => {
  const text = fc.string({ minLength: 1, maxLength: 80 }).map((value) => value.replace(/\s+/g, ' ').trim() || 'x');
  fc.assert(
    fc.property(fc.constantFrom('release', 'promote', 'rollback', 'pin', 'unpin' as const), text, (verb, reason) => {
      const message = { ...MESSAGE, verb, reason } as ReleaseMessage;
      expect(parseMessage(formatMessage(message))).toEqual(message);
    }),
    { numRuns: 300 },
  );
});

test('a reason of several lines cannot add a trailer', () => {
  const message = formatMessage({ ...MESSAGE, reason: 'a\nRelease-Environment: prod\n\nRelease-Kind: pin' });
  expect(parseMessage(message)).toEqual({ ...MESSAGE, reason: 'a Release-Environment: prod Release-Kind: pin' });
});

test.each([
  'fix: something',
  'release(web): dev',
  `release: x\n\nRelease-Kind: release\nRelease-App: web\n`,
  `x\n\nRelease-Kind: explode\nRelease-App: web\nRelease-Environment: dev\nRelease-Image: a:b\n`,
])('%j is no release', (text) => {
  expect(parseMessage(text)).toBeUndefined();
});

test('other trailers are ignored', () => {
  const text = `${formatMessage(MESSAGE).trimEnd()}\nSigned-off-by: Ada <ada@example.org>\n`;
  expect(parseMessage(text)).toEqual(MESSAGE);
});

test('a tag is shown short when it is a commit', () => {
  expect(shortTag(IMAGE)).toBe('0123456789ab');
  expect(shortTag('localhost:5000/acme/web:v1.2.3')).toBe('v1.2.3');
  expect(shortTag(':v1@sha256:00')).toBe('v1');
});

describe('what merges make of a message', () => {
  const message: ReleaseMessage = {
    ...MESSAGE,
    verb: 'rollback',
    reason: 'the orders of some customers fail with an error',
    run: 'https://github.com/acme/shop/actions/runs/1',
  };
  const text = formatMessage(message);

  test.each([
    ['a co-author behind it', `${text}\nCo-authored-by: Ada <ada@example.org>\n`],
    ['a line between', `${text}\n---------\n\nCo-authored-by: Ada <ada@example.org>`],
    ['a co-author next to the trailers', `${text}Co-authored-by: Ada <ada@example.org>`],
    ['lines that end as on Windows', text.replaceAll('\n', '\r\n')],
    [
      'long lines that are wrapped',
      text
        .replace(/(.{1,50})(?: +|$)/gm, '$1\n')
        .replace(/\n\n+R/g, '\n\nR')
        .replace(/\n\n(?=Release-(?!Kind))/g, '\n'),
    ],
    ['a list of all commits', `Title (#1)\n\n* ${text}\n* Merge branch 'main' into release/web/dev/main\n`],
    ['words before it', `Title (#1)\n\nReleases an image: web gets it.\n\nMore: of it.\n\n${text.split('\n\n')[1]}`],
  ])('is read again: %s', (_what, merged) => {
    expect(parseMessage(merged)).toEqual(message);
  });

  test('a reason that is wrapped before a word like a trailer does not change earlier trailers', () => {
    const wrapped = formatMessage({ ...MESSAGE, reason: 'see' }).trimEnd() + '\nRelease-Environment: prod\n';
    expect(parseMessage(wrapped)).toEqual({ ...MESSAGE, reason: 'see Release-Environment: prod' });
  });
});
