import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolCache } from './api-server';
import { run } from '../packed/support';

/** The run configuration of an image. */
export interface ImageConfig {
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
}

/** One entry of a layer. */
export interface LayerEntry {
  readonly path: string;
  /** As `ls` shows it, such as `-rw-r--r--`. */
  readonly mode: string;
  readonly owner: string;
}

/** Images and containers of one test, in a temporary folder. */
export class ImageStore {
  private readonly folder: string;

  constructor() {
    // buildah, runc, and the limits of cgroups need it; without it, each fails differently.
    if (process.getuid?.() !== 0) throw new Error('images are built and run as root: run the tests as root');
    this.folder = mkdtempSync(join(tmpdir(), 'image-store-'));
  }

  /** Builds the image of an app from its own, unmodified Dockerfile, without a network, from a mirror of its wheels. */
  public build(app: string, image: string): void {
    const mirror = this.mirror(
      existsSync(join(app, 'uv.lock')) ? this.exported(app) : join(app, 'src/requirements.txt'),
    );
    run(join(__dirname, 'build-image.sh'), [this.folder, mirror, app, image], { cwd: app, env: this.environment() });
  }

  public config(image: string): ImageConfig {
    const inspected = JSON.parse(this.buildah('inspect', '--type', 'image', image)) as {
      Docker: { config: ImageConfig };
    };
    return inspected.Docker.config;
  }

  /** A fresh root file system with the content of an image. */
  public root(image: string): string {
    const container = this.buildah('from', '--pull-never', image).trim();
    return this.buildah('mount', container).trim();
  }

  /** What an image adds to the stand-in that it is built on. */
  public addedEntries(image: string): LayerEntry[] {
    const layout = join(mkdtempSync(join(this.folder, 'layout-')), 'oci');
    this.buildah('push', '--quiet', image, `oci:${layout}:image`);
    const blob = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'));
    const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
    const manifest = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8')) as {
      layers: { digest: string }[];
    };
    // The stand-in is one layer.
    return manifest.layers.slice(1).flatMap(({ digest }) => {
      const args = ['--list', '--verbose', '--gzip', '--numeric-owner', '--file', blob(digest)];
      return run('tar', args, { cwd: layout }).stdout.trim().split('\n').map(entryOf);
    });
  }

  public remove(): void {
    // Containers are mounted below the folder.
    this.buildah('umount', '--all');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private mirror(requirements: string): string {
    const mirror = mkdtempSync(join(this.folder, 'mirror-'));
    const args = [requirements, '3.13', mirror];
    run(join(__dirname, 'wheel-mirror.sh'), args, { cwd: mirror, env: this.environment() });
    if (readdirSync(mirror).length === 0) throw new Error(`no wheels for ${requirements}`);
    return mirror;
  }

  /** What the image of an app with `uv.lock` installs: its packages, and uv, which installs them. */
  private exported(app: string): string {
    const path = join(mkdtempSync(join(this.folder, 'exported-')), 'requirements.txt');
    const args = ['export', '--quiet', '--frozen', '--no-default-groups', '--no-emit-project', '--output-file', path];
    run(join(app, 'scripts/setup.sh'), ['uv', ...args], { cwd: app });
    const [, uv] = /^ *echo "(uv==.*)" >uv\.txt/m.exec(readFileSync(join(app, 'Dockerfile'), 'utf8')) ?? [];
    if (uv === undefined) throw new Error(`the Dockerfile of ${app} installs no uv`);
    appendFileSync(path, `${uv}\n`);
    return path;
  }

  private environment(): NodeJS.ProcessEnv {
    return { PYTHON_GITOPS_CACHE: toolCache() };
  }

  private buildah(...args: string[]): string {
    const store = ['--root', join(this.folder, 'root'), '--runroot', join(this.folder, 'run')];
    return run('buildah', [...store, ...args], { cwd: this.folder }).stdout;
  }
}

/** Reads a line of `tar --list --verbose`: mode, owner/group, size, date, time and path. */
function entryOf(line: string): LayerEntry {
  const match = /^(\S+) +(\S+) +\S+ +\S+ +\S+ (.*?)(?: -> .*| link to .*)?$/.exec(line);
  if (!match) throw new Error(`unexpected output of tar: ${line}`);
  const [, mode, owner, path] = match;
  return { mode, owner, path };
}
