import { spawnSync } from 'node:child_process';
import { inFolder, readIn } from './config-folder';
import { findKustomize } from '../../src/cli/tools/kustomize';

/** Runs the pinned kustomize; without it the test fails with what to do about it. */
export function kustomize(folder: string, ...args: string[]): string {
  const result = spawnSync(findKustomize(), args, { cwd: folder, encoding: 'utf8' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`kustomize ${args.join(' ')} failed: ${result.stderr}`);
  return result.stdout;
}

/** What `kustomize edit set image` makes of a kustomization. */
export function afterSetImage(text: string, ...images: string[]): string {
  return inFolder({ 'kustomization.yaml': text }, (folder) => {
    kustomize(folder, 'edit', 'set', 'image', ...images);
    return readIn(folder, 'kustomization.yaml');
  });
}

/** The line with which kustomize itself writes each of these tags, in one run. */
export function tagLines(tags: readonly string[]): string[] {
  const name = (index: number): string => `docker.io/acme/app${index}`;
  const text = afterSetImage(
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
    ...tags.map((tag, index) => `${name(index)}:${tag}`),
  );
  return tags.map((tag, index) => {
    const line = new RegExp(`^- name: ${name(index)}\n {2}(newTag: .*)$`, 'm').exec(text);
    if (!line) throw new Error(`kustomize did not write the tag ${tag}:\n${text}`);
    return line[1];
  });
}
