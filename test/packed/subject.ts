import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as support from './support';
import type { Subject } from '../support/checkers';

const { git, run } = support;

/** What git holds of a repository: checkers read neither packages nor caches. */
export function tracked(folder: string): string {
  const copy = join(support.makeFolder('tracked'), 'repository');
  git(folder, 'checkout-index', '--all', `--prefix=${copy}/`);
  return copy;
}

/** Renders every overlay and the root. */
export function render(root: string): Subject {
  const rendered = join(support.makeFolder('subject'), 'rendered');
  mkdirSync(rendered);
  const warnings: string[] = [];
  const build = (path: string, name: string): void => {
    const { stdout, stderr } = run(support.kustomize(), ['build', path], { cwd: root });
    warnings.push(stderr);
    writeFileSync(join(rendered, name), stdout);
  };
  for (const path of [...support.readTree(root).keys()]) {
    const [, app, environment] = /^apps\/([^/]+)\/k8s\/overlays\/([^/]+)\/kustomization\.yaml$/.exec(path) ?? [];
    if (app) build(dirname(path), `${app}-${environment}.yaml`);
  }
  // When Argo CD is managed elsewhere, there is no root.
  if (existsSync(join(root, 'argo/root-app'))) build('argo/root-app', 'root.yaml');
  return { root, rendered, warnings: warnings.join('') };
}
