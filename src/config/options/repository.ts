import type { ArgocdOptions } from './argocd';
import type { DeliveryOptions } from './delivery';
import type { EnvironmentOptions } from './environment';
import type { ObservabilityOptions } from './observability';
import type { SettingsOptions } from './settings';

/**
 * Options of the whole repository, which an organization can also set.
 */
export interface RepositoryOptions {
  /**
   * Image registry and path; the image of an app is `<registry>/<app>`.
   *
   * It begins with the registry's host. Until you set it, images are named `localhost/<app>`, nothing is pushed and no
   * Applications are rendered.
   *
   * @default - not set
   * @example 'docker.io/acme'
   * @see https://github.com/distribution/reference
   */
  readonly registry?: string;

  /**
   * Branch that environments track unless they set `branch`.
   *
   * Letters, digits and `. _ - /`, at most 100 characters. Names such as `1.x` are not allowed: Argo CD reads them as
   * version ranges and would deploy tags.
   *
   * @default "main"
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#git
   */
  readonly defaultBranch?: string;

  /**
   * Python version of the images, as `major.minor`.
   *
   * @default "3.13"
   * @see https://devguide.python.org/versions/
   */
  readonly pythonVersion?: string;

  /**
   * Base image of the apps, with an exact tag and an optional digest.
   *
   * The image must contain the Python of `pythonVersion` as `python`, with venv and pip, and `groupadd` and `useradd`.
   * Use a mirror if builds cannot reach Docker Hub, and a digest if the mirror keeps it. The tag of an image named
   * `python` must begin with `pythonVersion`.
   *
   * @default - docker.io/library/python, with the exact version and Debian release that the library was tested with
   * @example 'mirror.acme.example/python:3.13.14-slim-trixie'
   * @see https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
   */
  readonly baseImage?: string;

  /**
   * How the apps list and lock their Python packages: `requirements` or `uv`.
   *
   * `requirements` has `requirements.in` files and locks that pip installs. `uv` has `[project]` and a dependency group
   * `dev` in `pyproject.toml`, and `uv.lock`: `uv add`, `uv run` and `uv sync` work in `apps/<app>`. In both, uv makes the
   * locks and `.venv`, and pip installs the image from the lock, with hashes. To change it, run
   * `python-gitops packages`, which also converts the files.
   *
   * @default "requirements"
   * @example 'uv'
   * @see https://docs.astral.sh/uv/concepts/projects/layout/
   */
  readonly packages?: string;

  /**
   * Address of the Python package index for setup, `make lock` and image builds, such as a private one.
   *
   * An `https://` address without credentials. Put credentials in the app's `buildSecrets`, and in `~/.netrc` on your
   * machine. Renovate looks up hashes on PyPI only, so with another index it doesn't update Python packages: run
   * `make lock ARGS=--upgrade`.
   *
   * @default - the index that uv or pip is configured with; PyPI in the image
   * @example 'https://pypi.acme.example/simple'
   * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
   */
  readonly packageIndex?: string;

  /**
   * Addresses of more Python package indexes, such as one for your own packages, in addition to `packageIndex`.
   *
   * `make lock` asks them in this order, then `packageIndex`, and takes a package only from the first index that has it.
   * So a stranger who publishes a package with the name of one of yours on PyPI (dependency confusion) cannot get into
   * the lock. pip, which installs in the image, searches all indexes in no order, but installs only files whose hash is
   * in the lock.
   *
   * Same rule as `packageIndex`: `https://`, no credentials. The files of `buildSecrets`, `packageIndexSecret` and
   * `~/.netrc` need an entry for each host that requires them. Renovate looks up hashes on PyPI only, so with this
   * option it doesn't update Python packages: run `make lock ARGS=--upgrade`.
   *
   * @default - none
   * @example ['https://pypi.acme.example/internal/simple']
   * @see https://docs.astral.sh/uv/concepts/indexes/#searching-across-multiple-indexes
   */
  readonly extraPackageIndexes?: string[];

  /**
   * Owners who must approve changes to what decides about production.
   *
   * That is `.projenrc.ts`, package.json and the lock file, the manifests and `argo/`, certificates in `sealed-secrets/`,
   * workflows, scripts, and CODEOWNERS itself. Releases and sealed values need no approval. Files that `.projenrc.ts`
   * imports are covered in `projenrc/`.
   *
   * Teams as `@organization/team`, people as `@name` or email address. To enforce it, require code owner reviews in a
   * GitHub branch rule.
   *
   * @default - none: no CODEOWNERS file is written
   * @example ['@acme/platform']
   * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
   */
  readonly codeOwners?: string[];

