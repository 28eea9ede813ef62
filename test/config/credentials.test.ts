import { show } from '../../src/common/findings';
import { validate } from '../../src/config/validate';
import { check, onlyFinding, shop } from '../support/config-check';

const HIDDEN = 'a value that is not shown here';
/** No part of it may appear anywhere. */
const VALUE = 'hunter2-S3cr3t';

const web = (own: object): object => shop({ apps: { web: own } });

describe('a credential in env', () => {
  test.each([
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG'],
    ['AWS_SESSION_TOKEN', 'x'],
    ['POSTGRES_PASSWORD', '12345'],
    ['PGPASSWORD', 'x'],
    ['MYSQL_PWD', 'x'],
    ['STRIPE_API_KEY', 'x'],
    ['SECRET_KEY', 'x'],
    ['SECRET_KEY_BASE', 'x'],
    ['GITHUB_TOKEN', 'x'],
    ['smtpPassword', 'x'],
    ['DATABASE_URL', 'postgres://app:hunter2@db/shop'],
    ['BROKER', 'amqps://:hunter2@mq:5671'],
    ['ANY', `ghp_${'a'.repeat(36)}`],
    ['ANY', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  ])('%s is found, and not shown', (name, value) => {
    expect(onlyFinding(web({ env: { [name]: value } }))).toEqual({
      code: 'plaintext-secret',
      path: `apps.web.env.${name}`,
      must: 'not contain a password, a token or a private key: env is plain text in git',
      got: HIDDEN,
      fix: `add ${name} to secrets of the app and seal it with make seal; if you pushed the value, revoke it`,
    });
  });

  test.each([
    ['API_TOKEN_FILE', '/etc/secrets/token'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/secrets/google.json'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['MAX_TOKEN', '4096'],
    ['REQUIRE_TOKEN', 'true'],
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '$(OTHER)'],
    ['PASSWORD_MIN_LENGTH', '12'],
    ['TOKEN_URL', 'https://login.acme.example/token'],
    ['DATABASE_URL', 'postgres://app:$(DB_PASSWORD)@db/shop'],
    ['DATABASE_URL', 'postgres://db:5432/shop'],
    ['SENTRY_DSN', 'https://public@sentry.acme.example/1'],
    ['CONTACT', 'mailto:shop@acme.example'],
  ])('is not %s: %p', (name, value) => {
    expect(check(web({ env: { [name]: value } }))).toEqual([]);
  });

  test('is found at every level, in CI steps and in commands', () => {
    const env = { API_TOKEN: VALUE };
    const found = validate(
      shop({
        defaults: { env },
        environments: { dev: { env } },
        apps: {
          web: {
            env,
            environments: { dev: { env, workloads: { web: { env } } } },
            workloads: { web: { env }, mail: { command: ['mail', `smtp://shop:${VALUE}@mail`] } },
          },
        },
        ciSteps: {
          beforeTests: [
            { name: 'Push', run: 'true', env },
            { name: 'Ok', run: 'true', env: { TOKEN: '${{ secrets.A }}' } },
          ],
        },
      }),
    );
    expect(found.map(({ path }) => path).sort()).toEqual(
      [
        'defaults.env.API_TOKEN',
        'environments.dev.env.API_TOKEN',
        'apps.web.env.API_TOKEN',
        'apps.web.environments.dev.env.API_TOKEN',
        'apps.web.environments.dev.workloads.web.env.API_TOKEN',
        'apps.web.workloads.web.env.API_TOKEN',
        'apps.web.workloads.mail.command[1]',
        'ciSteps.beforeTests[0].env.API_TOKEN',
      ].sort(),
    );
    expect(JSON.stringify(found)).not.toContain(VALUE);
  });
});

describe('a token in other places is found by its form, and not shown', () => {
  const TOKEN = `ghp_${'a'.repeat(36)}`;
  const step = (own: object): object => ({ ciSteps: { beforeTests: [{ name: 'Push', ...own }] } });
  const patch = (own: object): object => ({ apps: { web: { patches: [{ kind: 'Service', ...own }] } } });
  const SEAL = 'read it from a variable that you add to secrets of the app; if you pushed the value, revoke it';
  const ADD =
    "add a secret to the repository on GitHub, and set env: { NAME: '${{ secrets.NAME }}' } of the step; " +
    'if you pushed the value, revoke it';

  test.each<[string, string, string, object]>([
    ['ciSteps.beforeTests[0].run', 'workflows', ADD, step({ run: `git push https://x:${TOKEN}@github.com/a/b` })],
    [
      'ciSteps.beforeTests[0].run',
      'workflows',
      ADD,
      step({ run: 'curl https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/abcdefghijklmnopqrstuvwx' }),
    ],
    ['apps.web.labels.owner', 'labels', SEAL, { apps: { web: { labels: { owner: TOKEN } } } }],
    ['defaults.annotations.owner', 'annotations', SEAL, { defaults: { annotations: { owner: TOKEN } } }],
    ['apps.web.patches[0].merge', 'manifests', SEAL, patch({ merge: { spec: { a: [{ b: TOKEN }] } } })],
    [
      'apps.web.patches[0].operations[0].value',
      'manifests',
      SEAL,
      patch({ operations: [{ op: 'add', path: '/a', value: 'postgres://shop:hunter2@db/shop' }] }),
    ],
    [
      'apps.web.workloads.mail.command[1]',
      'commands',
      SEAL,
      web({ workloads: { mail: { command: ['mail', TOKEN] } } }),
    ],
  ])('%s', (path, what, fix, own) => {
    expect(onlyFinding(shop({ apps: { web: {} }, ...own }))).toEqual({
      code: 'invalid-value',
      path,
      must: `not contain a password, a token or a private key: ${what} are plain text in git`,
      got: HIDDEN,
      fix,
    });
  });

  test('a script may read them from variables', () => {
    const run = 'git push "https://x:$TOKEN@github.com/a/b" && curl "https://hooks.slack.com/services/$HOOK"';
    expect(check(shop({ apps: { web: {} }, ...step({ run, env: { TOKEN: '${{ secrets.TOKEN }}' } }) }))).toEqual([]);
  });
});

describe('a secret value in the place of a name is not shown', () => {
  test.each([
    [{ secrets: { DATABASE_URL: VALUE } }, 'apps.web.secrets', 'an object with DATABASE_URL'],
    [{ secrets: VALUE }, 'apps.web.secrets', HIDDEN],
    [{ secrets: [VALUE] }, 'apps.web.secrets[0]', HIDDEN],
    [{ secrets: [{ DATABASE_URL: VALUE }] }, 'apps.web.secrets[0]', 'an object with DATABASE_URL'],
    [{ secrets: ['A', ['B', VALUE]] }, 'apps.web.secrets[1]', 'a list'],
    [{ secretFiles: { 'ca.pem': VALUE } }, 'apps.web.secretFiles', 'an object with ca.pem'],
    [{ secretFiles: [`a/${VALUE}`] }, 'apps.web.secretFiles[0]', HIDDEN],
    [{ buildSecrets: { NETRC: VALUE } }, 'apps.web.buildSecrets.NETRC', HIDDEN],
    [{ buildSecrets: [VALUE] }, 'apps.web.buildSecrets', 'a list'],
    [{ env: { DB_PASSWORD: [VALUE] } }, 'apps.web.env.DB_PASSWORD', 'a list'],
    [{ env: { DB_PASSWORD: `${VALUE}\u0000` } }, 'apps.web.env.DB_PASSWORD', HIDDEN],
    [{ env: [{ DB_PASSWORD: VALUE }] }, 'apps.web.env', '[{"DB_PASSWORD":"…"}]'],
  ])('%j', (own, path, got) => {
    const finding = onlyFinding(web(own));
    expect([finding.path, finding.got]).toEqual([path, got]);
    expect(JSON.stringify(finding)).not.toContain(VALUE);
  });

  test('a wrong name is still shown', () => {
    expect(onlyFinding(web({ secrets: ['DATABASE-URL'] })).got).toBe('"DATABASE-URL"');
    expect(onlyFinding(web({ secretFiles: ['certs/ca.pem'] })).got).toBe('"certs/ca.pem"');
  });
});

test('no finding shows the credentials of an address, a token, or a value with a confidential name', () => {
  const token = `glpat-${'x'.repeat(20)}`;
  const values = {
    url: `postgres://shop:${VALUE}@db`,
    'db-password': VALUE,
    nested: [{ apiKey: VALUE, ok: 1 }],
    token,
  };
  expect(show(values)).toBe('{"url":"postgres://shop:…@db","db-password":"…","nested":[{"apiKey":"…","ok":…');
  expect(show(token)).toBe('"…"');
});
