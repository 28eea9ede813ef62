import { nested, struct } from './define';
import { DEVELOPMENT } from './development';
import { APP_ENVIRONMENT } from './environment';
import { PATCH } from './escapes';
import { METRICS } from './metrics';
import { SETTINGS } from './settings';
import { port, WORKLOAD } from './workload';
import { normalize } from '../../common/requirements-file';
import { DEFAULT_WORKLOAD } from '../defaults';
import * as format from '../formats';
import { anyName, list, map } from '../rules';

export const APP = struct(
  'AppOptions',
  {
    ...SETTINGS.options,
    port: { rule: port, default: 5000, words: ['containerPort', 'targetPort', 'servicePort', 'internalPort'] },
    server: { rule: format.server, default: 'granian', words: ['appServer', 'wsgiServer'] },
    framework: {
      rule: format.framework,
      samples: ['flask', 'django'],
      words: ['starter', 'template', 'webFramework', 'flask', 'django', 'fastapi', 'starlette'],
    },
    interface: { rule: format.webInterface, samples: ['wsgi', 'asgi'], words: ['wsgi', 'asgi'] },
    callable: {
      rule: format.callable,
      default: 'server:app',
      samples: ['server:app', 'explained.server:app'],
      words: ['entryPoint', 'entrypoint', 'entry_point', 'application', 'module', 'wsgiApp'],
    },
    metrics: {
      rule: nested(METRICS),
      samples: [{ path: '/explained' }, { enabled: false }],
      words: ['prometheus', 'monitoring', 'scrape'],
    },
    pythonVersion: { rule: format.pythonVersion, words: ['python', 'runtime'] },
    baseImage: {
      rule: format.baseImage,
      samples: ['mirror.example/python:3.13.14-slim', 'other.example/python:3.13.14-slim'],
      words: ['from'],
      answers: {
        image: 'set baseImage for the image that it starts from: the image of the app is built from its folder',
      },
    },
    packages: { rule: format.packages, words: ['requirementsTxt', 'uvLock', 'pyproject', 'poetry'] },
    systemPackages: {
      rule: list(format.debianPackage, { key: format.debianName }),
      samples: [['explained'], ['other']],
      words: ['apt', 'aptPackages'],
    },
    sourcePackages: {
      rule: list(format.pythonPackage, { key: normalize }),
      samples: [['explained'], ['other']],
      words: ['noBinary', 'sdists', 'sourceOnly'],
    },
    buildSecrets: { rule: map(format.buildSecretName, format.secretPath), samples: [{ EXPLAINED: '/run/explained' }] },
    secrets: {
      rule: list(format.variableName),
      samples: [['EXPLAINED'], ['OTHER']],
      words: ['sealedSecret', 'sealedSecrets', 'secretEnv'],
    },
    secretFiles: {
      rule: list(format.secretFileName),
      samples: [['explained'], ['other']],
      words: ['fileSecrets', 'sealedFileSecrets', 'secretVolumes'],
    },
    workloads: {
      rule: map(format.name, nested(WORKLOAD)),
      default: { [DEFAULT_WORKLOAD]: {} },
      samples: [{ [DEFAULT_WORKLOAD]: {}, explained: { port: 9123 } }, { explained: {} }],
      words: ['controllers', 'components', 'deployments', 'services', 'workers', 'jobs', 'cronJobs', 'cronjobs'],
    },
    development: {
      rule: nested(DEVELOPMENT),
      samples: [{ services: { postgres: '17' } }, { services: { postgres: '18' } }],
      words: ['dev', 'local', 'compose', 'dockerCompose', 'devServices', 'backingServices'],
    },
    extraManifests: {
      rule: list(format.manifestFile),
      samples: [['explained.yaml']],
      escapeHatch: true,
      words: ['rawResources', 'extraObjects', 'extraDeploy', 'manifests'],
    },
    patches: {
      rule: list(nested(PATCH), { mayRepeat: true }),
      samples: [[{ kind: 'Namespace', merge: { explained: 1 } }]],
      escapeHatch: true,
      words: ['patch', 'override', 'jsonPatch'],
      covers: [
        'affinity',
        'containers',
        'defaultMode',
        'dnsConfig',
        'dnsPolicy',
        'existingClaim',
        'failedJobsHistoryLimit',
        'grpc',
        'hostAliases',
        'hostIPC',
        'hostNetwork',
        'hostPID',
        'hostPath',
        'initContainers',
        'items',
        'lifecycle',
        'maxSurge',
        'maxUnavailable',
        'minReadySeconds',
        'nfs',
        'nodeSelector',
        'parallelism',
        'completions',
        'pdb',
        'podDisruptionBudget',
        'podSecurityContext',
        'preStop',
        'priorityClassName',
        'revisionHistoryLimit',
        'runtimeClassName',
        'securityContext',
        'sidecar',
        'sidecars',
        'startingDeadlineSeconds',
        'subPath',
        'successfulJobsHistoryLimit',
        'tcpSocket',
        'tolerations',
        'topologySpreadConstraints',
        'ttl',
        'ttlSecondsAfterFinished',
        'workingDir',
      ],
    },
    environments: {
      rule: map(anyName, nested(APP_ENVIRONMENT)),
      samples: [{}],
      words: ['envs', 'stages', 'overlays'],
    },
  },
  'name',
);
