import { BACKING_SERVICES } from '../config/backing-services';
import type { App, BackingService, Repository } from '../config/model';
import { toYaml } from '../files/tree/yaml';

/** The backing services of an app for Docker Compose, which `make dev` starts. */
export function composeFile(repository: Repository, app: App): string {
  const services = app.backingServices.map((service) => [service.name, composeService(app, service)] as const);
  return toYaml({
    name: `${repository.name}-${app.name}`,
    services: Object.fromEntries(services),
    volumes: Object.fromEntries(app.backingServices.map((service) => [volume(service), {}])),
  });
}

function composeService(app: App, service: BackingService): object {
  const { image, port, environment, healthcheck, data } = BACKING_SERVICES[service.name];
  const variables = environment(app.name);
  return {
    image: `${image}:${service.version}`,
    ...(Object.keys(variables).length === 0 ? {} : { environment: variables }),
    healthcheck: { test: ['CMD', ...healthcheck], interval: '2s', timeout: '5s', retries: 30 },
    // Only on this machine, and on a free port, so that it runs next to others.
    ports: [`127.0.0.1::${port}`],
    volumes: [`${volume(service)}:${data(service.version)}`],
  };
}

/** Servers of another major version cannot read the data. */
function volume({ name, version }: BackingService): string {
  return `${name}-${parseInt(version, 10)}`;
}
