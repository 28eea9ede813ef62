import type { DeclaredSecret } from '../../../../src/checks/validation/context';
import { sealedChecksum } from '../../../../src/files/secrets/sealed-file';
import type { Files } from '../../../fixtures/seed/defects';
import { add, edit, found } from '../support';

const OVERLAY = 'apps/example-app/k8s/overlays/dev';
const FILE = `${OVERLAY}/secrets/sealed-secret.yaml`;
const COMPONENT = `${OVERLAY}/secrets/kustomization.yaml`;

const VALUE = Buffer.alloc(300, 7).toString('base64');

const DECLARED: DeclaredSecret = {
  overlay: OVERLAY,
  app: 'example-app',
  environment: 'dev',
  name: 'example-app-secrets',
  keys: ['TOKEN', 'OTHER'],
};

function sealed(values: Record<string, string>, metadata = ''): string {
  const lines = Object.entries(values).map(([key, value]) => `    ${key}: ${value}\n`);
  return (
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: example-app-secrets\n' +
    `  namespace: example-app-dev\n${metadata}spec:\n  encryptedData:\n${lines.join('')}`
  );
}

function component(values: Record<string, string>): string {
  return (
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- sealed-secret.yaml\npatches:\n' +
    '- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: any\n    spec:\n' +
    `      template:\n        metadata:\n          annotations:\n            checksum/sealed: ${sealedChecksum(values)}\n` +
    '  target:\n    kind: Deployment\n'
  );
}

/** The problems of a Component with a sealed file in a repository whose config declares the secret. */
function named(text: string, list = component({ TOKEN: VALUE }), secrets = [DECLARED]): Promise<string[]> {
  return found('sealed-secret', add({ [FILE]: text, [COMPONENT]: list }), { secrets });
}

test('the output of make seal is accepted', async () => {
  expect(await named(sealed({ TOKEN: VALUE }))).toEqual([]);
});

test.each([
  ['empty', '""', 'empty'],
  ['not base64', 'not-base64!', 'not base64'],
])('a value that is %s is reported, with and without a config', async (_what, value, problem) => {
  const lines = [
    `${FILE} | TOKEN: ${value} => the value of TOKEN in SealedSecret example-app-secrets is ${problem}, so it cannot be decrypted`,
  ];
  const text = sealed({ TOKEN: value });
  expect(await found('sealed-secret', add({ [FILE]: text }))).toEqual(lines);
  expect(await found('sealed-secret', add({ [FILE]: text }), { secrets: [DECLARED] })).toEqual(lines);
});

test('an undeclared key is reported, and a secret of another name is ignored', async () => {
  const values = { TOKEN: VALUE, TOKN: VALUE };
  expect(await named(sealed(values), component(values))).toEqual([
    `${FILE} | TOKN: ${VALUE} => TOKN is sealed for example-app in dev, but example-app does not declare it`,
  ]);
  const tls = sealed({ 'tls.key': VALUE }).replace('example-app-secrets', 'example-app-tls');
  const other = add({ [`${OVERLAY}/secrets/tls.yaml`]: tls });
  expect(await found('sealed-secret', other, { secrets: [DECLARED] })).toEqual([]);
});

test('an unexpected name is reported in the file of make seal', async () => {
  const other = sealed({ TOKEN: VALUE }).replace('name: example-app-secrets', 'name: example-app-secret');
  expect(await named(other)).toEqual([
    `${FILE} | name: example-app-secret => SealedSecret example-app-secret is not example-app-secrets, the one that example-app uses`,
  ]);
});

test.each(['cluster-wide', 'namespace-wide'])(
  'the scope %s is reported: strict values cannot be decrypted with it',
  async (scope) => {
    const annotation = `  annotations:\n    sealedsecrets.bitnami.com/${scope}: "true"\n`;
    expect(await named(sealed({ TOKEN: VALUE }, annotation))).toEqual([
      `${FILE} | sealedsecrets.bitnami.com/${scope}: "true" => sealedsecrets.bitnami.com/${scope} allows decrypting SealedSecret example-app-secrets under other names`,
    ]);
  },
);

test.each([
  ['of other values', component({ TOKEN: 'other' }), '- patch: |-'],
  ['missing', component({}).replace(/patches:[^]*/, ''), 'resources:'],
])('a checksum that is %s is reported: no pod would restart', async (_what, list, line) => {
  expect(await named(sealed({ TOKEN: VALUE }), list)).toEqual([
    `${COMPONENT} | ${line} => checksum/sealed does not match sealed-secret.yaml, so a new value restarts no pods`,
  ]);
});

test('other rules report a file that is not listed, and one for another namespace', async () => {
  const text = sealed({ TOKEN: VALUE });
  const empty = component({}).replace(/resources:[^]*/, 'resources: []\n');
  expect(await found('unlisted-manifest', add({ [FILE]: text, [COMPONENT]: empty }))).toContain(
    `${FILE} => no kustomization lists this file, so it is never deployed`,
  );
  const lists = (files: Files): void => {
    add({
      [FILE]: text.replace('namespace: example-app-dev', 'namespace: elsewhere'),
      [COMPONENT]: component({ TOKEN: VALUE }),
    })(files);
    edit(`${OVERLAY}/kustomization.yaml`, 'resources:', 'components:\n- secrets\nresources:')(files);
  };
  const [line] = await found('S10-broken-reference', lists);
  expect(line).toContain(`${FILE} | name: example-app-secrets => ${OVERLAY} renames or moves the SealedSecret`);
});
