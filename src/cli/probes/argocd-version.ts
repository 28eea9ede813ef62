import type { ArgocdVersion } from '../../checks/doctor/versions';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';
import { TOKEN } from '../../config/gate-token';

/** How long Argo CD may take, in milliseconds. */
const LIMIT = 4_000;

/**
 * Asks Argo CD for its version, which it shows to everyone; the version of kustomize only to its users. Undefined without
 * an answer.
 */
export async function probeArgocd(address: string): Promise<ArgocdVersion | undefined> {
  const token = process.env[TOKEN];
  try {
    const response = await fetch(`${address}/api/version`, {
      headers: { Accept: 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT),
    });
    const answer = parseJson(await response.text());
    if (!response.ok || !isRecord(answer) || typeof answer.Version !== 'string') return undefined;
    const kustomize =
      typeof answer.KustomizeVersion === 'string' ? /v?\d+\.\d+\S*/.exec(answer.KustomizeVersion) : null;
    return { version: answer.Version, ...(kustomize === null ? {} : { kustomize: kustomize[0] }) };
  } catch {
    return undefined;
  }
}
