import type { KubeObject } from '../../../src/checks/validation/objects';

/** The fields of an object that a test is about; the others are as always. */
export interface Fields {
  readonly metadata?: object;
  readonly [field: string]: unknown;
}

const API: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

export function object(kind: string, name: string, { metadata, ...fields }: Fields = {}): KubeObject {
  return { apiVersion: API[kind] ?? 'v1', kind, metadata: { name, namespace: 'shop', ...metadata }, ...fields };
}

/** Pods with one container. */
export function pods(container: object = {}, spec: object = {}, metadata: object = {}): object {
  return {
    metadata: { labels: { app: 'web' }, ...metadata },
    spec: { containers: [{ name: 'web', image: 'web:1', ...container }], ...spec },
  };
}

export function deployment(name: string, spec: object = {}): KubeObject {
  return object('Deployment', name, {
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: pods(), ...spec },
  });
}

export function hook(name: string, template: object): KubeObject {
  return object('Job', name, {
    metadata: {
      annotations: { 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' },
    },
    spec: { template },
  });
}
