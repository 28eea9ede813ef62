import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PORTS } from './ports';
import { certificateOf } from '../control-plane';

/** Users of the API server, with their names and groups there. */
const USERS = {
  test: ['test', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager', ''],
  scheduler: ['system:kube-scheduler', ''],
  kwok: ['kwok', 'system:masters'],
  argocd: ['argocd', 'system:masters'],
  'stand-ins': ['stand-ins', 'system:masters'],
} as const;

type User = keyof typeof USERS;

/** Writes the tokens of the users and a kubeconfig for each; returns the token of the tests. */
export function makeUsers(folder: string, argocdNamespace: string): string {
  const users = Object.keys(USERS) as User[];
  const tokens = Object.fromEntries(users.map((user) => [user, randomBytes(16).toString('hex')]));
  const lines = users.map((user) => {
    const [name, group] = USERS[user];
    return `${tokens[user]},${name},${user},"${group}"\n`;
  });
  writeFileSync(tokensFile(folder), lines.join(''), { mode: 0o600 });
  for (const user of users) {
    const namespace = user === 'argocd' ? argocdNamespace : undefined;
    writeFileSync(kubeconfig(folder, user), config(folder, tokens[user], namespace), { mode: 0o600 });
  }
  return tokens.test;
}

export function tokensFile(folder: string): string {
  return join(folder, 'tokens.csv');
}

export function kubeconfig(folder: string, user: User): string {
  return join(folder, `${user}.kubeconfig`);
}

/** JSON is YAML. */
function config(folder: string, token: string, namespace?: string): string {
  const server = `https://127.0.0.1:${PORTS.api}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stack', cluster: { server, 'certificate-authority': certificateOf(folder) } }],
    users: [{ name: 'user', user: { token } }],
    contexts: [{ name: 'stack', context: { cluster: 'stack', user: 'user', namespace } }],
    'current-context': 'stack',
  });
}
