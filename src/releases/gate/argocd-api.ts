import type { Look } from './look';
import { parseJson } from '../../common/json';
import { isUntrusted, reasonOf } from '../../common/network';
import { TOKEN } from '../../config/gate-token';

/** What Argo CD says for good: whoever asks has no right, or asks somebody else. */
export class GateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GateError';
  }
}

/** How long one answer may take, in milliseconds: Argo CD looks at the cluster anew before it gives one. */
const LIMIT = 60_000;

export type Answer =
  { readonly kind: 'application'; readonly application: unknown } | { readonly kind: 'look'; readonly look: Look };

/** Argo CD, as its API shows it to the holder of a token. */
export interface ArgocdApi {
  readonly address: string;
  readonly token: string;
  readonly namespace: string;
}

/**
 * Asks for an Application, and has Argo CD look at it anew: by itself it does so every few minutes.
 *
 * @throws GateError when no later answer will be another one
 * @see https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
 */
export async function askApplication(api: ArgocdApi, name: string, project: string): Promise<Answer> {
  const { address, namespace, token } = api;
  // Without its project, Argo CD does not tell an Application that is not there from one that may not be seen.
  const query = new URLSearchParams({ appNamespace: namespace, project, refresh: 'normal' });
  let response: Response;
  let body: string;
  try {
    response = await fetch(`${address}/api/v1/applications/${name}?${query}`, {
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT),
    });
    body = await response.text();
  } catch (error) {
    const why = reasonOf(error);
    if (isUntrusted(why)) {
      throw new GateError(
        `${address} has a certificate that is not trusted (${why}): name its CA in NODE_EXTRA_CA_CERTS`,
      );
    }
    return { kind: 'look', look: { state: 'trouble', why: `${address} does not answer: ${why}` } };
  }
  const { status } = response;
  const said = parseJson(body);
  if (status === 401) throw new GateError(`${address} does not take the token: renew the secret ${TOKEN}`);
  if (status === 403) {
    throw new GateError(
      `the token of ${TOKEN} may not see ${name}: its role needs applications, get, ${project}/${name}`,
    );
  }
  if (status === 404 && said !== undefined) {
    return {
      kind: 'look',
      look: { state: 'waiting', why: `${name}: Argo CD has no such Application yet`, isUntold: true },
    };
  }
  if (status >= 500) return { kind: 'look', look: { state: 'trouble', why: `${address} answers HTTP ${status}` } };
  if (!response.ok || said === undefined) {
    throw new GateError(
      `${address} is no API of Argo CD: it answers HTTP ${status}; set argocd.address in .projenrc.ts`,
    );
  }
  return { kind: 'application', application: said };
}
