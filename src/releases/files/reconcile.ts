import type { ApplicationRelease, ApplicationReleases } from './application-file';
import { applicationFilePath, parseApplicationFile, renderApplicationFile } from './application-file';
import type { ImageRelease } from './image-file';
import { imageFilePath, initialImage, isInitial, parseImageFile, renderImageFile } from './image-file';
import type { Finding } from '../../common/findings';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { conflictLine } from '../../files/tree/conflict';
import type { TreeFile } from '../../files/tree/tree';

/** Returns the text of a release file by path, or undefined if there is none. */
export type ReadReleaseFile = (path: string) => string | undefined;

/** The releases of an app as recorded in its release files, and the files as they should be. */
export interface AppReleases {
  readonly images: ReadonlyMap<string, ImageRelease>;
  readonly applications: ReadonlyMap<string, ApplicationRelease>;
  readonly files: readonly TreeFile[];
}

/**
 * Reads the release files of an app and updates them to match the config: it holds back a new environment, drops a removed
 * one, and renames the image when the registry changes. It never changes what runs.
 */
export function reconcileReleases(
  repository: Repository,
  app: App,
  read: ReadReleaseFile,
  report: (finding: Finding) => void,
): AppReleases {
  const { file: applicationFile, applications } =
    repository.argocd.manages === 'nothing'
      ? { file: undefined, applications: releasedByImage(repository, app, read) }
      : reconcileApplications(repository, app, read, report);
  const images = new Map<string, ImageRelease>();
  const files: TreeFile[] = [];
  for (const own of app.environments) {
    const isHeld = applications.get(own.application)?.kind === 'held';
    const { file, release } = reconcileImage(app, own, isHeld, read, report);
    images.set(own.environment.name, release);
    files.push(file);
  }
  return { images, applications, files: applicationFile === undefined ? files : [...files, applicationFile] };
}

/** Whether anything was ever released to an environment. */
export function isReleased(releases: AppReleases, own: AppEnvironment): boolean {
  return releases.applications.get(own.application)?.kind !== 'held';
}

function reconcileImage(
  app: App,
  own: AppEnvironment,
  isHeld: boolean,
  read: ReadReleaseFile,
  report: (finding: Finding) => void,
): { file: TreeFile; release: ImageRelease } {
  const path = imageFilePath(app.name, own.environment.name);
  const text = read(path);
  const parsed = text === undefined ? undefined : parseImageFile(text);
  // The registry may change in the config, but the image must be of this app.
  const found = parsed?.baseName.endsWith(`/${app.name}`) ? parsed : undefined;
  if (text !== undefined && !found) {
    report(badShape(path, 'contain one image of this app with a tag, and nothing else', text));
  }
  let release = found ?? initialImage(app, own);
  if (release.baseName !== app.image) {
    // The registry changed, and with it the image's name in the base. What runs keeps its full name.
    release = isHeld ? initialImage(app, own) : { ...release, baseName: app.image };
  } else if (text !== undefined) {
    return { release, file: releaseFile(path, text, app, `environments.${own.environment.name}`) };
  }
  return { release, file: releaseFile(path, renderImageFile(release), app, `environments.${own.environment.name}`) };
}

function reconcileApplications(
  repository: Repository,
  app: App,
  read: ReadReleaseFile,
  report: (finding: Finding) => void,
): { file: TreeFile; applications: Map<string, ApplicationRelease> } {
  const path = applicationFilePath(app.name);
  const text = read(path);
  const inFile = text === undefined ? new Map<string, ApplicationRelease>() : parseApplicationFile(text);
  const found = inFile && byEnvironment(app, inFile);
  if (text === undefined && wasReleased(app, read)) report(lostFile(path));
  if (!found) report(badShape(path, 'hold back or pin Applications of this app, and nothing else', text ?? ''));
  const known = environmentsOfFile(app, read);
  const applications = new Map<string, ApplicationRelease>();
  for (const own of app.environments) {
    // An Application without a patch is deployed, so a new environment (one without an image file) is held back.
    const isNew = text === undefined || !known.has(own.environment.name);
    const overlay = `apps/${app.name}/k8s/overlays/${own.environment.name}/kustomization.yaml`;
    const isLost = isNew && text !== undefined && !found?.has(own.application) && read(overlay) !== undefined;
    if (isLost) report(lostFile(imageFilePath(app.name, own.environment.name)));
    const held = { kind: 'held', namespace: repository.argocd.namespace } as const;
    const release = found?.get(own.application) ?? (isNew ? held : ({ kind: 'tracking' } as const));
    applications.set(own.application, release.kind === 'held' ? held : release);
  }
  const wanted = byApplication(app, applications);
  const same = inFile !== undefined && text !== undefined && equal(inFile, wanted);
  const content = same ? text : renderApplicationFile(wanted);
  return { applications, file: releaseFile(path, content, app) };
}

