import type { ApplicationRelease, PinnedRelease } from './application-file';
import { applicationFilePath, renderApplicationFile } from './application-file';
import { imageFilePath, renderImageFile } from './image-file';
import type { AppReleases } from './reconcile';
import { byApplication } from './reconcile';
import { formatImage, parseImage } from '../../common/image-reference';
import type { Image } from '../../common/image-reference';
import type { App, AppEnvironment, Repository } from '../../config/model';

/** One app in one environment, and what its release files say. */
export interface Subject {
  readonly repository: Repository;
  readonly app: App;
  readonly own: AppEnvironment;
  readonly releases: AppReleases;
}

/** What a move makes of the release files: new content by path. Nothing in it means that nothing changes. */
export interface Move {
  readonly files: ReadonlyMap<string, string>;
  /** What runs, or will run, afterwards. */
  readonly image: Image;
  /** The commit whose configuration runs; undefined where the environment follows its branch. */
  readonly revision?: string;
  /** Why the image does not run yet: the environment is held, and gets it once it is unpinned. */
  readonly waits?: string;
  /** What a person has to know beyond that. */
  readonly notes: readonly string[];
}

/** A move that the state of the environment does not allow: what it is, and what to do. */
export class MoveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoveError';
  }
}

/** Sets images in a kustomization, as `kustomize edit set image` does. */
export type EditImages = (kustomization: string, images: readonly string[]) => string;

/** What an image and a configuration are called that ran together. */
export interface Version {
  readonly image: Image;
  /** Commit of the configuration. */
  readonly revision: string;
}

/** Why an environment is held, if it is. */
export function pinOf({ own, releases }: Pick<Subject, 'own' | 'releases'>): string | undefined {
  const application = releases.applications.get(own.application);
  return application?.kind === 'pinned' ? application.pin : releases.images.get(own.environment.name)?.pin;
}

/** Whether anything was released to the environment. */
export function wasReleased({ own, releases }: Pick<Subject, 'own' | 'releases'>): boolean {
  return releases.applications.get(own.application)?.kind !== 'held';
}

/**
 * Puts an image into an environment. One that is gated gets the configuration of a commit along. Where somebody holds a
 * tracking environment, the image waits in the overlay's file: it runs once the environment is unpinned.
 */
export function moveRelease(
  subject: Subject,
  version: Partial<Version> & Pick<Version, 'image'>,
  edit: EditImages,
): Move {
  const { repository, app, own, releases } = subject;
  const pin = pinOf(subject);
  const now = releases.applications.get(own.application);
  if (pin !== undefined && (own.environment.gated || repository.argocd.manages === 'nothing')) {
    throw new MoveError(`${own.environment.name} is pinned (${pin}): unpin it first`);
  }
  if (pin !== undefined && now?.kind === 'pinned') {
    const { revision: _revision, ...waiting } = move(subject, { image: version.image, application: now }, edit);
    return { ...waiting, waits: pin };
  }
  if (!own.environment.gated || repository.argocd.manages === 'nothing') {
    return move(subject, { image: version.image, application: { kind: 'tracking' } }, edit);
  }
  if (version.revision === undefined) {
    throw new MoveError(`${own.environment.name} is gated: a release to it needs the commit of its configuration`);
  }
  const application = pinnedTo(app, { image: version.image, revision: version.revision });
  return move(subject, { image: version.image, application }, edit);
}

/** Goes back to an image and a configuration that ran together, and holds the environment there. */
export function moveBack(subject: Subject, version: Version, reason: string, edit: EditImages): Move {
  const { repository, app, own } = subject;
  requireReleased(subject, 'rolled back');
  if (repository.argocd.manages === 'nothing') {
    const notes = [`Only the image goes back: ${own.environment.name} takes its configuration from the branch.`];
    return move(subject, { image: version.image, pin: reason }, edit, notes);
  }
  const application = { ...pinnedTo(app, version), pin: reason };
  return move(subject, { image: version.image, application }, edit);
}

/** Holds an environment where it is; `head` is the commit that one which follows a branch is held at. */
export function movePin(subject: Subject, head: string, reason: string, edit: EditImages): Move {
  const { repository, app, own, releases } = subject;
  requireReleased(subject, 'pinned');
  const { image } = imageIn(subject);
  if (repository.argocd.manages === 'nothing') return move(subject, { image, pin: reason }, edit);
  const now = releases.applications.get(own.application);
  const held = now?.kind === 'pinned' ? now : pinnedTo(app, { image, revision: head });
  return move(subject, { application: { ...held, pin: reason } }, edit);
}

