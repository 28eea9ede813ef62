import { imageOf } from './image';
import type { Place } from './place';
import { formatImage } from '../../common/image-reference';
import { isRecord } from '../../common/records';
import type { Repository } from '../../config/model';
import { trackedBranches } from '../../config/model';
import { parseYaml } from '../../releases/files/component';
import { isConfigurationOf } from '../../releases/files/inputs';
import { SHORT } from '../../releases/files/message';
import type { Version } from '../../releases/files/moves';
import { running, wasReleased } from '../../releases/files/moves';
import { applicationPath, readDeployedAt } from '../../releases/files/released-applications';
import { CommandError, EXIT } from '../errors';
import { findEnvironment } from '../repository/named';

/** An image and, for a gated environment, its configuration. */
export type Chosen = Partial<Version> & Pick<Version, 'image'>;

/** The flags that choose the version to release. */
export interface VersionFlags {
  readonly image?: string;
  readonly from?: string;
  readonly revision?: string;
}

/** The version to release, by the flags of a command. */
export function chooseVersion(place: Place, flags: VersionFlags): Chosen {
  const { repository, own } = place;
  const version = chooseImage(place, flags);
  if (!own.environment.gated || repository.argocd.manages === 'nothing') {
    if (flags.revision !== undefined && repository.argocd.manages !== 'nothing') {
      throw new CommandError(
        `--revision needs a gated environment; ${own.environment.name} tracks ${own.environment.branch}: omit --revision`,
      );
    }
    return { image: version.image };
  }
  if (flags.revision !== undefined) return { image: version.image, revision: resolveRevision(place, flags.revision) };
  // Promotes the image and the configuration that ran together.
  const revision = resolveRevision(place, version.revision ?? place.head);
  return {
    image: version.image,
    revision: isNew(place, { ...version, revision }) ? revision : running(place).revision,
  };
}

/** Whether a gated environment would run another image or configuration; another commit alone changes nothing. */
function isNew(place: Place, { image, revision }: Version): boolean {
  if (!wasReleased(place)) return true;
  const now = running(place);
  if (now.revision === undefined || formatImage(now.image) !== formatImage(image)) return true;
  const folder = `apps/${place.app.name}/k8s`;
  const [before, after] = place.git().objectIds([`${now.revision}:./${folder}`, `${revision}:./${folder}`]);
  if (before === undefined || after === undefined) return true;
  const [paths = []] = place.git().treeDifferences([[before, after]]);
  return paths.some((path) => isConfigurationOf(`${folder}/${path}`, place.own.environment.name));
}

function chooseImage(place: Place, flags: VersionFlags): Chosen {
  const { repository, app, releases } = place;
  if ((flags.image === undefined) === (flags.from === undefined)) {
    throw new CommandError('set either --image NAME:TAG@DIGEST or --from ENVIRONMENT');
  }
  if (flags.from !== undefined) {
    const from = { app, releases, own: findEnvironment(flags.from, app) };
    if (wasReleased(from)) return running(from);
    throw new CommandError(
      `${flags.from} has no release of ${app.name} yet: release to it first${place.isRemote ? '' : ', or git pull'}`,
      EXIT.findings,
    );
  }
  const image = imageOf(app, flags.image as string);
  requireImmutable(repository, image.tag);
  return { image };
}

/** If a tag moves, git never shows that the image changed. */
function requireImmutable(repository: Repository, tag: string): void {
  if (tag !== 'latest' && !tag.endsWith('-latest') && !trackedBranches(repository).includes(tag)) return;
  throw new CommandError(
    `--image must have a tag that never moves, such as the commit of the image, got ${tag}`,
    EXIT.findings,
  );
}

/** The commit whose configuration a gated environment will run; it must contain the overlay. */
export function resolveRevision(place: Place, name: string): string {
  const { app, own, git, head, isRemote } = place;
  const { name: environment, branch } = own.environment;
  const revision = git().resolve(name);
  if (revision === undefined) {
    throw new CommandError(`--revision must be a commit, got ${name}; ${environment} runs committed configuration`);
  }
  const overlay = `apps/${app.name}/k8s/overlays/${environment}/kustomization.yaml`;
  const kustomization = git().show(revision, overlay);
  if (kustomization === undefined) {
    throw new CommandError(
      `commit ${revision} has no ${overlay}: commit the files that npx projen wrote, then release`,
    );
  }
  // A commit of another branch may be gone after a squash merge, and Argo CD could not read it.
  if (isRemote && git().isAncestor(revision, head) === false) {
    throw new CommandError(
      `commit ${revision} is not on ${branch}: merge it, then release from ${branch}`,
      EXIT.findings,
    );
  }
  requireNamespace(place, revision, kustomization);
  return revision;
}

/** Argo CD refuses manifests of a namespace that the AppProject of the app no longer lists. */
function requireNamespace({ repository, app, own, read }: Place, revision: string, kustomization: string): void {
  if (repository.argocd.manages !== 'projects-and-applications') return;
  const then = namespaceOf(kustomization);
  const now = readDeployedAt(read(applicationPath(app.name, own.application)))?.namespace;
  if (then === undefined || now === undefined || then === now) return;
  throw new CommandError(
    `commit ${revision.slice(0, SHORT)} deploys ${app.name} in ${own.environment.name} to namespace ${then}, and Argo CD allows only ` +
      `${now} since the move: choose a later commit, or set namespace: '${then}' again and push before you retry`,
    EXIT.findings,
  );
}

function namespaceOf(kustomization: string): string | undefined {
  const value = parseYaml(kustomization);
  return isRecord(value) && typeof value.namespace === 'string' ? value.namespace : undefined;
}
