import type { Check } from '../../../src/checks/doctor/check';
import type { Held, PusherFacts } from '../../../src/checks/doctor/pusher';
import { pusherChecks } from '../../../src/checks/doctor/pusher';

const ADDRESS = { host: 'github.com', path: 'acme/shop', url: 'https://github.com/acme/shop' };

function lines(checks: readonly Check[]): string[] {
  return checks.map(({ id, state, detail, fix }) => `${state} ${id}: ${detail}${fix === null ? '' : `: ${fix}`}`);
}

/** The repository, the organization, and two environments, some of which have it. */
function held(...places: readonly string[]): Held[] {
  const everywhere = ['repository', 'organization'].map((place) => ({ place }));
  const environments = ['dev', 'prod'].map((environment) => ({ place: `environment ${environment}`, environment }));
  return [...everywhere, ...environments].map((one) => ({ ...one, isThere: { answer: places.includes(one.place) } }));
}

const KEYS = { answer: [{ title: 'releases\u001b[31m', isReadOnly: false }] };

function ofDeployKey(facts: Partial<PusherFacts & { kind: 'deploy-key' }>, more = {}): string[] {
  return lines(
    pusherChecks(
      { kind: 'deploy-key', secret: held('repository'), keys: KEYS, ...facts },
      { address: ADDRESS, credentials: 'deploy-key', releases: 'push', releasesByPush: true, ...more },
    ),
  );
}

const SECRET = 'github.secret.RELEASE_DEPLOY_KEY: for pushing releases';

test('the token of the workflow needs nothing', () => {
  expect(
    pusherChecks({ kind: 'token' }, { address: ADDRESS, credentials: 'token', releases: 'push', releasesByPush: true }),
  ).toEqual([]);
});

describe('a secret', () => {
  const fix = 'gh secret set RELEASE_DEPLOY_KEY --repo acme/shop';

  test.each(['repository', 'organization'])('of the %s is read by every job', (place) => {
    expect(ofDeployKey({ secret: held(place) })[0]).toBe(`ok ${SECRET}; in the ${place}`);
  });

  test('that is missing is reported with the command that sets it, on the host of the repository', () => {
    expect(ofDeployKey({ secret: held() })[0]).toBe(`failed ${SECRET}; not found: ${fix}`);
    const address = { ...ADDRESS, host: 'git.acme.example' };
    expect(ofDeployKey({ secret: held() }, { address })[0]).toContain('--repo git.acme.example/acme/shop');
  });

  test('of environments cannot be read by the job for releases by push', () => {
    const secret = held('environment dev', 'environment prod');
    expect(ofDeployKey({ secret })[0]).toBe(
      `failed ${SECRET}; only in dev, prod, but jobs outside of it release too: ${fix}`,
    );
  });

  test('in each environment is enough without releases by push; in only one it is not', () => {
    const all = held('environment dev', 'environment prod');
    expect(ofDeployKey({ secret: all }, { releasesByPush: false })[0]).toBe(`ok ${SECRET}; in each environment`);
    expect(ofDeployKey({ secret: held('environment dev') }, { releasesByPush: false })[0]).toMatch(/^failed /);
  });

  test('may be in a place that cannot be read', () => {
    const [repository, organization, ...rest] = held();
    const secret = [repository, { ...organization, isThere: { why: 'HTTP 403' } }, ...rest];
    expect(ofDeployKey({ secret })[0]).toBe(
      `not-checked ${SECRET}; HTTP 403: https://github.com/acme/shop/settings/secrets/actions`,
    );
  });
});

describe('a deploy key', () => {
  const id = 'github.deploy-key';

  test('with write access is listed, without control characters', () => {
    const [, check] = ofDeployKey({});
    expect(check).toMatch(new RegExp(`^ok ${id}: releases`));
    expect(check).not.toContain('\u001b');
  });

  test.each([
    ['none', [], 'not found'],
    ['one that only reads', [{ title: 'argocd', isReadOnly: true }], '1 key, read-only'],
  ])('is missing when there is %s', (_what, answer, detail) => {
    expect(ofDeployKey({ keys: { answer } })[1]).toBe(
      `failed ${id}: ${detail}: gh repo deploy-key add KEY.pub --allow-write, or https://github.com/acme/shop/settings/keys`,
    );
  });

  test('is unknown when GitHub does not show it', () => {
    expect(ofDeployKey({ keys: { why: 'HTTP 404' } })[1]).toBe(
      `not-checked ${id}: HTTP 404: https://github.com/acme/shop/settings/keys`,
    );
  });
});

describe('a GitHub App', () => {
  const app = { id: 4711, slug: 'acme-releases', mayPush: true, mayOpenPullRequests: false };
  const settings = 'https://github.com/acme/shop/settings/installations';

  function ofApp(facts: Partial<PusherFacts & { kind: 'github-app' }>, more = {}): string[] {
    const base = { kind: 'github-app', secret: held('organization'), variable: held('repository') } as const;
    const wanted = { address: ADDRESS, credentials: 'github-app', releases: 'push', releasesByPush: true } as const;
    return lines(pusherChecks({ ...base, app: { answer: app }, ...facts }, { ...wanted, ...more }));
  }

  test('is found by its variable, and pushes with its private key', () => {
    expect(ofApp({})).toEqual([
      'ok github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; in the repository',
      'ok github.secret.RELEASE_APP_PRIVATE_KEY: for pushing releases; in the organization',
      'ok github.app: acme-releases',
    ]);
  });

  test.each([
    [
      { variable: held() },
      0,
      'failed github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; not found: ' +
        'gh variable set RELEASE_APP_CLIENT_ID --repo acme/shop',
    ],
    [
      { app: { answer: null } },
      2,
      'failed github.app: no installed app has the client ID in RELEASE_APP_CLIENT_ID: ' +
        `install it for this repository, or correct RELEASE_APP_CLIENT_ID: ${settings}`,
    ],
    [
      { app: { answer: { ...app, mayPush: false } } },
      2,
      'failed github.app: acme-releases cannot: grant Contents: read and write, ' +
        `then accept the change where the app is installed: ${settings}`,
    ],
    [{ app: { why: 'HTTP 403' } }, 2, `not-checked github.app: HTTP 403: ${settings}`],
  ])('fails with %j', (facts, index, expected) => {
    expect(ofApp(facts)[index]).toBe(expected);
  });

  test('that opens pull requests needs that permission, too', () => {
    const byPullRequest = { releases: 'pull-request' };
    const opens = { ...app, mayOpenPullRequests: true };
    expect(ofApp({ app: { answer: opens } }, byPullRequest)[2]).toBe('ok github.app: acme-releases');
    expect(ofApp({}, byPullRequest)[2]).toBe(
      'failed github.app: acme-releases cannot: grant Pull requests: read and write, ' +
        `then accept the change where the app is installed: ${settings}`,
    );
    expect(ofApp({ app: { answer: { ...app, mayPush: false } } }, byPullRequest)[2]).toContain(
      'grant Contents: read and write, Pull requests: read and write, then accept',
    );
  });
});