/** Lets an environment move again. One that follows a branch does so at once; a gated one stays until a promotion. */
export function moveUnpin(subject: Subject, edit: EditImages): Move {
  const { repository, own, releases } = subject;
  const { name, gated, branch } = own.environment;
  if (pinOf(subject) === undefined) {
    throw new MoveError(`${name} is not pinned: it moves with ${gated ? 'the next promotion' : branch}`);
  }
  if (repository.argocd.manages === 'nothing') return move(subject, { image: imageIn(subject).image, pin: '' }, edit);
  const { pin: _pin, ...now } = releases.applications.get(own.application) as PinnedRelease;
  if (gated) {
    return move(subject, { application: now }, edit, [`${name} stays as it is until somebody promotes to it.`]);
  }
  return move(subject, { application: { kind: 'tracking' } }, edit, [`${name} follows ${branch} again, at once.`]);
}

/** The image that the overlay of the environment says, and its name in the base. */
export function imageIn({ own, releases }: Pick<Subject, 'own' | 'releases'>): { readonly image: Image } {
  const release = releases.images.get(own.environment.name);
  if (release === undefined) throw new Error(`no image file of ${own.application}`);
  return release;
}

/** The image and the configuration that run now; the configuration is undefined where a branch is followed. */
export function running(subject: Pick<Subject, 'app' | 'own' | 'releases'>): Partial<Version> & Pick<Version, 'image'> {
  const { own, releases } = subject;
  const now = releases.applications.get(own.application);
  const { image } = imageIn(subject);
  if (now?.kind !== 'pinned') return { image };
  return { image: parsePinnedImage(now.image) ?? image, revision: now.revision };
}

/** The image of a pin, `name=name:tag@digest`. */
export function parsePinnedImage(text: string): Image | undefined {
  const image = parseImage(text.slice(text.indexOf('=') + 1));
  return image?.name === undefined ? undefined : { ...image, name: image.name };
}

function pinnedTo(app: App, { image, revision }: Version): PinnedRelease {
  return { kind: 'pinned', revision, image: `${app.image}=${formatImage(image)}` };
}

function requireReleased(subject: Subject, what: string): void {
  if (wasReleased(subject)) return;
  const { app, own } = subject;
  throw new MoveError(
    `nothing of ${app.name} was ever released to ${own.environment.name}: it cannot be ${what}; release or promote to it first`,
  );
}

interface Next {
  /** New image of the overlay; without one it stays. */
  readonly image?: Image;
  /** New state of the Application; without one it stays. */
  readonly application?: ApplicationRelease;
  /** Why the image is held, where no Application is managed here; empty takes it away. */
  readonly pin?: string;
}

/** Writes the release files in memory, and keeps those that change. */
function move(subject: Subject, next: Next, edit: EditImages, notes: readonly string[] = []): Move {
  const { repository, app, own, releases } = subject;
  const files = new Map<string, string>();
  const put = (path: string, content: string): void => {
    if (content !== textOf(releases, path)) files.set(path, content);
  };
  if (next.image !== undefined) put(imageFilePath(app.name, own.environment.name), imageFile(subject, next, edit));
  if (next.application !== undefined && repository.argocd.manages !== 'nothing') {
    const applications = new Map(releases.applications).set(own.application, next.application);
    put(applicationFilePath(app.name), renderApplicationFile(byApplication(app, applications)));
  }
  const { application } = next;
  const pinned = application?.kind === 'pinned' ? application : undefined;
  // One that follows its branch again runs what waited.
  const image = next.image ?? (application?.kind === 'tracking' ? imageIn(subject) : running(subject)).image;
  return { files, image, ...(pinned === undefined ? {} : { revision: pinned.revision }), notes };
}

/** The image file with another image, as kustomize writes it, or with another reason. */
function imageFile(subject: Subject, { image, pin }: Next, edit: EditImages): string {
  const { app, own, releases } = subject;
  const path = imageFilePath(app.name, own.environment.name);
  const release = releases.images.get(own.environment.name);
  if (release === undefined || image === undefined) throw new Error(`${path} is not there`);
  const before = textOf(releases, path);
  if (pin !== undefined) {
    const { pin: _pin, ...plain } = release;
    return renderImageFile({ ...plain, image, ...(pin === '' ? {} : { pin }) });
  }
  // What runs may still have the name of an earlier registry: the base's name is set to it.
  const setting = image.name === app.image ? formatImage(image) : `${app.image}=${formatImage(image)}`;
  return edit(before ?? renderImageFile(release), [setting]);
}

function textOf(releases: AppReleases, path: string): string | undefined {
  return releases.files.find((file) => file.path === path)?.content;
}
