import { locateRegistry } from '../../../src/clients/registry/locate';
import { credentialsOfHelper, loginsIn } from '../../../src/clients/registry/logins';

const GHCR = locateRegistry('ghcr.io/acme/shop');
const HUB = locateRegistry('docker.io/acme/shop');

const encoded = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });
const password = (username: string, secret: string): object => ({ kind: 'password', username, password: secret });
const helper = (name: string, server: string): object => ({ kind: 'helper', helper: name, server });

describe('in the file itself', () => {
  test.each(['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/', 'https://ghcr.io/v1/', 'https://ghcr.io/v2/'])(
    'a login is found as %s',
    (key) => {
      expect(loginsIn({ auths: { [key]: encoded('ada:with:colon') } }, GHCR)).toEqual([password('ada', 'with:colon')]);
    },
  );

  test.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io'])('Docker Hub is found as %s', (key) => {
    expect(loginsIn({ auths: { [key]: encoded('ada:secret') } }, HUB)).toEqual([password('ada', 'secret')]);
  });

  test('the longest path wins, as with podman', () => {
    const auths = {
      'ghcr.io': encoded('host:1'),
      'ghcr.io/acme': encoded('owner:2'),
      'ghcr.io/acme/shop': encoded('image:3'),
      'ghcr.io/acme/shop/more': encoded('other:4'),
    };
    expect(loginsIn({ auths }, GHCR)).toEqual([password('image', '3')]);
    expect(loginsIn({ auths }, locateRegistry('ghcr.io/acme/other'))).toEqual([password('owner', '2')]);
    expect(loginsIn({ auths }, locateRegistry('ghcr.io/acmes/shop'))).toEqual([password('host', '1')]);
  });

  test('an identity token comes before a password', () => {
    const auths = { 'ghcr.io': { ...encoded('ada:'), identitytoken: 'abc' } };
    expect(loginsIn({ auths }, GHCR)).toEqual([{ kind: 'identity-token', token: 'abc' }]);
  });

  test.each([
    ['no file', undefined],
    ['a list', []],
    ['nothing', {}],
    ['another registry', { auths: { 'quay.io': encoded('ada:secret') } }],
    ['the host as part of another', { auths: { 'ghcr.io.example.com': encoded('ada:secret') } }],
    ['an empty entry, as with a store', { auths: { 'ghcr.io': {} } }],
    ['no user', { auths: { 'ghcr.io': encoded(':secret') } }],
    ['no pair', { auths: { 'ghcr.io': encoded('secret') } }],
    ['something else', { auths: { 'ghcr.io': 7 }, credHelpers: { 'ghcr.io': 7 }, credsStore: 7 }],
    ['what every object has', { auths: Object.create({ 'ghcr.io': encoded('ada:secret') }) as object }],
  ])('%s is no login', (_what, file) => {
    expect(loginsIn(file, GHCR)).toEqual([]);
  });
});

describe('with helpers', () => {
  test('the one for the registry comes first, then the store for all, then the file', () => {
    const file = {
      credHelpers: { 'ghcr.io': 'gh', 'quay.io': 'quay' },
      credsStore: 'desktop',
      auths: { 'ghcr.io': encoded('ada:secret') },
    };
    expect(loginsIn(file, GHCR)).toEqual([
      helper('gh', 'ghcr.io'),
      helper('desktop', 'ghcr.io'),
      password('ada', 'secret'),
    ]);
  });

  test('Docker Hub has its old address there', () => {
    const server = 'https://index.docker.io/v1/';
    expect(loginsIn({ credsStore: 'desktop' }, HUB)).toEqual([helper('desktop', server)]);
    expect(loginsIn({ credHelpers: { 'docker.io': 'pass' } }, HUB)).toEqual([helper('pass', server)]);
  });

  test.each(['../../tmp/evil', '/tmp/evil', 'a b', '', '-x', 'a;b'])('%j is not a valid name', (name) => {
    expect(loginsIn({ credHelpers: { 'ghcr.io': name }, credsStore: name }, GHCR)).toEqual([]);
  });
});

test.each([
  ['{"ServerURL":"x","Username":"ada","Secret":"s"}', password('ada', 's')],
  ['{"Username":"<token>","Secret":"t"}', { kind: 'identity-token', token: 't' }],
  ['{"Username":"ada","Secret":""}', undefined],
  ['{"Username":"ada"}', undefined],
  ['credentials not found in native keychain', undefined],
  ['[]', undefined],
])('a helper that prints %s', (output, credentials) => {
  expect(credentialsOfHelper(output)).toEqual(credentials);
});
