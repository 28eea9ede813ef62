import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import { managerSettingsFindings, renderManagerSettings } from '../../../src/project/projen/manager-settings';

const { npm, pnpm, yarn } = PACKAGE_MANAGERS;

function rendered(text: string | undefined): string {
  expect(managerSettingsFindings(yarn, text)).toEqual([]);
  return renderManagerSettings(yarn, text)[0].content;
}

test('npm and pnpm need no settings', () => {
  for (const manager of [npm, pnpm]) {
    expect(renderManagerSettings(manager, 'anything')).toEqual([]);
    expect(managerSettingsFindings(manager, 'a: [')).toEqual([]);
  }
});

test('those of Yarn set the linker, and a comment names the owner of the rest', () => {
  expect(renderManagerSettings(yarn, undefined)).toEqual([
    {
      path: '.yarnrc.yml',
      content:
        '# The library sets the first fields, since it needs node_modules. All other fields are yours.\n' +
        'nodeLinker: node-modules\n',
      owner: 'generated',
      option: 'packageManager',
      instead: 'Only nodeLinker is generated: edit all other fields in .yarnrc.yml.',
      byField: true,
    },
  ]);
});

test.each([
  ['# mine\nnpmScopes:\n    acme: {npmRegistryServer: "https://npm.acme.example"}\nnodeLinker: "node-modules"'],
  ['nodeLinker: node-modules\r\nenableTelemetry: false\r\n'],
])('correct settings keep their bytes: %j', (text) => {
  expect(rendered(text)).toBe(text);
});

test.each([
  ['', 'nodeLinker: node-modules\n'],
  ['# mine\nenableTelemetry: false\n', '# mine\nenableTelemetry: false\nnodeLinker: node-modules\n'],
  [
    'nodeLinker: pnp # why not\n# mine\nenableTelemetry: false\n',
    'nodeLinker: node-modules # why not\n# mine\nenableTelemetry: false\n',
  ],
])('other settings get the field, and lose nothing: %j', (before, after) => {
  expect(rendered(before)).toBe(after);
  expect(rendered(after)).toBe(after);
});

test.each([
  ['a: [', /^Flow sequence/],
  ['- nodeLinker', /^something else$/],
  ['<<<<<<< HEAD\nnodeLinker: pnp\n=======\n', /^Implicit keys/],
])('anything but an object is a finding, and nothing is lost: %j', (text, got) => {
  const findings = managerSettingsFindings(yarn, text);
  expect(findings).toEqual([
    {
      code: 'invalid-value',
      path: '.yarnrc.yml',
      must: 'be a YAML object',
      got: expect.stringMatching(got) as string,
      fix: 'fix it by hand: your other settings in it would be lost',
    },
  ]);
});
