import { webAddress } from './addresses';
import { choice } from './choices';
import { hasValidHost, HOST, PORT } from './hosts';
import type { Rule } from '../rule';
import { text } from '../rules';

export const argocdManages: Rule = choice('projects-and-applications', 'applications', 'nothing');

/** The gate sends a token to it, so it must use https. */
export const argocdAddress: Rule = webAddress(['https'], 'https://argocd.acme.example');

/** Maximum lengths of a cluster's address and name. */
const MAX_SERVER = 300;
const MAX_NAME = 100;

const SERVER = new RegExp(`^https://${HOST}${PORT}(?:/[A-Za-z0-9._~-]+)*$`);

export const clusterServer: Rule = text({
  must: `be the https:// address of an API server, as in Argo CD, at most ${MAX_SERVER} characters`,
  test: (value) => SERVER.test(value) && value.length <= MAX_SERVER && hasValidHost(value),
});

export const clusterName: Rule = text({
  must: `be the name of a cluster in Argo CD: letters, digits and . _ / : @ -, at most ${MAX_NAME} characters`,
  test: (value) => /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(value) && value.length <= MAX_NAME,
});
