// Runs in the network namespace: TOKEN CERTIFICATE-OF-API-SERVER KEY CERTIFICATE serves metrics, gives addresses to
// Ingresses, and accepts HTTPRoutes.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { acceptRoutes } from './gateway-stand-in';
import { giveAddresses } from './ingress-stand-in';
import { MetricsStandIn } from './metrics-stand-in';
import { METRICS_ADDRESS } from './namespace';
import { PORTS } from './ports';
import { ApiClient } from '../api-client';

const [token, authority, key, cert] = process.argv.slice(2);
const client = new ApiClient({ port: PORTS.api }, () => readFileSync(authority, 'utf8'), token);
const metrics = new MetricsStandIn(client);

createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
  metrics.answer(new URL(request.url ?? '/', 'https://x')).then(
    (body) => {
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
    },
    (error) => response.writeHead(500).end(String(error)),
  );
}).listen(443, METRICS_ADDRESS);

function follow(): void {
  Promise.all([giveAddresses(client), acceptRoutes(client)])
    .catch(console.error)
    .finally(() => setTimeout(follow, 500));
}
follow();
