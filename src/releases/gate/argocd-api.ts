import type { GateLook } from './look';
import { parseJson } from '../../common/json';
import { isUntrusted, reasonOf } from '../../common/network';
import { isRecord } from '../../common/records';
import { TOKEN } from '../../config/gate-token';

/** An error that retrying cannot fix, such as a missing permission or a wrong address. */
export class GateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GateError';
  }
}

/** How long one answer may take, in milliseconds: Argo CD refreshes the Application first. */
const LIMIT = 60_000;

export type ArgoAnswer =
  { readonly kind: 'application'; readonly application: unknown } | { readonly kind: 'look'; readonly look: GateLook };

/** The API of Argo CD, and a token for it. */
export interface ArgocdApi {
  readonly address: string;
  readonly token: string;
  readonly namespace: string;
}

/**
 * Requests an Application and makes Argo CD refresh it, which it would only do every few minutes.
 *
 * @throws GateError if retrying cannot help
 * @see https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
 */
export async function askApplication(api: ArgocdApi, name: string, project: string): Promise<ArgoAnswer> {
  const { address, namespace } = api;
  // Without the project, Argo CD gives the same answer for a missing Application and a missing permission.
  const query = new URLSearchParams({ appNamespace: namespace, project, refresh: 'normal' });
  let response: Response;
  let body: string;
  try {
    response = await request(api, `applications/${name}?${query}`);
    body = await response.text();
  } catch (error) {
    const why = reasonOf(error);
    if (isUntrusted(why)) {
      throw new GateError(
        `${address} has a certificate that is not trusted (${why}): set NODE_EXTRA_CA_CERTS to the file of its CA`,
      );
    }
    return { kind: 'look', look: { state: 'trouble', why: `${address} does not answer: ${why}` } };
  }
  const { status } = response;
  const application = parseJson(body);
  if (status === 401) throw new GateError(`${address} does not accept the token: renew the secret ${TOKEN}`);
  if (status === 403) {
    // Argo CD also answers this when it cannot read the Application from the cluster.
    if (await mayGet(api, `${project}/${name}`)) {
      const why = `${name}: Argo CD cannot read it, although the token may: the API server of its cluster may be down`;
      return { kind: 'look', look: { state: 'trouble', why } };
    }
    throw new GateError(
      `the token of ${TOKEN} may not see ${name}: its role needs applications, get, ${project}/${name}`,
    );
  }
  if (status === 404 && application !== undefined) {
    return {
      kind: 'look',
      look: { state: 'waiting', why: `${name}: Argo CD has no such Application yet`, isUnseen: true },
    };
  }
  if (status >= 500) return { kind: 'look', look: { state: 'trouble', why: `${address} answers HTTP ${status}` } };
  if (!response.ok || application === undefined) {
    throw new GateError(
      `${address} is not the API of Argo CD: it answers HTTP ${status}; set argocd.address in .projenrc.ts`,
    );
  }
  return { kind: 'application', application };
}

/** Whether Argo CD confirms that the token may get an Application. */
async function mayGet(api: ArgocdApi, application: string): Promise<boolean> {
  try {
    const response = await request(api, `account/can-i/applications/get/${application}`);
    const answer = parseJson(await response.text());
    return response.ok && isRecord(answer) && answer.value === 'yes';
  } catch {
    return false;
  }
}

async function request({ address, token }: ArgocdApi, path: string): Promise<Response> {
  return fetch(`${address}/api/v1/${path}`, {
    headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT),
  });
}