/** Reads the state of each environment from any of its Applications, of which it has one per cluster. */
export function byEnvironment(app: App, inFile: ApplicationReleases): Map<string, ApplicationRelease> {
  const found = new Map<string, ApplicationRelease>();
  for (const own of app.environments) {
    // Also the name without a cluster, because clusters may have been named since.
    const names = [...own.applications.map(({ name }) => name), own.application];
    const release = names.map((name) => inFile.get(name)).find((candidate) => candidate !== undefined);
    if (release !== undefined) found.set(own.application, release);
  }
  return found;
}

/** The state of each Application: the same in all clusters of an environment. */
export function byApplication(app: App, releases: ApplicationReleases): Map<string, ApplicationRelease> {
  const entries = app.environments.flatMap((own) => {
    const release = releases.get(own.application);
    return release === undefined ? [] : own.applications.map(({ name }) => [name, release] as const);
  });
  return new Map(entries);
}

/** The releases if no Application is managed here: an environment is released if its image file has a released image. */
function releasedByImage(repository: Repository, app: App, read: ReadReleaseFile): Map<string, ApplicationRelease> {
  const held = { kind: 'held', namespace: repository.argocd.namespace } as const;
  return new Map(
    app.environments.map((own) => [own.application, hasReleasedImage(app, own, read) ? { kind: 'tracking' } : held]),
  );
}

/** Whether any image file has a released image. If so, a missing application file was lost. */
function wasReleased(app: App, read: ReadReleaseFile): boolean {
  return app.environments.some((own) => hasReleasedImage(app, own, read));
}

function hasReleasedImage(app: App, own: AppEnvironment, read: ReadReleaseFile): boolean {
  const text = read(imageFilePath(app.name, own.environment.name));
  const image = text === undefined ? undefined : parseImageFile(text)?.image;
  return image !== undefined && !isInitial(image, own);
}

function lostFile(path: string): Finding {
  return {
    code: 'bad-release-file',
    path,
    must: 'exist: something is released, and without this file Argo CD would remove what runs',
    got: 'nothing',
    fix: `restore it with git checkout HEAD -- ${path}`,
  };
}

/** The environments that already have an image file. */
function environmentsOfFile(app: App, read: ReadReleaseFile): Set<string> {
  const names = app.environments.map((own) => own.environment.name);
  return new Set(names.filter((name) => read(imageFilePath(app.name, name)) !== undefined));
}

function equal(a: ReadonlyMap<string, ApplicationRelease>, b: ReadonlyMap<string, ApplicationRelease>): boolean {
  const patched = [...b].filter(([, release]) => release.kind !== 'tracking');
  return (
    a.size === patched.length &&
    patched.every(([name, release]) => JSON.stringify(a.get(name)) === JSON.stringify(release))
  );
}

function releaseFile(path: string, content: string, app: App, own?: string): TreeFile {
  return {
    path,
    content,
    owner: 'release',
    option: own ? `apps.${app.name}.${own}` : `apps.${app.name}`,
    instead: `Releases change this file: make release APP=${app.name} ENV=… IMAGE=:TAG@DIGEST.`,
  };
}

function badShape(path: string, must: string, text: string): Finding {
  const conflict = conflictLine(text);
  if (conflict !== undefined) {
    return {
      code: 'bad-release-file',
      path,
      must,
      got: `a merge conflict in line ${conflict}`,
      fix: `keep the side that should run: git checkout --ours -- ${path}, or --theirs`,
    };
  }
  return {
    code: 'bad-release-file',
    path,
    must,
    got: 'other content, or invalid YAML',
    fix: `restore it with git checkout HEAD -- ${path}`,
  };
}
