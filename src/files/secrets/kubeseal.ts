import { spawnSync } from 'node:child_process';
import { SealError } from './error';
import type { Seal } from './sealed-file';

/** The output of kubeseal: base64 that only the controller can decrypt. */
const SEALED = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Seals one value. kubeseal gets it on standard input, which it reads when no file is given; `/dev/stdin` cannot be opened
 * when standard input is a socket.
 * @param certificate absolute path of the certificate
 */
export function encrypt(kubeseal: string, { name, namespace }: Seal, certificate: string, value: Buffer): string {
  const args = ['--raw', '--scope', 'strict', '--name', name, '--namespace', namespace, '--cert', certificate];
  const { status, stdout, stderr, error } = spawnSync(kubeseal, args, {
    input: value,
    encoding: 'utf8',
    env: withoutClusters(process.env),
  });
  // A kubeseal that ends before it has read the value prints the reason itself.
  if (error && status === null) throw new SealError(`cannot run kubeseal: ${error.message}`);
  const sealed = stdout.trim();
  if (status === 0 && SEALED.test(sealed)) return sealed;
  throw new SealError(`kubeseal failed: ${stderr.trim() || `exit code ${status}, without a sealed value`}`);
}

/** Sealing contacts no cluster, so kubeconfig and flags from the environment must not matter. */
function withoutClusters(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !name.startsWith('SEALED_SECRETS_'));
  return { ...Object.fromEntries(own), KUBECONFIG: '/dev/null' };
}
