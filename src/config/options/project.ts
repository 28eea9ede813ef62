import type { AppOptions } from './app';
import type { CiStepsOptions, OperationOptions } from './escapes';
import type { OrganizationOptions } from './organization';
import type { RepositoryOptions } from './repository';

/**
 * Options of `PythonGitOpsApp`: everything that an application team decides about its repository.
 *
 * All of it is plain data, so that it can be said as JSON, explained, checked and migrated.
 */
export interface PythonGitOpsAppOptions extends RepositoryOptions {
  /**
   * Name of the repository.
   *
   * A DNS label of at most 40 characters. It names the npm package (private, never published), the root Application
   * `<name>-root` and its AppProject.
   *
   * @default $BASEDIR
   */
  readonly name: string;

  /**
   * Address of the git repository that Argo CD reads.
   *
   * An `https://` or `ssh://` address, or `git@host:owner/repository`, without credentials. It is never guessed at
   * synthesis. Until it is set, no Application is rendered; running, testing and building the apps works all the same.
   *
   * @default - not set: `projen new` takes it from the git remote `origin` when there is one
   * @example 'https://github.com/acme/shop'
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
   */
  readonly repoUrl?: string;

  /**
   * Apps by name: each is one image, built from `apps/<name>/`.
   *
   * A name is a DNS label of at most 40 characters. It is final: namespaces, selectors and the image carry it.
   *
   * @default - no apps
   * @example { storefront: {}, checkout: { port: 8080 } }
   */
  readonly apps?: Record<string, AppOptions>;

  /**
   * Steps of your own in the workflow.
   *
   * @default - none
   */
  readonly ciSteps?: CiStepsOptions;

  /**
   * Changes of generated YAML files, by path: operations of JSON Patch, in their order.
   *
   * For a Kubernetes object of an app, `patches` of the app is the better way: its schema is checked.
   *
   * @default - none
   * @example { '.github/workflows/app.yml': [{ op: 'replace', path: '/jobs/test/timeout-minutes', value: 30 }] }
   */
  readonly overrides?: Record<string, OperationOptions[]>;

  /**
   * Paths of generated files that are yours from now on.
   *
   * They stay as they are when they are listed, are neither written nor compared any more, and get no upgrade.
   *
   * @default - none
   * @example ['apps/checkout/Dockerfile']
   */
  readonly takeOver?: string[];

  /**
   * What the organization says for all of its repositories.
   *
   * A platform team sets it in a project type of its own, a subclass that is published as the company's package; plain
   * data will do as well. What the repository says wins, unless the organization forbids it.
   *
   * @default - nothing: the library's defaults
   */
  readonly organization?: OrganizationOptions;

  /**
   * Further npm packages for `.projenrc.ts`, with an optional version.
   *
   * Without a version, the one in `package.json` stays; a new package gets the newest.
   *
   * @default - only what the library itself needs
   * @example ['prettier@^3']
   */
  readonly devDeps?: string[];

  /**
   * Folder to write to.
   *
   * @default - the current folder
   */
  readonly outdir?: string;
}
