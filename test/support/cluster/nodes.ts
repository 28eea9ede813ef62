import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { binary, kwokStages } from './binaries';
import type { Settings } from './options';
import { PORTS } from './ports';
import type { Program } from './programs';
import { kubeconfig } from './users';
import type { KubernetesObject } from '../api-client';
import { objectsOf } from '../api-server';

/** The images of a pod's containers, as the query language of kwok has them. */
const IMAGES = '[.spec.containers[].image] | join(" ")';

/** The images and commands of a pod's containers. */
const COMMANDS = '[.spec.containers[] | .image, .command[]?, .args[]?] | join(" ")';

/**
 * What a test marks a pod with, and what becomes of it: an image with `broken` in its tag can't be pulled; a Job with
 * `failing` or `slow` in the tag of its image, or in its command, fails, or takes SLOW_SECONDS.
 */
const MARKED = {
  BROKEN: `${IMAGES} | select(test(":[^ @/]*broken"))`,
  FAILING: `${COMMANDS} | select(test("failing"))`,
  SLOW: `${COMMANDS} | select(test("slow"))`,
};

export const SLOW_SECONDS = 10;

interface Stage extends KubernetesObject {
  readonly spec: {
    readonly selector: { readonly matchExpressions: object[] };
    readonly delay?: { readonly durationMilliseconds: number };
  };
}

/** Simulates the nodes: it marks pods as ready, and runs no containers. */
export function kwok(folder: string): Program {
  const config = join(folder, 'stages.yaml');
  writeFileSync(
    config,
    stages()
      .map((stage) => stringify(stage))
      .join('---\n'),
  );
  const args = [
    `--config=${config}`,
    `--kubeconfig=${kubeconfig(folder, 'kwok')}`,
    '--manage-all-nodes=true',
    `--server-address=127.0.0.1:${PORTS.kwok}`,
    '--node-ip=127.0.0.1',
    '--node-lease-duration-seconds=40',
  ];
  return { name: 'kwok', command: binary('kwok'), args, port: PORTS.kwok };
}

function stages(): Stage[] {
  const text = readFileSync(join(__dirname, 'stages.yaml'), 'utf8');
  const own = objectsOf(
    text.replace(/\b(?:BROKEN|FAILING)\b/g, (name) => JSON.stringify(MARKED[name as keyof typeof MARKED])),
  );
  const folder = kwokStages();
  const given = readdirSync(folder)
    .sort()
    .flatMap((name) => objectsOf(readFileSync(join(folder, name), 'utf8')));
  return [...own, ...given].flatMap((stage) => adapted(stage as Stage));
}

/** kwok's own stages leave marked pods to ours. */
function adapted(stage: Stage): Stage[] {
  const { name } = stage.metadata;
  if (name === 'pod-ready') return [without(stage, MARKED.BROKEN)];
  if (name !== 'pod-complete') return [stage];
  const completes = without(stage, MARKED.FAILING);
  const slow = withExpression(completes, MARKED.SLOW, 'Exists');
  return [
    without(completes, MARKED.SLOW),
    {
      ...slow,
      metadata: { ...slow.metadata, name: 'pod-complete-slowly' },
      spec: { ...slow.spec, delay: { durationMilliseconds: SLOW_SECONDS * 1000 } },
    },
  ];
}

function without(stage: Stage, key: string): Stage {
  return withExpression(stage, key, 'DoesNotExist');
}

function withExpression(stage: Stage, key: string, operator: string): Stage {
  const matchExpressions = [...stage.spec.selector.matchExpressions, { key, operator }];
  return { ...stage, spec: { ...stage.spec, selector: { matchExpressions } } };
}

export function nodes({ nodes: count, capacity }: Settings): KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => `node-${index}`).map((name) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
    },
    status: { allocatable: capacity, capacity },
  }));
}
