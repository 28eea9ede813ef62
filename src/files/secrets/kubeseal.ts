import { spawnSync } from 'node:child_process';
import { SealError } from './error';
import type { Seal } from './sealed-file';

/** What kubeseal prints: base64 of what only the controller can open. */
const SEALED = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Seals one value. It reaches kubeseal by its standard input, which it reads when no file is named; `/dev/stdin` would
 * be one that cannot be opened, where standard input is a socket.
 * @param certificate absolute path of the certificate
 */
export function encrypt(kubeseal: string, { name, namespace }: Seal, certificate: string, value: Buffer): string {
  const args = ['--raw', '--scope', 'strict', '--name', name, '--namespace', namespace, '--cert', certificate];
  const { status, stdout, stderr, error } = spawnSync(kubeseal, args, {
    input: value,
    encoding: 'utf8',
    env: withoutClusters(process.env),
  });
  // One that ends before it has read the value says why itself.
  if (error && status === null) throw new SealError(`kubeseal did not run: ${error.message}`);
  const sealed = stdout.trim();
  if (status === 0 && SEALED.test(sealed)) return sealed;
  throw new SealError(
    `kubeseal sealed nothing: ${stderr.trim() || `it ended with ${status}, and printed no sealed value`}`,
  );
}

/** Sealing asks no cluster: neither a broken kubeconfig nor flags from the environment have a say. */
function withoutClusters(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !name.startsWith('SEALED_SECRETS_'));
  return { ...Object.fromEntries(own), KUBECONFIG: '/dev/null' };
}
