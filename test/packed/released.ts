import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as support from './support';
import { secretKeys } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { makeCertificate } from '../support/certificate';
import { extraManifests } from '../support/repositories';

/** An image as CI releases it: the tag is the commit, the digest what was pushed. */
export const RELEASED = `:${'c'.repeat(40)}@sha256:${'7'.repeat(64)}`;

/** A repository of the packed library with these options, committed. */
export function repositoryWith(options: PythonGitOpsAppOptions): string {
  const folder = support.repository();
  // Nothing of the app that projen new began with, starter files included.
  rmSync(join(folder, 'apps'), { recursive: true });
  writeConfig(folder, options);
  for (const [path, content] of Object.entries(extraManifests(options))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  support.synth(folder);
  sealEverything(folder, options);
  commit(folder, 'config');
  return folder;
}

/** Writes `.projenrc.ts` with these options. */
export function writeConfig(folder: string, options: PythonGitOpsAppOptions): void {
  const json = JSON.stringify(options, undefined, 2);
  const rc = `import { PythonGitOpsApp } from '@org/python-gitops-app';\n\nconst project = new PythonGitOpsApp(${json});\nproject.synth();\n`;
  writeFileSync(join(folder, '.projenrc.ts'), rc);
}

/** Seals every secret that the apps declare, with the real kubeseal: ciphertext is what scanners stumble over. */
export function sealEverything(folder: string, options: PythonGitOpsAppOptions): void {
  const { certificate } = makeCertificate();
  const value = join(support.makeFolder('value'), 'value');
  writeFileSync(value, 'a value\n');
  const seals = resolve(options).apps.flatMap((app) =>
    app.environments.flatMap(({ environment }) =>
      secretKeys(app).map((key) => ({ environment: environment.name, app: app.name, key })),
    ),
  );
  if (seals.length === 0) return;
  mkdirSync(join(folder, 'sealed-secrets'), { recursive: true });
  for (const { environment } of seals) {
    writeFileSync(join(folder, 'sealed-secrets', `${environment}.pem`), certificate);
  }
  support.gitopsAll(
    folder,
    seals.map(({ app, environment, key }) => ['seal', app, environment, key, '--file', value]),
  );
}

/** Releases every app to every environment, in their order, so that all Applications are rendered. */
export function releaseEverywhere(folder: string): void {
  for (const app of readdirSync(join(folder, 'apps'))) {
    for (const environment of environmentsOf(folder, app)) {
      support.gitops(folder, ['release', app, environment, '--image', RELEASED]);
      commit(folder, `release ${app} to ${environment}`);
    }
  }
}

export function kustomizeBuild(folder: string, path: string): string {
  return support.run(support.kustomize(), ['build', path], { cwd: folder }).stdout;
}

function environmentsOf(folder: string, app: string): string[] {
  return readdirSync(join(folder, 'apps', app, 'k8s', 'overlays'));
}

function commit(folder: string, message: string): void {
  support.git(folder, 'add', '--all');
  support.git(folder, 'commit', '--quiet', '--message', message);
}
