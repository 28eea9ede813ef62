import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as support from './support';
import type { Background } from '../support/background';
import { background, waitFor } from '../support/background';

jest.setTimeout(300_000);

const { makeFolder, run } = support;

let registry: Background;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const folder = makeFolder('registry');
  registry = background(process.execPath, [join(__dirname, '../support/npm-registry.js')], join(folder, 'log'));
  await waitFor(() => /^\d+\n/.test(registry.output()), { what: 'the registry', seconds: 30, program: registry });
  const address = `127.0.0.1:${registry.output().trim()}/`;
  const config = join(folder, 'npmrc');
  // Other packages come from the registry of the machine.
  const machine = run('npm', ['config', 'get', 'userconfig'], { cwd: folder }).stdout.trim();
  const lines = [
    `@org:registry=http://${address}`,
    `@acme:registry=http://${address}`,
    `//${address}:_authToken=test`,
    '',
  ];
  writeFileSync(config, [...text(machine), ...lines].join('\n'));
  env = { npm_config_userconfig: config };
  run('npm', ['publish', support.tarball()], { cwd: folder, env });
});

afterAll(async () => {
  await registry.stop();
  support.cleanUp();
});

function text(path: string): string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}

/** Publishes the example of the README, changed or not. */
function publish(change: (source: string) => string = (source) => source, version = '1.0.0'): void {
  const folder = makeFolder('platform');
  cpSync(join(__dirname, '../../examples/platform'), folder, { recursive: true });
  const source = join(folder, 'src/index.ts');
  writeFileSync(source, change(readFileSync(source, 'utf8')));
  support.edit(join(folder, 'package.json'), '"version": "1.0.0"', `"version": "${version}"`);
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env });
  run('npm', ['publish'], { cwd: folder, env });
}

describe('the project type of a company, as the README has it', () => {
  let shop: string;
  let output: string;
  beforeAll(() => {
    publish();
    shop = makeFolder('shop');
    const projen = join(dirname(support.tarball()), '../../node_modules/.bin/projen');
    output = run(projen, ['new', '--from', '@acme/platform'], { cwd: shop, env }).stdout;
  });

  test('creates a repository with the decisions of the company, which its .projenrc.ts shows', () => {
    expect(output).toMatch(/^Created shop: \d+ files\.$/m);
    expect(output).not.toContain('registry  as in');
    const rc = readFileSync(join(shop, '.projenrc.ts'), 'utf8');
    expect(rc).toContain(
      "import { AcmeApp } from '@acme/platform';\n\nconst project = new AcmeApp({\n  name: 'shop',\n",
    );
    expect(rc).toContain(
      [
        '  // Set by @acme/platform:',
        "  //   registry: 'ghcr.io/acme',",
        '  //   environments: { dev: {}, qa: {}, prod: { gated: true } },',
        "  //   codeOwners: ['@acme/platform'],",
        '',
      ].join('\n'),
    );
    expect(rc).not.toMatch(/^ {2}(?:environments|registry):/m);
    expect(readFileSync(join(shop, 'apps/shop/k8s/overlays/qa/release/kustomization.yaml'), 'utf8')).toContain(
      'ghcr.io/acme/shop',
    );
  });

  test('stays the same in the next synth, and its types are known', () => {
    expect(support.synth(shop, { env }).stdout).toContain('nothing to change');
    expect(support.gitops(shop, ['drift'], { env }).stdout).toMatch(/^\d+ files match \.projenrc\.ts\.\n$/);
    const tsc = join(shop, 'node_modules/.bin/tsc');
    expect(run(tsc, ['--project', 'tsconfig.projen.json'], { cwd: shop }).all).toBe('');
  });

  test('changes repositories when the company publishes another version', () => {
    publish((source) => source.replace('qa: {}', 'qa: { replicas: 7 }'), '1.1.0');
    run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', '@acme/platform@1.1.0'], { cwd: shop, env });
    expect(support.synth(shop, { env }).stdout).toContain('apps/shop/k8s/overlays/qa/kustomization.yaml');
  });
});
