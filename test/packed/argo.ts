import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizeBuild } from './released';
import * as support from './support';
import { objectsOf } from '../support/api-server';

/** What Argo CD reads of an Application. */
interface Source {
  readonly path: string;
  readonly targetRevision: string;
  readonly kustomize?: { readonly images?: readonly string[] };
}

/** An Application of the root at the newest commit of the remote's main branch. */
export function applicationSource(remote: string, name: string): Source {
  const applications = objectsOf(kustomizeBuild(checkout(remote, 'main'), 'argo/root-app'));
  const found = applications.find(({ kind, metadata }) => kind === 'Application' && metadata.name === name);
  if (!found) throw new Error(`the root has no Application ${name}`);
  return (found.spec as { source: Source }).source;
}

/**
 * The manifests that Argo CD applies for an Application, as it makes them: it takes the Application from the root, checks
 * its revision out, sets its images in the folder by `kustomize edit set image`, and builds the folder.
 */
export function deployed(remote: string, application: string): string {
  const { path, targetRevision, kustomize } = applicationSource(remote, application);
  const folder = checkout(remote, targetRevision);
  const images = kustomize?.images ?? [];
  if (images.length > 0) {
    support.run(support.kustomize(), ['edit', 'set', 'image', ...images], { cwd: join(folder, path) });
  }
  return kustomizeBuild(folder, path);
}

/** The images of the containers in built manifests. */
export function imagesOf(manifests: string): string[] {
  return [...new Set([...manifests.matchAll(/^ +(?:- )?image: (\S+)$/gm)].map(([, image]) => image))];
}

const clones = new Map<string, string>();

/** A checkout of a branch or commit of the remote, in a separate folder. */
function checkout(remote: string, revision: string): string {
  let clone = clones.get(remote);
  if (clone === undefined) {
    clone = join(support.makeFolder('argo'), 'clone');
    support.git(remote, 'clone', '--quiet', '--no-checkout', remote, clone);
    clones.set(remote, clone);
  }
  const folder = join(support.makeFolder('argo'), 'checkout');
  support.git(clone, 'fetch', '--quiet', 'origin');
  cpSync(clone, folder, { recursive: true });
  const isCommit = /^[0-9a-f]{40}$/.test(revision);
  support.git(folder, 'checkout', '--quiet', '--detach', isCommit ? revision : `origin/${revision}`);
  return folder;
}
