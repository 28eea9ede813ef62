import { ARGOCD } from './argocd';
import { nested, struct } from './define';
import { DELIVERY } from './delivery';
import { ENVIRONMENT } from './environment';
import { OBSERVABILITY } from './observability';
import { SETTINGS } from './settings';
import * as format from '../formats';
import { DEFAULT_PACKAGE_MANAGER } from '../package-managers';
import { boolean, list, map } from '../rules';

/** An index has the same packages with a slash at its end. */
const withoutSlash = (address: string): string => address.replace(/\/$/, '');

export const SERVICE_MONITOR = struct('ServiceMonitorOptions', {
  labels: { rule: map(format.labelKey, format.labelValue), samples: [{ explained: 'x' }] },
  interval: { rule: format.duration, default: '30s', samples: ['30s', '1m'], words: ['scrapeInterval'] },
});

export const REPOSITORY = struct('RepositoryOptions', {
  registry: {
    rule: format.registry,
    fromOrganization: true,
    samples: ['docker.io/explained', 'docker.io/other'],
    words: ['imageRegistry', 'imageRepository'],
  },
  defaultBranch: {
    rule: format.branch,
    fromOrganization: true,
    default: 'main',
    samples: ['explained', 'other'],
    words: ['branch', 'mainBranch'],
  },
  pythonVersion: { rule: format.pythonVersion, fromOrganization: true, default: '3.13', words: ['python', 'runtime'] },
  baseImage: {
    rule: format.baseImage,
    // The organization's image contains the organization's Python version.
    fromOrganization: { unless: 'pythonVersion' },
    samples: ['mirror.example/python:3.13.14-slim', 'other.example/python:3.13.14-slim'],
    words: ['image', 'from'],
  },
  packages: {
    rule: format.packages,
    fromOrganization: true,
    default: 'requirements',
    words: ['requirementsTxt', 'uvLock', 'pyproject', 'poetry'],
  },
  packageIndex: {
    rule: format.packageIndex,
    fromOrganization: true,
    samples: ['https://explained.example/x', 'https://other.example/x'],
    words: ['index', 'indexUrl', 'pypi'],
  },
  extraPackageIndexes: {
    rule: list(format.packageIndex, { key: withoutSlash }),
    fromOrganization: true,
    samples: [['https://explained.example/x'], ['https://other.example/x']],
    words: ['extraIndexUrl', 'extraIndexUrls', 'indexes', 'indexUrls', 'packageIndexes'],
  },
  codeOwners: {
    rule: list(format.codeOwner, { key: (owner: string) => owner.toLowerCase() }),
    fromOrganization: true,
    samples: [['@explained/x'], ['@other/x']],
    words: ['owners', 'reviewers'],
  },
  renovate: { rule: boolean(), fromOrganization: true },
  editorSettings: {
    rule: boolean(),
    fromOrganization: true,
    default: false,
    words: ['editor', 'editors', 'ide', 'vscode', 'pyright', 'pylance', 'workspace'],
  },
  devContainer: {
    rule: boolean(),
    fromOrganization: true,
    default: false,
    words: ['container', 'codespaces', 'devEnvironment'],
  },
  ci: { rule: format.ci, fromOrganization: true, words: ['provider', 'pipeline', 'workflows', 'actions'] },
  packageManager: { rule: format.packageManager, fromOrganization: true, default: DEFAULT_PACKAGE_MANAGER },
  serviceMonitor: {
    rule: nested(SERVICE_MONITOR),
    fromOrganization: true,
    samples: [{ labels: {} }, { interval: '1m' }],
    objects: ['ServiceMonitor'],
    words: ['monitor', 'prometheus', 'metrics'],
  },
  observability: {
    rule: nested(OBSERVABILITY),
    fromOrganization: true,
    samples: [{ namespace: 'explained' }, { rules: 'config-map' }],
    objects: ['PrometheusRule'],
    words: ['alerts', 'alerting', 'rules', 'prometheusRule', 'prometheusRules'],
  },
  argocd: {
    rule: nested(ARGOCD),
    fromOrganization: true,
    samples: [{ namespace: 'explained' }, { namespace: 'other' }],
    words: ['argo', 'argoCD', 'argoCd'],
  },
  delivery: {
    rule: nested(DELIVERY),
    fromOrganization: true,
    samples: [{ npmTokenSecret: 'EXPLAINED' }, { npmTokenSecret: 'OTHER' }],
    words: ['release', 'releases'],
  },
  defaults: { rule: nested(SETTINGS), samples: [{ labels: { explained: 'x' } }], words: ['settings', 'common'] },
  environments: {
    rule: map(format.name, nested(ENVIRONMENT)),
    default: { dev: {}, staging: {}, prod: {} },
    samples: [{ explained: {} }],
    words: ['envs', 'stages'],
  },
});