  /**
   * Whether to generate a Renovate configuration.
   *
   * Renovate updates the packages of your apps and your own npm packages, not what the library pins. It leaves Python
   * packages alone if they come from another index than PyPI.
   *
   * @default true
   * @see https://docs.renovatebot.com/
   */
  readonly renovate?: boolean;

  /**
   * Whether the repository has `pyrightconfig.json` and a VS Code workspace, so that editors find the code, tests, and
   * packages of each app from the root.
   *
   * Open `<name>.code-workspace` in VS Code: each app is a folder with its own interpreter. `.vscode/` is yours. Run
   * `make setup` first, which creates `.venv` of each app.
   *
   * @default false
   * @see https://microsoft.github.io/pyright/#/configuration
   */
  readonly editorSettings?: boolean;

  /**
   * Whether the repository has a dev container: `.devcontainer/`, for VS Code, Codespaces, and other editors.
   *
   * It has the Python of the repository's image, Node.js, git, and make. Opening it installs the packages of all apps and
   * the tools of `make check`. It has no Docker: for `make build` and backing services, use Docker outside of it.
   *
   * @default false
   * @see https://containers.dev/
   */
  readonly devContainer?: boolean;

  /**
   * The CI system that workflows are generated for: `github`, or `none`.
   *
   * With `none`, there are no workflows, and your own pipeline runs `make check` and `python-gitops release`. Without it, the
   * host of `repoUrl` decides by its name: `none` for GitLab, Bitbucket, Azure DevOps, and the like, otherwise `github`. Set it
   * if the name does not tell, as in `git.acme.example`.
   *
   * @default - by the host of `repoUrl`
   * @example 'none'
   */
  readonly ci?: string;

  /**
   * Package manager for npm packages: `npm`, `pnpm` or `yarn`.
   *
   * It installs the library and what `.projenrc.ts` needs, not the Python packages of the apps. The Makefile, workflow
   * and documents run pnpm and Yarn with `npx` in the version that the library pins, so you only need Node.js. `yarn`
   * is Yarn 4 with `nodeLinker: node-modules`; Yarn 1 and Plug'n'Play are not supported. To change the package manager,
   * set it, run `npx projen`, and remove the old lock file.
   *
   * @default "npm"
   * @example 'pnpm'
   * @see https://nodejs.org/api/packages.html#packagemanager
   */
  readonly packageManager?: string;

  /**
   * Scrape metrics with a ServiceMonitor of the Prometheus operator instead of annotations.
   *
   * @default - none: pods have the annotations prometheus.io/scrape, path and port
   * @example { labels: { release: 'kube-prometheus-stack' } }
   * @see https://prometheus-operator.dev/docs/api-reference/api/
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

  /**
   * Alerts and dashboards for the apps, and the namespace of Prometheus.
   *
   * @default - Prometheus runs in the namespace monitoring; with serviceMonitor, there are rules and dashboards
   * @example { rules: 'config-map' }
   */
  readonly observability?: ObservabilityOptions;

  /**
   * How Argo CD finds the apps, and which of its objects this repository manages.
   *
   * @default - Argo CD runs in the namespace argocd; this repository manages projects and Applications
   */
  readonly argocd?: ArgocdOptions;

  /**
   * How the workflow logs in to the registry and pushes releases.
   *
   * @default - login by registry host; the workflow's token pushes
   * @example { credentials: 'github-app' }
   */
  readonly delivery?: DeliveryOptions;

  /**
   * Settings of all apps in all environments, unless a nearer level overrides them.
   *
   * @default - the library's defaults
   * @example { labels: { team: 'payments' } }
   */
  readonly defaults?: SettingsOptions;

  /**
   * Environments by name, in the order in which releases move through them.
   *
   * @default - dev, staging and prod
   * @example { dev: {}, staging: {}, prod: { replicas: 5 } }
   */
  readonly environments?: Record<string, EnvironmentOptions>;
}

/**
 * How the Prometheus operator finds and scrapes the apps.
 *
 * @see https://prometheus-operator.dev/docs/developer/getting-started/
 */
export interface ServiceMonitorOptions {
  /**
   * Labels by which your Prometheus selects ServiceMonitors.
   *
   * The label `environment` and labels of kubernetes.io, k8s.io and argoproj.io are reserved.
   *
   * @default - none
   * @example { release: 'kube-prometheus-stack' }
   */
  readonly labels?: Record<string, string>;

  /**
   * Scrape interval, as a Prometheus duration in ms, s, m or h.
   *
   * @default "30s"
   */
  readonly interval?: string;
}
