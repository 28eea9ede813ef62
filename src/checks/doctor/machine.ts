import type { Check } from './check';
import { failed, notChecked, ok } from './check';
import { isAtLeast } from '../../common/version';

/** Versions of the installed programs, as they report them; undefined for a missing program. */
export interface MachineFacts {
  readonly git?: string;
  readonly node: string;
  readonly make?: string;
  /** The newest version found, new enough or not. */
  readonly python?: string;
  readonly kustomize?: string;
  /** The required versions. */
  readonly pinned: { readonly kustomize: string; readonly kubeseal: string };
  readonly kubeseal?: string;
  /** Whether any app declares secrets, which need kubeseal. */
  readonly seals: boolean;
  readonly docker?: string;
}

const NODE = '20';
const PYTHON = '3.11';

/** Checks the programs that a developer needs. */
export function machineChecks(facts: MachineFacts): Check[] {
  return [
    installed('git', facts.git, 'https://git-scm.com/downloads'),
    atLeast('node', 'Node.js', facts.node, NODE, 'https://nodejs.org/en/download'),
    atLeast(
      'python',
      'Python',
      facts.python,
      PYTHON,
      'https://www.python.org/downloads, or set PYTHON=/path/to/python3',
    ),
    installed('make', facts.make, 'sudo apt-get install make; on macOS: xcode-select --install'),
    pinned('kustomize', facts.pinned.kustomize, facts.kustomize, 'make tools'),
    ...(facts.seals
      ? [pinned('kubeseal', facts.pinned.kubeseal, facts.kubeseal, 'scripts/install-tools.sh kubeseal')]
      : []),
    docker(facts.docker),
  ];
}

function installed(name: string, version: string | undefined, address: string): Check {
  const subject = { id: `machine.${name}`, group: 'machine', title: `${name} is installed` } as const;
  return version === undefined ? failed(subject, 'not found', 'you', `install it: ${address}`) : ok(subject, version);
}

function atLeast(id: string, name: string, version: string | undefined, least: string, at: string): Check {
  const title = `${name} ${least} or newer is installed`;
  const subject = { id: `machine.${id}`, group: 'machine', title } as const;
  if (version !== undefined && isAtLeast(version, least)) return ok(subject, version);
  return failed(subject, version === undefined ? 'not found' : `found ${version}`, 'you', `install it: ${at}`);
}

/** Exact, since another version may write files in another form. */
function pinned(name: string, wanted: string, version: string | undefined, command: string): Check {
  const subject = { id: `machine.${name}`, group: 'machine', title: `${name} ${wanted} is installed` } as const;
  if (version === wanted) return ok(subject, version);
  return failed(subject, version === undefined ? 'not found' : `found ${version}`, 'you', command);
}

/** Optional: the workflow builds images, so a missing docker is not a failure. */
function docker(version: string | undefined): Check {
  const subject = { id: 'machine.docker', group: 'machine', title: 'make build can build images here' } as const;
  if (version !== undefined) return ok(subject, `docker ${version}`);
  const detail = 'docker not found; only make build needs it';
  return notChecked(
    subject,
    detail,
    'you',
    'install it to use make build: https://docs.docker.com/get-started/get-docker',
  );
}
