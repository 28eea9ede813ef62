import type { AppOptions } from './app';
import type { CiStepsOptions, OperationOptions } from './escapes';
import type { OrganizationOptions } from './organization';
import type { RepositoryOptions } from './repository';

/**
 * Options of `PythonGitOpsApp`.
 *
 * Options are plain data, so they can be written as JSON, explained, checked and migrated.
 */
export interface PythonGitOpsAppOptions extends RepositoryOptions {
  /**
   * Name of the repository.
   *
   * A DNS label of at most 40 characters. The npm package (private, never published), the root Application
   * `<name>-root` and its AppProject are named after it.
   *
   * @default $BASEDIR
   */
  readonly name: string;

  /**
   * Address of the git repository that Argo CD reads.
   *
   * An `https://` or `ssh://` address, or `git@host:owner/repository`, without credentials. Synthesis never guesses it.
   * Until you set it, no Applications are rendered; you can still run, test and build the apps.
   *
   * @default - not set: `projen new` takes it from the git remote `origin` when there is one
   * @example 'https://github.com/acme/shop'
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
   */
  readonly repoUrl?: string;

  /**
   * Apps by name; each is one image, built from `apps/<name>/`.
   *
   * A name is a DNS label of at most 40 characters. You cannot change it later: namespaces, selectors and images use
   * it.
   *
   * @default - no apps
   * @example { storefront: {}, checkout: { port: 8080 } }
   */
  readonly apps?: Record<string, AppOptions>;

  /**
   * Released apps, environments, and Applications that this config removes or moves, each with a reason.
   *
   * Confirms that Argo CD may delete what they deployed, or leave it behind. Without it, synth and `validate` stop when
   * something that is released disappears from `apps` or `environments`, or gets another namespace, cluster, or
   * `argocd.namespace`. A move is named by what moves and what it leaves, such as `prod@old-namespace`. `remove-app` and
   * `rename-app` add an entry. You can remove an entry once the change is merged.
   *
   * @default - nothing that is released may disappear or move
   * @example { reports: 'replaced by statements', 'prod@shop-live': 'namespaces are per team now' }
   */
  readonly removed?: Record<string, string>;

  /**
   * Your own steps in the workflow.
   *
   * @default - none
   */
  readonly ciSteps?: CiStepsOptions;

  /**
   * JSON Patch operations for generated YAML files, by path, applied in order.
   *
   * For an app's Kubernetes objects, use the app's `patches`, which are checked against the schema.
   *
   * @default - none
   * @example { '.github/workflows/app.yml': [{ op: 'replace', path: '/jobs/test/timeout-minutes', value: 30 }] }
   */
  readonly overrides?: Record<string, OperationOptions[]>;

  /**
   * Paths of generated files that you maintain yourself.
   *
   * A listed file stays as it is; the library no longer writes, compares or upgrades it.
   *
   * @default - none
   * @example ['apps/checkout/Dockerfile']
   */
  readonly takeOver?: string[];

  /**
   * Options that the organization sets for all its repositories.
   *
   * A platform team usually sets it in a subclass that it publishes as a company package; plain data also works. The
   * repository's options win, but it cannot use the escape hatches that the organization disallows.
   *
   * @default - none: the library's defaults
   */
  readonly organization?: OrganizationOptions;

  /**
   * More npm packages for `.projenrc.ts`, with an optional version.
   *
   * Without a version, `package.json` keeps its version; a new package gets the newest. `.projenrc.ts` knows the types of
   * packages such as `@types/node` without an import.
   *
   * @default - only those that the library needs
   * @example ['prettier@^3']
   */
  readonly devDeps?: string[];

  /**
   * Output folder.
   *
   * @default - the current folder
   */
  readonly outdir?: string;
}
