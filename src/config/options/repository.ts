import type { ArgocdOptions } from './argocd';
import type { DeliveryOptions } from './delivery';
import type { EnvironmentOptions } from './environment';
import type { SettingsOptions } from './settings';

/**
 * What holds for the whole repository, and can come from the organization.
 */
export interface RepositoryOptions {
  /**
   * Image registry and path below which each app has its image, `<registry>/<app>`.
   *
   * It begins with the registry's host. Until it is set, images have the local name `localhost/<app>`, nothing is
   * pushed and no Application is rendered.
   *
   * @default - not set
   * @example 'docker.io/acme'
   * @see https://github.com/distribution/reference
   */
  readonly registry?: string;

  /**
   * Branch that environments track unless they name another one.
   *
   * Letters, digits and `. _ - /`, at most 100 characters. A name like `1.x` is refused: Argo CD takes it for a range of
   * versions, and would deploy tags.
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
   * Base image of the apps, with an exact tag and, if you like, a digest.
   *
   * It holds the Python of `pythonVersion` as `python`, with its module venv and pip, and `groupadd` and `useradd`. Name
   * a mirror here when builds must not reach Docker Hub, and a digest when the mirror keeps it. The tag of an image called
   * `python` must begin with `pythonVersion`.
   *
   * @default - docker.io/library/python, with the exact version and Debian release that the library was tested with
   * @example 'mirror.acme.example/python:3.13.14-slim-trixie'
   * @see https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
   */
  readonly baseImage?: string;

  /**
   * Address of the Python package index that setup, `make lock` and the image build install from.
   *
   * An `https://` address without credentials; those are a build secret of the app, and `~/.netrc` on your machine.
   *
   * @default - the index that pip is configured with; PyPI in the image
   * @example 'https://pypi.acme.example/simple'
   * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
   */
  readonly packageIndex?: string;

  /**
   * Who must approve changes of what decides about clusters: `argo/`, the workflows and the file of owners itself.
   *
   * Teams as `@organization/team`, people as `@name` or by their email address. A branch rule on GitHub makes it binding.
   *
   * @default - nobody: no CODEOWNERS file is written
   * @example ['@acme/platform']
   * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
   */
  readonly codeOwners?: string[];

  /**
   * Whether a configuration for Renovate is written.
   *
   * It updates what is yours: the packages of your apps and your own npm packages. It leaves alone what the library pins.
   *
   * @default true
   * @see https://docs.renovatebot.com/
   */
  readonly renovate?: boolean;

  /**
   * Package manager of the npm packages: npm, pnpm or Yarn.
   *
   * It installs the library and what `.projenrc.ts` needs; the Python packages of the apps are not its business. Makefile,
   * workflow and documents call pnpm and Yarn by `npx`, in the version that the library pins, so that a machine needs
   * Node.js and nothing else. `yarn` is Yarn 4 with `nodeLinker: node-modules`: neither Yarn 1 nor Plug'n'Play. To change
   * it, set it and run `npx projen`, which installs anew; the lock of the former manager is yours to remove.
   *
   * @default "npm"
   * @example 'pnpm'
   * @see https://nodejs.org/api/packages.html#packagemanager
   */
  readonly packageManager?: string;

  /**
   * Scrape metrics by a ServiceMonitor of the Prometheus operator instead of by annotations.
   *
   * @default - none: pods carry the annotations prometheus.io/scrape, path and port
   * @example { labels: { release: 'kube-prometheus-stack' } }
   * @see https://prometheus-operator.dev/docs/api-reference/api/
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

  /**
   * How Argo CD finds the apps, and what of it this repository manages.
   *
   * @default - Argo CD in the namespace argocd; projects and Applications are managed here
   */
  readonly argocd?: ArgocdOptions;

  /**
   * How the workflow logs in to the registry, and who pushes releases.
   *
   * @default - by the registry's host; the workflow's own token pushes
   * @example { credentials: 'github-app' }
   */
  readonly delivery?: DeliveryOptions;

  /**
   * What holds for all apps in all environments, unless something nearer says otherwise.
   *
   * @default - what the library says
   * @example { labels: { team: 'payments' } }
   */
  readonly defaults?: SettingsOptions;

  /**
   * Environments by name, in the order in which releases move from the first to the last.
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
   * Labels that your Prometheus selects ServiceMonitors by.
   *
   * `environment` and the labels of kubernetes.io, k8s.io and argoproj.io have their values already, and are refused.
   *
   * @default - none
   * @example { release: 'kube-prometheus-stack' }
   */
  readonly labels?: Record<string, string>;

  /**
   * Time between two scrapes, as a Prometheus duration in ms, s, m or h.
   *
   * @default "30s"
   */
  readonly interval?: string;
}
